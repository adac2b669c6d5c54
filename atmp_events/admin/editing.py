"""What the change forms of all our models have in common."""

from functools import partial
from typing import Any, Final, cast

from csp.decorators import csp_update
from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminFileWidget, RelatedFieldWidgetWrapper
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse
from js_asset import Media

from ..images.unused import mark_unused
from ..images.upload import FORMATS, reencode
from ..models import LANGUAGES
from .autocomplete import Autocomplete, ChosenField
from .edit_conflicts import EditConflictAdmin
from .history import HistoryAdmin
from .local_time import LocalDateTimeField, LocalDateTimeWidget


def pair(name: str) -> tuple[str, ...]:
    """Return a text's two columns for one row of a form: Swedish beside English."""
    return tuple(f"{name}_{language}" for language in LANGUAGES)


def rows_to_begin_with(self: Any, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
    """Offer one empty row under something new, none under what is there; see `get_extra`."""
    return 0 if obj else 1


class PictureField(forms.FileField):
    """Takes a picture, and keeps it only as `reencode` makes it."""

    def to_python(self, data: Any) -> "ContentFile[bytes] | None":
        """Return the picture to be stored; raise ValidationError for what is none."""
        upload = super().to_python(data)
        return reencode(upload) if upload else None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the dialog offer pictures; a telephone then converts what it stores otherwise."""
        accept = ",".join(f"image/{name.lower()}" for name in FORMATS)
        return super().widget_attrs(widget) | {"accept": accept}


# The editor writes a style into the page unless it finds one of that name there. Ours is empty,
# this is the hash of nothing (CSP 3, 2.3.1), and the rules are in admin.css.
EMPTY_STYLE: Final = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
OVERRIDES: Final[dict[type[Any], dict[str, Any]]] = {
    models.ImageField: {"form_class": PictureField, "widget": AdminFileWidget},
    models.URLField: {"assume_scheme": "https"},
    models.DateTimeField: {"form_class": LocalDateTimeField, "widget": LocalDateTimeWidget},
}


def written_in(column: "models.Field[Any, Any]") -> dict[str, str]:
    """Return what the browser must know to check the spelling of a text's field."""
    is_prose = not isinstance(column, models.SlugField)
    return {"lang": column.name[-2:], "spellcheck": "true" if is_prose else "false"}


class Fields(BaseModelAdmin[Any]):
    """How the fields of our models are edited, in a form and in the rows below it."""

    formfield_overrides = OVERRIDES

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Beside a person or a place offer to add or change one; deleting is done elsewhere."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Autocomplete(db_field, self.admin_site)
            kwargs["form_class"] = ChosenField
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name[-3:] in {"_sv", "_en"}:
            field.widget.attrs |= written_in(db_field)
        widget = field.widget if field else None
        if isinstance(widget, RelatedFieldWidgetWrapper):
            widget.can_delete_related = widget.can_view_related = False
        return field


class Editing(EditConflictAdmin, HistoryAdmin, Fields):
    """A change form in two languages, whose text editor runs under the strict policy."""

    change_form_template = "admin/editing.html"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Let go of a picture that was replaced, once the new one is safely there."""
        super().save_model(request, obj, form, change)
        for name in form.changed_data if change else ():
            replaced = form.initial.get(name)
            if isinstance(replaced, FieldFile) and replaced.name:
                transaction.on_commit(partial(mark_unused, replaced))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Put the request's nonce on the editor's import map, and allow its empty style."""
        nonce = str(cast(Any, request).csp_nonce)  # Put there by django-csp.
        context["media"] = Media.from_media(context["media"], nonce=nonce)
        response = super().render_change_form(request, context, *args, **kwargs)
        allow = csp_update({"style-src": EMPTY_STYLE})
        return cast(HttpResponse, allow(lambda _request: response)(request))
