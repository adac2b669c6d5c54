"""A searching field that shows what is chosen without asking the database again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db.models import Model

from ..models.identity import as_key


class KnownChoice(AutocompleteSelect):
    """Django's own field asks the database in every row what the chosen one is called."""

    known: Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        """Return the chosen option, from what has been fetched with its row."""
        if self.known is None or list(value) != [str(self.known.pk)]:
            # Django asks the database for whatever was sent.
            return super().optgroups(name, [it for it in value if it == "" or as_key(it)], attr)
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        chosen = self.create_option(name, self.known.pk, str(self.known), True, len(blank))
        return [(None, [*blank, chosen], 0)]


def know_choices(form: "forms.BaseModelForm[Any]") -> None:
    """Tell the searching fields of a stored row what is chosen; join it to spare queries."""
    for name, field in form.fields.items():
        widget = field.widget
        if isinstance(widget, RelatedFieldWidgetWrapper):
            widget = widget.widget
        if isinstance(widget, KnownChoice) and form.instance.pk:
            widget.known = getattr(form.instance, name)
