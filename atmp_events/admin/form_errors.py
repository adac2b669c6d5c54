"""The errors in a form of the admin, in the order of the page, with links to their fields."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import inf
from typing import Any

from django import forms
from django.contrib.admin.utils import flatten
from django.utils.text import capfirst

from .autocomplete import unwrapped


class Lines(tuple[Any, ...]):
    """The lines of a fieldset. A field is `in` it, also if it shares a line with other fields.

    Django opens a collapsed fieldset if the name of a field with an error is `in` its lines.
    """

    __slots__ = ()

    def __contains__(self, name: object) -> bool:
        return name in flatten(self)


@dataclass(frozen=True, slots=True)
class FormError:
    """The errors of a field, of a row of an inline, or of an inline."""

    id: str  # of the HTML element
    name: str  # "Talk 2 (On cells): title (Swedish)"
    words: str
    field: forms.BoundField | None = None  # None for a row or an inline


def form_errors(form: Any, fieldsets: Any = None, inlines: Any = ()) -> list[FormError]:
    """Return the errors of a form and its inlines, and set the focus on the first field with one.

    `fieldsets` and `inlines` are those of the admin's form. Errors of the form as a whole have no
    field, and are left out.
    """
    found = list(_errors_in_page_order(form, fieldsets, inlines or ()))
    fields = [it.field for it in found if it.field is not None]
    for field in fields:
        if field.use_fieldset:  # Django itself does this for all other fields.
            field.field.widget.attrs["aria-describedby"] = f"{field.auto_id}_error"
    if fields:
        _set_focus(fields[0])
    return found


def _errors_in_page_order(form: Any, fieldsets: Any, inlines: Iterable[Any]) -> Iterator[FormError]:
    if not fieldsets:
        yield from _in_fields(form)
    left = list(inlines)
    for fieldset in fieldsets or ():
        yield from _in_fields(form[it] for it in flatten(fieldset.fields) if it in form.fields)
        classes = fieldset.classes.split()
        here = [it for it in left if getattr(it.opts, "stands_after", "") in classes]
        left = [it for it in left if it not in here]
        yield from chain.from_iterable(map(_errors_in_inline, here))
    yield from chain.from_iterable(map(_errors_in_inline, left))


def _errors_in_inline(inline: Any) -> Iterator[FormError]:
    formset, opts = inline.formset, inline.opts
    if words := " ".join(formset.non_form_errors()):
        name = str(capfirst(opts.verbose_name_plural))
        yield FormError(f"{formset.prefix}-group", name, words)
    for number, form in enumerate(sorted(formset.forms, key=_typed_number), start=1):
        name = f"{capfirst(opts.verbose_name)} {number}"
        if form.instance.pk:
            name += f" ({form.instance})"
        if words := " ".join(form.non_field_errors()):
            yield FormError(form.prefix, name, words)
        yield from _in_fields(form, f"{name}: ")


def _in_fields(fields: Iterable[Any], row: str = "") -> Iterator[FormError]:
    for field in fields:
        if field.errors:
            words = " ".join(field.errors)
            yield FormError(_id_of(field), f"{row}{field.label}", words, field)


def _typed_number(form: Any) -> float:
    """Return the number that is typed in a row. The page shows the rows in this order."""
    typed = str(form["position"].value() or "") if "position" in form.fields else ""
    return float(typed) if typed.isdecimal() else inf


def _set_focus(field: forms.BoundField) -> None:
    widget = unwrapped(field.field.widget)
    if isinstance(widget, forms.MultiWidget):
        widget = widget.widgets[0]
    if not isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        # admin.js sets the focus on the other widgets, and on fields that a script has replaced.
        widget.attrs["autofocus"] = True


def _id_of(field: forms.BoundField) -> str:
    is_in_parts = isinstance(field.field.widget, forms.MultiWidget)
    return f"{field.auto_id}_0" if is_in_parts else str(field.auto_id)
