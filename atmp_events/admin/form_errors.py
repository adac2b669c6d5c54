"""What is wrong in a form of the admin, in the order of the page, each with a link to its field."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from typing import Any, Final, TypeAlias

from django import forms
from django.contrib.admin.utils import flatten
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.utils.text import capfirst

FOLLOWED_BY_ROWS: Final = "with-programme"  # a fieldset with this class has the rows below it


class Lines(tuple[Any, ...]):
    """The lines of a fieldset; a field is `in` it, whichever line it shares with others.

    Django opens a folded fieldset if one of its lines is the name of a wrong field.
    """

    __slots__ = ()

    def __contains__(self, name: object) -> bool:
        return name in flatten(self)


@dataclass(frozen=True, slots=True)
class FormError:
    """What is said of a field, or of a row."""

    id: str  # of the field, or of the row
    name: str  # "Talk 2 (On cells): title (Swedish)"
    words: str


Found: TypeAlias = tuple[Any, FormError]  # the bound field, None for a row or a list of rows


def form_errors(form: Any, fieldsets: Any = None, inlines: Any = ()) -> list[FormError]:
    """Return the errors of a form and its rows; the first wrong field takes the focus when shown.

    `fieldsets` and `inlines` are those of the admin's form. What is wrong with the form as a whole
    has no field, and is left out.
    """
    found = list(_found(form, fieldsets, inlines or ()))
    fields = [field for field, _error in found if field is not None]
    for field in fields:
        if field.use_fieldset:  # Django ties the messages of all others.
            field.field.widget.attrs["aria-describedby"] = f"{field.auto_id}_error"
    if fields:
        _focus(fields[0])
    return [error for _field, error in found]


def _found(form: Any, fieldsets: Any, inlines: Iterable[Any]) -> Iterator[Found]:
    """Yield the errors in the order of the page."""
    rows = [found for inline in inlines for found in _in_rows(inline)]
    if not fieldsets:
        yield from _in_fields(form)
    for fieldset in fieldsets or ():
        yield from _in_fields(form[it] for it in flatten(fieldset.fields) if it in form.fields)
        if FOLLOWED_BY_ROWS in fieldset.classes:
            yield from rows
            rows = []
    yield from rows


def _in_rows(inline: Any) -> Iterator[Found]:
    formset, opts = inline.formset, inline.opts
    if words := " ".join(formset.non_form_errors()):
        name = str(capfirst(opts.verbose_name_plural))
        yield None, FormError(f"{formset.prefix}-group", name, words)
    for number, form in enumerate(sorted(formset.forms, key=_typed_place), start=1):
        name = f"{capfirst(opts.verbose_name)} {number}"
        if form.instance.pk:
            name += f" ({form.instance})"
        if words := " ".join(form.non_field_errors()):
            yield None, FormError(form.prefix, name, words)
        yield from _in_fields(form, f"{name}: ")


def _in_fields(fields: Iterable[Any], row: str = "") -> Iterator[Found]:
    for field in fields:
        if field.errors:
            yield field, FormError(_id_of(field), f"{row}{field.label}", " ".join(field.errors))


def _typed_place(form: Any) -> float:
    """Return the number that is typed in a row, which is where the page shows it."""
    typed = str(form["position"].value() or "") if "position" in form.fields else ""
    return float(typed) if typed.isdecimal() else inf


def _focus(field: forms.BoundField) -> None:
    widget = field.field.widget
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    if isinstance(widget, forms.MultiWidget):
        widget = widget.widgets[0]
    if not isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        widget.attrs["autofocus"] = True  # A script enters those, and fields that it has replaced.


def _id_of(field: forms.BoundField) -> str:
    is_in_parts = isinstance(field.field.widget, forms.MultiWidget)
    return f"{field.auto_id}_0" if is_in_parts else str(field.auto_id)
