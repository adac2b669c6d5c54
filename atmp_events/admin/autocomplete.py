"""Django's search field, without a query for each row that is chosen in one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db.models import Model

from ..models.identity import as_key


class Autocomplete(AutocompleteSelect):
    """Search field that does not query for the chosen row, and survives a bad key."""

    chosen: Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        """Return the chosen option, from the row that was fetched with the form's."""
        if self.chosen is None or list(value) != [str(self.chosen.pk)]:
            return super().optgroups(name, [it for it in value if it == "" or as_key(it)], attr)
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        option = self.create_option(name, self.chosen.pk, str(self.chosen), True, len(blank))
        return [(None, [*blank, option], 0)]


class ChosenField(forms.ModelChoiceField[Any]):
    """Takes a query only if another row is chosen than before."""

    def to_python(self, value: Any) -> Any:
        """Return the row that was fetched with the form's, if it is still chosen."""
        chosen = getattr(_innermost(self.widget), "chosen", None)
        return chosen if chosen and str(chosen.pk) == value else super().to_python(value)


def _innermost(widget: forms.Widget) -> forms.Widget:
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def show_chosen(form: forms.ModelForm[Any]) -> None:
    """Pass the related rows, fetched with the form's own, to its search fields."""
    for name, field in form.fields.items():
        widget = _innermost(field.widget)
        if isinstance(widget, Autocomplete) and form.instance.pk:
            widget.chosen = getattr(form.instance, name)
