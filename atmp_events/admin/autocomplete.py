"""Django's search field, without a query for each row that is chosen in one."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db.models import Model, prefetch_related_objects

from ..models import Addressed, Person
from ..models.identity import as_key


class AutocompleteView(AutocompleteJsonView):
    """The rows that a search field offers, told apart where they have the same name."""

    shared_names: frozenset[str] = frozenset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Note the names that several rows share."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = list(context["object_list"])
        counts = Counter(map(str, rows))
        self.shared_names = frozenset(name for name, count in counts.items() if count > 1)
        alike = [row for row in rows if isinstance(row, Person) and str(row) in self.shared_names]
        prefetch_related_objects(alike, "affiliations")
        return context | {"object_list": rows}

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """Return key and name; with a shared name, the affiliation or what else differs."""
        name = str(obj)
        is_shared = name in self.shared_names and isinstance(obj, Addressed)
        text = f"{name} ({_beside(obj)})" if is_shared else name
        return {"id": str(getattr(obj, to_field_name)), "text": text}


def _beside(row: Addressed) -> str:
    if isinstance(row, Person):
        affiliations = "; ".join(map(str, row.affiliations.all()))
        return affiliations or row.email or row.slug
    return row.slugs.sv


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
