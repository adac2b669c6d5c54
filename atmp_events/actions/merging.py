"""Merge of two records of the same person, venue, organiser or series."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import models, transaction

from ..models import (
    Addressed,
    Appearance,
    Attendee,
    Change,
    EventVersion,
    Follower,
    FormerSlug,
    User,
    Venue,
)
from .versions import PARTS, columns_of, delete_versions, save_version, save_version_before

# Where schedules of events are stored.
SCHEDULES: Final[tuple[tuple[type[models.Model], str], ...]] = (
    (EventVersion, "schedule"),
    *((Change, "before"), (Change, "after")),
    *((Follower, "told"), (Attendee, "told")),
)


@dataclass(frozen=True, slots=True)
class References:
    """The rows of a model that refer to a record by a column, and what to do with them."""

    column: "models.Field[Any, Any]"
    moving: list[int]  # primary keys of rows that will refer to the other
    superfluous: list[int]  # primary keys of rows that the other already has an equal of


def differing(kept: Addressed, other: Addressed) -> "list[models.Field[Any, Any]]":
    """Return the columns, except slugs, in which the other record has another value."""
    return [
        column
        for column in columns_of(type(kept))
        if not column.name.startswith("slug")
        and (value := column.value_from_object(other)) not in (None, "")
        and value != column.value_from_object(kept)
    ]


def references_to(other: Addressed, *, kept: Addressed) -> list[References]:
    """Return the references to the other record, without its own parts."""
    found = []
    for column in _foreign_keys_to(type(other)):
        taken = _taken(column, kept)
        rows = column.model._default_manager.filter(**{column.name: other.pk}).order_by("pk")
        keys = {row.pk: _unique_values(column, row) for row in rows}
        found.append(
            References(
                column,
                moving=[key for key, values in keys.items() if values not in taken],
                superfluous=[key for key, values in keys.items() if values in taken],
            )
        )
    return [it for it in found if it.moving or it.superfluous]


@transaction.atomic
def merge(
    kept: Addressed,
    other: Addressed,
    *,
    taken: Collection[str],
    parts: Collection[int],
    by: User | None,
    now: datetime,
) -> None:
    """Move all references from `other` to `kept`, redirect its addresses, and delete it.

    `taken` are the names of columns that `kept` takes from `other`, `parts` the primary keys of
    its parts (affiliations) that move too. It cannot be undone.
    Raises ValidationError if `kept` becomes invalid.
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
    kept.save()  # which revises its events
    save_version(kept, by=by, now=now)


def _move(kept: Addressed, other: Addressed, parts: Collection[int]) -> None:
    """Move references and parts from one record to the other."""
    if isinstance(kept, Venue):
        _replace_venue(other.pk, kept.pk)
    for references in references_to(other, kept=kept):
        rows = references.column.model._default_manager
        if references.column.model is Appearance:
            _keep_roles(references.superfluous, kept)
        if references.column.model is Follower:
            _keep_confirmed(references.superfluous, kept)
        rows.filter(pk__in=references.superfluous).delete()
        rows.filter(pk__in=references.moving).update(**{references.column.name: kept.pk})
    for relation in PARTS[type(kept)]:
        manager = getattr(kept, relation)
        chosen = getattr(other, relation).filter(pk__in=parts)
        for position, part in enumerate(chosen, start=manager.count()):
            part.position = position
            setattr(part, manager.field.name, kept)
            part.save()


def _keep_roles(superfluous: list[int], kept: Addressed) -> None:
    """Copy the roles of appearances that go to those that stay, where these have none."""
    for row in Appearance.objects.filter(pk__in=superfluous):
        own = Appearance.objects.filter(person=kept.pk, event=row.event_id, talk=row.talk_id)
        there = own.first()
        if there and not (there.role or there.affiliation):
            there.role_sv, there.role_en = row.role_sv, row.role_en
            there.affiliation_sv, there.affiliation_en = row.affiliation_sv, row.affiliation_en
            there.save()


def _keep_confirmed(superfluous: list[int], kept: Addressed) -> None:
    """Confirm the followers that stay, where only those that go were confirmed."""
    for row in Follower.objects.filter(pk__in=superfluous, confirmed_at__isnull=False):
        own = Follower.objects.filter(series=kept.pk, email_folded=row.email_folded)
        own.filter(confirmed_at=None).update(confirmed_at=row.confirmed_at, told_at=row.told_at)


def _foreign_keys_to(model: type[models.Model]) -> "Iterator[models.Field[Any, Any]]":
    """Yield the foreign keys to a model, except those of its parts."""
    own = {model._meta.get_field(relation) for relation in PARTS.get(model, ())}
    for relation in model._meta.related_objects:
        if relation not in own and relation.field.many_to_one:
            yield relation.field


def _unique_values(column: "models.Field[Any, Any]", row: models.Model) -> tuple[Any, ...] | None:
    """Return the values that must be unique for one record, if there are such.

    A person stands once at a talk: roles of one who had two records are not two roles.
    """
    if isinstance(row, Appearance):
        return row.event_id, row.talk_id
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and column.name in constraint.fields:
            others = (row._meta.get_field(it) for it in constraint.fields if it != column.name)
            return tuple(it.value_from_object(row) for it in others)  # type: ignore[union-attr]
    return None


def _taken(column: "models.Field[Any, Any]", kept: Addressed) -> set[tuple[Any, ...]]:
    rows = column.model._default_manager.filter(**{column.name: kept.pk})
    return {values for row in rows if (values := _unique_values(column, row)) is not None}


def _replace_venue(old: int, new: int) -> None:
    """Replace a venue's primary key in stored schedules, or its events would seem moved."""
    for model, column in SCHEDULES:
        for row in model._default_manager.filter(**{f"{column}__place__0": old}):
            getattr(row, column)["place"][0] = new
            row.save(update_fields=[column])
