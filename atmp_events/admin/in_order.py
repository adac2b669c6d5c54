"""Rows under an event or a person that stand in an order: one number a row, kept as shown."""

from collections.abc import Iterable
from math import inf
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .known_choice import know_choices
from .stock import InlineFormSet, ModelForm


class InOrderForm(ModelForm):
    """A row with its number, which may be left empty."""

    position = forms.IntegerField(
        label=capfirst(_("order")),
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.NumberInput({"class": "order"}),
    )

    def __init__(self, *args: Any, place: int | None = None, **kwargs: Any) -> None:
        """Show a stored row's place on the screen, whatever number is stored."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["position"] = place
        know_choices(self)

    def sort_key(self) -> float:
        """Return where the row wants to stand; a row without a number goes last."""
        wanted, stood = self.cleaned_data.get("position"), self.initial.get("position")
        if wanted is None:
            return inf
        if wanted == stood:
            return float(wanted)
        # A row that is moved to a taken number pushes the other one aside.
        return float(wanted) + (0.5 if stood and wanted > stood else -0.5)


class InOrder(InlineFormSet):
    """A formset whose rows are numbered 1..n after every save, whatever was typed."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Tell each form its place on the screen; the one to be copied has none."""
        place = None if index is None else index + 1
        return super().get_form_kwargs(index) | {"place": place}

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        """Take a row that somebody else has removed meanwhile for a new one: it was typed."""
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.is_gone = self.is_bound and i < self.initial_form_count() and not form.instance.pk
        if form.is_gone:
            form.fields[self.model._meta.pk.name] = forms.Field(
                required=False, widget=forms.HiddenInput
            )
        return form

    @property
    def initial_forms(self) -> list[Any]:
        """Return the forms of rows that are stored."""
        return [it for it in self.forms[: self.initial_form_count()] if not it.is_gone]

    @property
    def extra_forms(self) -> list[Any]:
        """Return the forms of rows that are to be added."""
        stored = self.initial_form_count()
        return [*(it for it in self.forms[:stored] if it.is_gone), *self.forms[stored:]]

    def kept_forms(self) -> list[Any]:
        """Return the forms whose rows will be there after saving, in their new order."""
        return sorted(filter(self.is_kept, self.forms), key=InOrderForm.sort_key)

    def is_kept(self, form: Any) -> bool:
        """Tell whether a form stands for a row that will be there after saving."""
        deleted = form.cleaned_data.get(DELETION_FIELD_NAME)
        return bool(not deleted and (form.instance.pk or form.has_changed()))

    def rows(self) -> Iterable[Any]:
        """Return what the kept forms have saved, in order. Some may have rows to add."""
        return [form.instance for form in self.kept_forms()]

    def save(self, commit: bool = True) -> list[Any]:
        """Save, and then number all rows anew."""
        for number, form in enumerate(self.kept_forms(), start=1):
            form.instance.position = number
        saved: list[Any] = super().save(commit)
        self._number_rows()
        return saved

    def _number_rows(self) -> None:
        stored = self._stored()
        number = 0
        for row in self.rows():
            if row.pk and row.pk not in stored:
                continue  # It went with what it belonged to.
            number += 1
            row.position = number
            if self.differs(row, stored.get(row.pk)):
                row.save()

    def _stored(self) -> dict[Any, Model]:
        rows = self.model._default_manager.filter(**{self.fk.name: self.instance})
        return {row.pk: row for row in rows}

    def differs(self, row: Any, stored: Any) -> bool:
        """Tell whether `row` is not yet stored as it should be."""
        return stored is None or bool(stored.position != row.position)
