"""Conflicts when two users edit the same row: the second one is warned before saving.

A field that only the first user has changed is filled in. A field that both have changed keeps the
second user's value, with the first user's value beside it. The form is saved when it is sent again.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from django import forms
from django.contrib.admin import ModelAdmin
from django.db import models
from django.http import HttpRequest, QueryDict

from ..actions.versions import (
    PARTS,
    Content,
    Snapshot,
    columns_of,
    content_in,
    content_of,
    current_value,
    fingerprint,
    snapshot_of,
    versions_of,
)
from ..models import User
from ..models.identifiers import parse_number
from .autocomplete import unwrapped
from .differences import Difference, differences

SEEN: Final = "seen_version"  # a hidden input: the fingerprint of the row when the form was opened
MAX_VERSIONS: Final = 20  # The version that the form was opened with is sought among so many.


@dataclass(frozen=True, slots=True)
class EditConflict:
    """The changes that another user has saved while the form was open."""

    by: User | None  # None for a management command
    saved_at: datetime | None
    filled_in: list[Difference]  # now in the form; empty if the opened version is not found
    not_filled_in: list[Difference]  # The form keeps other values.


@dataclass(slots=True)
class LockedRow:
    """The row that a form changes, locked until the end of the transaction."""

    row: models.Model  # with its inlines
    stored: Snapshot  # from before the form has changed `row`
    shown: models.Model  # a copy from before the form has changed `row`, for the page
    conflict: EditConflict | None = None


class UnsavedForm:
    """A mixin for a form that is shown again with the typed values, also if it is valid."""

    def is_valid(self) -> bool:
        """Return False, so that the form is not saved."""
        super().is_valid()  # type: ignore[misc]  # the form's method
        return False


def locked_row(request: HttpRequest) -> LockedRow | None:
    """Return the row that was locked for a request; None if the request saves no form."""
    return getattr(request, "locked_row", None)


def stored_fingerprint(row: models.Model) -> str:
    """Return the fingerprint of a stored row, which its form sends back as `SEEN`."""
    # An invalid form has changed `row` itself.
    return fingerprint(content_of(type(row)._default_manager.get(pk=row.pk)))


def lock_row(model_admin: "ModelAdmin[Any]", request: HttpRequest, object_id: str) -> None:
    """Lock the row of a sent form, and compare it with the row when the form was opened."""
    # `no_key` lets others save rows that refer to it: they lock the rows in the other order.
    rows = model_admin.get_queryset(request).select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=parse_number(object_id)).first()
    if row is None:
        return
    models.prefetch_related_objects([row], *PARTS[type(row)])
    locked, seen = LockedRow(row, snapshot_of(row), copy(row)), request.POST.get(SEEN)
    if seen is not None and fingerprint(locked.stored.content) != seen:
        locked.conflict = _resolve_conflict(model_admin, request, locked, seen)
    cast(Any, request).locked_row = locked


def _resolve_conflict(
    model_admin: "ModelAdmin[Any]", request: HttpRequest, locked: LockedRow, seen: str
) -> EditConflict:
    """Fill in the fields that only the other user has changed, and return all differences."""
    versions = list(versions_of(locked.row)[:MAX_VERSIONS])
    contents = (content_in(version) for version in versions)
    opened = next((content for content in contents if fingerprint(content) == seen), None)
    changed = list(differences(type(locked.row), opened, locked.stored.content)) if opened else []
    filled_in, sent = set[str](), request.POST.copy()
    _replace_merged(type(locked.row), sent)
    if opened:
        form = model_admin.get_form(request, locked.row, change=True)
        filled_in = set(_merge_fields(form, locked.row, opened, sent))
    cast(Any, request).POST = sent
    last = versions[0].revision if versions else None
    return EditConflict(
        by=last.user if last else None,
        saved_at=last.date_created if last else None,
        filled_in=[it for it in changed if it.field in filled_in],
        not_filled_in=[it for it in changed if it.field not in filled_in],
    )


def _replace_merged(model: Any, sent: QueryDict) -> None:
    """Replace the keys of records that were merged meanwhile by those of the remaining ones."""
    parts = (model._meta.get_field(relation).related_model for relation in PARTS[model])
    columns = {column.name: column for it in (model, *parts) for column in columns_of(it)}
    for name, value in list(sent.items()):
        column: Any = columns.get(name.rpartition("-")[2])
        if column and column.related_model and (key := parse_number(str(value))):
            sent[name] = str(current_value(column, key))


def _merge_fields(
    form_class: Any, row: models.Model, base: Content, sent: QueryDict
) -> Iterator[str]:
    """Write into `sent` the fields that only the other user has changed.

    Yields the names of the fields whose values are then equal. `base` is the content that both
    forms were opened with, `row` what the other user has saved. Inlines are not changed.
    """
    base_form = form_class(instance=_earlier(row, base))
    stored_form = form_class(instance=copy(row))
    for name, field in stored_form.fields.items():
        mine = field.widget.value_from_datadict(sent, {}, name)
        theirs = stored_form.get_initial_for_field(field, name)
        opened = base_form.get_initial_for_field(field, name)
        is_file = isinstance(field, forms.FileField)  # Without a new upload, the file stays.
        if is_file or not field.has_changed(theirs, mine):
            yield name
        elif not field.has_changed(opened, mine):
            _fill_in(sent, name, field, theirs)
            yield name


def _earlier(row: models.Model, base: Content) -> models.Model:
    """Return a copy of a row with the values of an earlier version."""
    before = copy(row)
    for column in columns_of(type(row)):
        if column.name in base["fields"] and not isinstance(column, models.FileField):
            setattr(before, column.attname, column.to_python(base["fields"][column.name]))
    return before


def _fill_in(sent: QueryDict, name: str, field: forms.Field, value: Any) -> None:
    """Set the value of a field as a browser would send it."""
    widget: Any = unwrapped(field.widget)
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
