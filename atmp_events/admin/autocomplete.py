"""Django's search field with labels that differ, and without a query for each chosen row."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, prefetch_related_objects

from ..models import Person, SluggedModel
from ..models.identifiers import parse_number


class AutocompleteView(AutocompleteJsonView):
    """The rows that a search field offers. Rows of the same name get different labels."""

    shared_labels: frozenset[str] = frozenset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find the names and labels that several rows share."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = list(context["object_list"])
        prefetch_related_objects([row for row in rows if isinstance(row, Person)], "affiliations")
        counts = Counter(text for row in rows for text in {str(row), label_of(row)})
        self.shared_labels = frozenset(label for label, count in counts.items() if count > 1)
        return context | {"object_list": rows}

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """Return key and label. A shared label also has the slug."""
        text = label_of(obj)
        if text in self.shared_labels and isinstance(obj, SluggedModel):
            text = f"{text} ({obj.slugs.sv})"
        return {"id": str(getattr(obj, to_field_name)), "text": text}


def label_of(row: Any) -> str:
    """Return the name of a row. For a person it includes the affiliation or the email."""
    if not isinstance(row, Person):
        return str(row)
    beside = "; ".join(map(str, row.affiliations.all())) or row.email
    return f"{row} ({beside})" if beside else str(row)


class Autocomplete(AutocompleteSelect):
    """A search field that does not query for the chosen row, and ignores an invalid key."""

    chosen: Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        """Return the chosen option, from the row that was fetched with the form's row."""
        if self.chosen is None or list(value) != [str(self.chosen.pk)]:
            return super().optgroups(
                name, [it for it in value if it == "" or parse_number(it)], attr
            )
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        option = self.create_option(name, self.chosen.pk, label_of(self.chosen), True, len(blank))
        return [(None, [*blank, option], 0)]


class AutocompleteField(forms.ModelChoiceField[Any]):
    """A choice that needs a query only if the user has chosen another row."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the same label as the search field offered."""
        return label_of(obj)

    def to_python(self, value: Any) -> Any:
        """Return the row that was fetched with the form's row, if it is still chosen."""
        chosen = getattr(unwrapped(self.widget), "chosen", None)
        return chosen if chosen and str(chosen.pk) == value else super().to_python(value)


def unwrapped(widget: forms.Widget) -> forms.Widget:
    """Return the widget inside Django's wrapper with links to add and change a related row."""
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def reuse_related_rows(form: forms.ModelForm[Any]) -> None:
    """Pass the related rows, which were fetched with the form's row, to its search fields."""
    for name, field in form.fields.items():
        widget = unwrapped(field.widget)
        if isinstance(widget, Autocomplete) and form.instance.pk:
            with suppress(ObjectDoesNotExist):  # A row of an earlier version may be gone.
                widget.chosen = getattr(form.instance, name)
