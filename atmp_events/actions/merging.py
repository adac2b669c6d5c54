"""Merge of two records of the same person, venue, organiser or series."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import models, transaction

from ..models import (
    Appearance,
    Attendee,
    Change,
    EventVersion,
    Follower,
    FormerSlug,
    SluggedModel,
    User,
    Venue,
)
from .versions import PARTS, columns_of, delete_versions, save_version, save_version_before

# The columns in which schedules of events are stored.
SCHEDULES: Final[tuple[tuple[type[models.Model], str], ...]] = (
    (EventVersion, "schedule"),
    *((Change, "before"), (Change, "after")),
    *((Follower, "told"), (Attendee, "told")),
)


@dataclass(frozen=True, slots=True)
class References:
    """The rows of a model that refer to the deleted record by a column."""

    column: "models.Field[Any, Any]"
    moving: list[int]  # primary keys of rows that will refer to the kept record
    superfluous: list[int]  # of rows to delete: the kept record has equal ones


def differing_columns(kept: SluggedModel, other: SluggedModel) -> "list[models.Field[Any, Any]]":
    """Return the columns, except slugs, in which the other record has another value."""
    return [
        column
        for column in columns_of(type(kept))
        if not column.name.startswith("slug")
        and (value := column.value_from_object(other)) not in (None, "")
        and value != column.value_from_object(kept)
    ]


def references_to(other: SluggedModel, *, kept: SluggedModel) -> list[References]:
    """Return the references to the other record, without its own parts."""
    found = []
    for column in _foreign_keys_to(type(other)):
        existing = _values_of_kept(column, kept)
        rows = column.model._default_manager.filter(**{column.name: other.pk}).order_by("pk")
        keys = {row.pk: _unique_values(column, row) for row in rows}
        found.append(
            References(
                column,
                moving=[key for key, values in keys.items() if values not in existing],
                superfluous=[key for key, values in keys.items() if values in existing],
            )
        )
    return [it for it in found if it.moving or it.superfluous]


@transaction.atomic
def merge(
    kept: SluggedModel,
    other: SluggedModel,
    *,
    taken: Collection[str],
    parts: Collection[int],
    by: User | None,
    now: datetime,
) -> set[str]:
    """Move all references from `other` to `kept`, redirect its addresses, and delete it.

    `taken` are the names of columns that `kept` takes from `other`, `parts` the primary keys of
    its parts (affiliations) that move too. It cannot be undone. Returns the names of the files that
    `kept` no longer has. Raises ValidationError if `kept` becomes invalid.
    """
    save_version_before(kept, now=now)
    key, slugs = other.pk, other.slugs
    _move(kept, other, parts)
    FormerSlug.of(other).update(row=kept.pk)
    type(other)._default_manager.get(pk=key).delete()
    delete_versions(type(other), [key])
    FormerSlug.store(kept, slugs, merged=key)
    for column in columns_of(type(kept)):
        if column.name in taken:
            setattr(kept, column.attname, column.value_from_object(other))
    kept.full_clean()
    kept.save()  # This revises its events.
    return save_version(kept, by=by, now=now)


def _move(kept: SluggedModel, other: SluggedModel, parts: Collection[int]) -> None:
    """Move references and parts from one record to the other."""
    if isinstance(kept, Venue):
        _replace_venue(other.pk, kept.pk)
    for references in references_to(other, kept=kept):
        rows = references.column.model._default_manager
        if references.column.model is Appearance:
            _copy_roles(references.superfluous, kept)
        if references.column.model is Follower:
            _copy_confirmations(references.superfluous, kept)
        rows.filter(pk__in=references.superfluous).delete()
        rows.filter(pk__in=references.moving).update(**{references.column.name: kept.pk})
    for relation in PARTS[type(kept)]:
        manager = getattr(kept, relation)
        chosen = getattr(other, relation).filter(pk__in=parts)
        for position, part in enumerate(chosen, start=manager.count()):
            part.position = position
            setattr(part, manager.field.name, kept)
            part.save()


def _copy_roles(superfluous: list[int], kept: SluggedModel) -> None:
    """Copy roles from superfluous appearances to those of the kept person that have none."""
    for row in Appearance.objects.filter(pk__in=superfluous):
        equal = Appearance.objects.filter(person=kept.pk, event=row.event_id, talk=row.talk_id)
        own = equal.first()
        if own and not (own.role or own.affiliation):
            own.role_sv, own.role_en = row.role_sv, row.role_en
            own.affiliation_sv, own.affiliation_en = row.affiliation_sv, row.affiliation_en
            own.save()


def _copy_confirmations(superfluous: list[int], kept: SluggedModel) -> None:
    """Confirm followers of the kept series whose superfluous equals were confirmed."""
    for row in Follower.objects.filter(pk__in=superfluous, confirmed_at__isnull=False):
        equal = Follower.objects.filter(series=kept.pk, email_folded=row.email_folded)
        equal.filter(confirmed_at=None).update(confirmed_at=row.confirmed_at, told_at=row.told_at)


def _foreign_keys_to(model: type[models.Model]) -> "Iterator[models.Field[Any, Any]]":
    """Yield the foreign keys to a model, except those of its parts."""
    own = {model._meta.get_field(relation) for relation in PARTS.get(model, ())}
    for relation in model._meta.related_objects:
        if relation not in own and relation.field.many_to_one:
            yield relation.field


def _unique_values(column: "models.Field[Any, Any]", row: models.Model) -> tuple[Any, ...] | None:
    """Return the values that are unique among the rows of one record; None if none are.

    A person appears once at a talk: the appearances of two merged records are one.
    """
    if isinstance(row, Appearance):
        return row.event_id, row.talk_id
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and column.name in constraint.fields:
            others = (row._meta.get_field(it) for it in constraint.fields if it != column.name)
            return tuple(it.value_from_object(row) for it in others)  # type: ignore[union-attr]
    return None


def _values_of_kept(column: "models.Field[Any, Any]", kept: SluggedModel) -> set[tuple[Any, ...]]:
    """Return the unique values of the rows that refer to the kept record already."""
    rows = column.model._default_manager.filter(**{column.name: kept.pk})
    return {values for row in rows if (values := _unique_values(column, row)) is not None}


def _replace_venue(old: int, new: int) -> None:
    """Replace a venue's primary key in stored schedules; else its events would seem moved."""
    for model, column in SCHEDULES:
        for row in model._default_manager.filter(**{f"{column}__place__0": old}):
            getattr(row, column)["place"][0] = new
            row.save(update_fields=[column])
