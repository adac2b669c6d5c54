"""Form fields of our models: texts in two languages, files, dates and times, search fields."""

from typing import Any, Final

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest

from ..models import LANGUAGES
from ..models.rich_text import ProseField
from .autocomplete import Autocomplete, AutocompleteField
from .differences import language_of_column
from .form_errors import Lines
from .form_fields import LengthField, MailField, PlainField, SlugField, WebField
from .local_time import DayField, LocalDateTimeField, LocalDateTimeWidget
from .upload_fields import PdfField, PdfInput, PictureField, PictureInput


def pair(name: str) -> tuple[str, ...]:
    """Return the two columns of a text, Swedish first, for one line of a form."""
    return tuple(f"{name}_{language}" for language in LANGUAGES)


OVERRIDES: Final[dict[type[Any], dict[str, Any]]] = {
    models.ImageField: {"form_class": PictureField, "widget": PictureInput},
    models.FileField: {"form_class": PdfField, "widget": PdfInput},
    models.CharField: {"form_class": PlainField},
    models.TextField: {"form_class": PlainField},
    ProseField: {"widget": AdminTextareaWidget},  # It has a form field of its own.
    models.URLField: {"form_class": WebField},
    models.EmailField: {"form_class": MailField},
    models.SlugField: {"form_class": SlugField},
    models.DurationField: {"form_class": LengthField},
    models.DateField: {"form_class": DayField, "widget": DayField.widget},
    models.DateTimeField: {"form_class": LocalDateTimeField, "widget": LocalDateTimeWidget},
    # The largest numbers that PostgreSQL stores; SQLite would store larger ones.
    models.PositiveSmallIntegerField: {"max_value": 32_767},
    models.PositiveIntegerField: {"max_value": 2_147_483_647},
}


class BilingualFields(BaseModelAdmin[Any]):
    """Makes the fields of a form, and of its inlines."""

    formfield_overrides = OVERRIDES

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return fieldsets that open if they are collapsed and contain an error."""
        fieldsets: Any = super().get_fieldsets(request, obj)
        return [(name, it | {"fields": Lines(it["fields"])}) for name, it in fieldsets]

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Set the language of texts. Offer to add and change a related row, not to delete it."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Autocomplete(db_field, self.admin_site)
            kwargs["form_class"] = AutocompleteField
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and (language := language_of_column(db_field)):
            spellcheck = "false" if isinstance(db_field, models.SlugField) else "true"
            field.widget.attrs |= {"lang": language, "spellcheck": spellcheck}
        widget = field.widget if field else None
        if isinstance(widget, RelatedFieldWidgetWrapper):
            widget.can_delete_related = widget.can_view_related = False
        return field
