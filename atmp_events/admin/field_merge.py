"""Fills into a sent form the fields that only somebody else has changed."""

import copy
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import QueryDict

from ..actions.versions import Content, columns_of


def merge_fields(
    form_class: Any, row: models.Model, base: Content, sent: QueryDict
) -> Iterator[str]:
    """Write into `sent` the fields that only the other has changed.

    Yields the names of the fields that are now equal.

    `base` is the content that both forms began with, `row` what the other has saved. Rows of
    inlines are left as they were sent.
    """
    before, there = form_class(instance=_as_it_was(row, base)), form_class(instance=copy.copy(row))
    for name, field in there.fields.items():
        mine = field.widget.value_from_datadict(sent, {}, name)
        theirs = there.get_initial_for_field(field, name)
        began = before.get_initial_for_field(field, name)
        is_file = isinstance(field, forms.FileField)  # A file not chosen anew stays as it is.
        if is_file or not field.has_changed(theirs, mine):
            yield name
        elif not field.has_changed(began, mine):
            _fill_in(sent, name, field, theirs)
            yield name


def _as_it_was(row: models.Model, base: Content) -> models.Model:
    """Return a copy of a row with the columns of an earlier version."""
    before = copy.copy(row)
    for column in columns_of(type(row)):
        if column.name in base["fields"] and not isinstance(column, models.FileField):
            setattr(before, column.attname, column.to_python(base["fields"][column.name]))
    return before


def _fill_in(sent: QueryDict, name: str, field: forms.Field, value: Any) -> None:
    """Fill in a field as a browser would."""
    widget: Any = field.widget
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    if isinstance(widget, forms.MultiWidget):
        values = value if isinstance(value, list) else widget.decompress(value) or []
        for number, (part, shown) in enumerate(zip(widget.widgets, values, strict=False)):
            sent[f"{name}_{number}"] = part.format_value(shown) or ""
    elif isinstance(widget, forms.CheckboxInput):
        sent.pop(name, None)
        if value:
            sent[name] = "on"
    else:
        shown = widget.format_value(field.prepare_value(value))
        sent.setlist(name, shown if isinstance(shown, list) else ["" if shown is None else shown])
