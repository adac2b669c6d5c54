"""Inlines with an order. The user can type any numbers; they are stored as 1 to n."""

from math import inf
from typing import Any

from django import forms
from django.contrib.admin import StackedInline
from django.db.models import Model, Q, QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .autocomplete import reuse_related_rows
from .bilingual_fields import BilingualFields


class OrderedForm(forms.ModelForm[Any]):
    """A row with its number in the order, which may be empty."""

    position = forms.IntegerField(
        label=capfirst(_("order")),
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.NumberInput({"class": "order"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored_position = self.instance.position
        reuse_related_rows(self)

    def sort_key(self) -> float:
        """Return the sort key of the row. A new row without a number goes last.

        A row that gets the number of another row goes before it, or after it if it moves down.
        """
        shown = self.initial.get("position")
        wanted = self.cleaned_data.get("position") if self.has_changed() else shown
        if wanted is None or wanted == shown:
            return float(wanted or inf)
        return float(wanted) + (0.5 if shown and wanted > shown else -0.5)

    def rows(self) -> list[Model]:
        """Return the rows that the form saves, in their order."""
        return [self.instance]


class OrderedFormSet(BaseInlineFormSet[Any, Any, Any]):
    """Rows that are numbered from 1 to n when any of them has changed."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Show the number of a stored row. A row that has been deleted becomes a new row."""
        super().add_fields(form, index)
        if index is None or index >= self.initial_form_count():
            return
        if form.instance.pk:
            form.initial["position"] = index + 1
            # An unchanged row is not validated: that would take a query for each.
            form.empty_permitted = True
        else:
            # Another user has deleted the row: the typed values are saved as a new row.
            hidden = forms.Field(required=False, widget=forms.HiddenInput)
            form.fields[self.model._meta.pk.name] = hidden

    @property
    def initial_forms(self) -> list[Any]:
        """The forms of stored rows."""
        return [it for it in self.forms[: self.initial_form_count()] if it.instance.pk]

    @property
    def extra_forms(self) -> list[Any]:
        """The forms of new rows, those of deleted rows first."""
        stored = self.initial_forms
        return [form for form in self.forms if form not in stored]

    def will_exist(self, form: Any) -> bool:
        """Return whether the row of a form exists after saving."""
        removed = form.cleaned_data.get(DELETION_FIELD_NAME)
        return bool(not removed and (form.instance.pk or form.has_changed()))

    def save(self, commit: bool = True) -> list[Any]:
        """Save the changed rows, and the numbers of all rows."""
        remaining = sorted(filter(self.will_exist, self.forms), key=OrderedForm.sort_key)
        if self.has_changed() or len(remaining) < self.initial_form_count():
            self._number(remaining)
        return super().save(commit)

    def _number(self, remaining: list[Any]) -> None:
        """Set the numbers, and save them for rows that have no other change."""
        rows = [row for form in remaining for row in form.rows()]
        for number, row in enumerate(rows, start=1):
            row.position = number
        moved = [
            form.instance
            for form in remaining
            if form.instance.pk
            and not form.has_changed()  # `save` writes the number of a changed row.
            and form.instance.position != form.stored_position
        ]
        self.model._default_manager.bulk_update(moved, ["position"])


class OrderedInline(BilingualFields, StackedInline[Any, Any]):
    """Rows with an order."""

    form: Any = OrderedForm
    formset: Any = OrderedFormSet
    stands_after = "with-programme"  # the class of the fieldset, in the form of an event

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Return 1, for an empty row, in the form of a new object, otherwise 0."""
        return 0 if obj else 1


class OrganiserForm(OrderedForm):
    """A row with an organiser."""

    def validate_constraints(self) -> None:
        """Do not compare the row with stored rows: the formset replaces those (Django >= 6.1)."""


class OrganisersFormSet(OrderedFormSet):
    """Organisers, each at most once."""

    def save(self, commit: bool = True) -> list[Any]:
        """Save the rows. The stored rows that they replace are deleted first.

        Two rows may exchange their organisers, and another user may have added the same organiser.
        """
        changed = [form.instance for form in self.forms if form.has_changed()]
        replaced = Q(pk__in=[row.pk for row in changed])
        replaced |= Q(organiser__in=[row.organiser_id for row in changed])
        rows = self.model._default_manager.filter(**{self.fk.name: self.instance.pk})
        rows.filter(replaced).delete()
        return super().save(commit)

    def get_unique_error_message(self, unique_check: Any) -> str:
        """Return the error of all rows, if two have the same organiser."""
        return gettext("An organiser is chosen twice.")

    def get_form_error(self) -> str:
        """Return the error of the second row with an organiser."""
        return gettext("Choose another organiser here, or remove this row.")


class OrganisersInline(OrderedInline):
    """The organisers of an event or of the site, in their order."""

    form = OrganiserForm
    formset = OrganisersFormSet
    fields = (("organiser", "position"),)
    autocomplete_fields = ("organiser",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the organisers of all rows at once."""
        return super().get_queryset(request).select_related("organiser")
