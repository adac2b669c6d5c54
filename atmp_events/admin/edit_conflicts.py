"""Two people edit one row at once: the second to save is warned, and neither loses anything.

A field that only the other has changed is filled in; one that both have changed stays as it was
typed, with the other's text beside it. Nothing is saved until the form is sent once more.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from django import forms
from django.contrib.admin import ModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest, QueryDict

from ..actions.versions import (
    PARTS,
    Content,
    Snapshot,
    columns_of,
    content_in,
    content_of,
    fingerprint,
    snapshot_of,
    versions_of,
)
from ..models import User
from ..models.identity import as_key
from .differences import Difference, differences

SEEN: Final = "seen_version"  # the form's input: the fingerprint of what stood in it at first
LOOKED_THROUGH: Final = 20  # versions, among which is the one that the form began with


@dataclass(frozen=True, slots=True)
class EditConflict:
    """What somebody else has saved while the form was open."""

    by: User | None  # None where a command did
    saved_at: datetime | None
    filled_in: list[Difference]  # from what stood in the form at first; empty if not known
    left: list[Difference]  # the form says something else, and goes on doing so


@dataclass(slots=True)
class LockedRow:
    """A row that a form is saved in, locked until the end of the transaction."""

    row: models.Model  # with the rows that belong to it
    stored: Snapshot  # as it was locked: the form writes into `row`
    shown: models.Model  # likewise, for what the page says of it
    conflict: EditConflict | None = None


class UnsavedForm:
    """Mixed into a form that is shown again as it was typed, valid or not."""

    def is_valid(self) -> bool:
        """Refuse to be saved."""
        super().is_valid()  # type: ignore[misc]  # the form that it is mixed into
        return False


def locked_row(request: HttpRequest) -> LockedRow | None:
    """Return the row that was locked for a request, None where it saves no form."""
    return getattr(request, "locked_row", None)


def stored_fingerprint(row: models.Model) -> str:
    """Return the fingerprint of what is stored of a row, for a form to send back as `SEEN`."""
    # A form that was refused has written into `row` itself.
    return fingerprint(content_of(type(row)._default_manager.get(pk=row.pk)))


def lock_row(model_admin: "ModelAdmin[Any]", request: HttpRequest, object_id: str) -> None:
    """Lock the row that a form was sent for, and compare it with what the form began with."""
    # Not against rows that name it: they are saved in the other order.
    locked = model_admin.get_queryset(request).select_for_update(of=("self",), no_key=True)
    row = locked.filter(pk=as_key(object_id)).first()
    if row is None:
        return
    models.prefetch_related_objects([row], *PARTS[type(row)])
    there, seen = LockedRow(row, snapshot_of(row), copy(row)), request.POST.get(SEEN)
    if seen is not None and fingerprint(there.stored.content) != seen:
        there.conflict = _conflict(model_admin, request, there, seen)
    cast(Any, request).locked_row = there


def _conflict(
    model_admin: "ModelAdmin[Any]", request: HttpRequest, there: LockedRow, seen: str
) -> EditConflict:
    """Fill in what only the other has changed, and return both kinds of differences."""
    versions = list(versions_of(there.row)[:LOOKED_THROUGH])
    contents = (content_in(version) for version in versions)
    began = next((content for content in contents if fingerprint(content) == seen), None)
    changed = list(differences(type(there.row), began, there.stored.content)) if began else []
    filled_in = set[str]()
    if began:
        sent = request.POST.copy()
        form = model_admin.get_form(request, there.row, change=True)
        filled_in = set(_merge_fields(form, there.row, began, sent))
        cast(Any, request).POST = sent
    last = versions[0].revision if versions else None
    return EditConflict(
        by=last.user if last else None,
        saved_at=last.date_created if last else None,
        filled_in=[it for it in changed if it.field in filled_in],
        left=[it for it in changed if it.field not in filled_in],
    )


def _merge_fields(
    form_class: Any, row: models.Model, base: Content, sent: QueryDict
) -> Iterator[str]:
    """Write into `sent` the fields that only the other has changed.

    Yields the names of the fields that are now equal.

    `base` is the content that both forms began with, `row` what the other has saved. Rows of
    inlines are left as they were sent.
    """
    before, there = form_class(instance=_as_it_was(row, base)), form_class(instance=copy(row))
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
    before = copy(row)
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
