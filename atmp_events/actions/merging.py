"""Makes one record of two that are of the same person, venue, organiser or series."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from ..models import Addressed, Change, EventVersion, FormerSlug, User, Venue
from .versions import PARTS, columns_of, forget, keep, keep_before


@dataclass(frozen=True, slots=True)
class Links:
    """The rows of a model that name a record in a column, and what becomes of them."""

    column: "models.Field[Any, Any]"
    moving: list[int]  # keys of those that will name the other
    superfluous: list[int]  # keys of those whose place the other has already


def differing(kept: Addressed, other: Addressed) -> "list[models.Field[Any, Any]]":
    """Return the columns in which the other record says something else, but the address."""
    return [
        column
        for column in columns_of(type(kept))
        if not column.name.startswith("slug")
        and (value := column.value_from_object(other)) not in (None, "")
        and value != column.value_from_object(kept)
    ]


def links_to(other: Addressed, *, kept: Addressed) -> list[Links]:
    """Return what names the other record, but the rows that belong to it alone."""
    found = []
    for column in _naming(type(other)):
        taken = _taken(column, kept)
        rows = column.model._default_manager.filter(**{column.name: other.pk}).order_by("pk")
        keys = {row.pk: _rest(column, row) for row in rows}
        found.append(
            Links(
                column,
                moving=[key for key, rest in keys.items() if rest not in taken],
                superfluous=[key for key, rest in keys.items() if rest in taken],
            )
        )
    return [links for links in found if links.moving or links.superfluous]


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
    """Let all that names `other` name `kept`, and its addresses lead there; delete `other`.

    `taken` are the names of the columns that `kept` has from `other`, `parts` the keys of the
    rows belonging to `other` (affiliations) that come along. It cannot be undone.
    Raises ValidationError where what is taken does not go together.
    """
    keep_before(kept, now=now)
    key, slugs = other.pk, other.slugs
    _move(kept, other, parts)
    FormerSlug.of(other).update(row=kept.pk)
    type(other)._default_manager.get(pk=key).delete()
    forget(type(other), [key])
    FormerSlug.store(kept, slugs, merged=key)
    for column in columns_of(type(kept)):
        if column.name in taken:
            setattr(kept, column.attname, column.value_from_object(other))
    kept.full_clean()
    kept.save()  # which tells the events, the calendars and the search
    keep(kept, by=by, now=now)


def _move(kept: Addressed, other: Addressed, parts: Collection[int]) -> None:
    """Let what names one record name the other."""
    if isinstance(kept, Venue):
        _rename_place(other.pk, kept.pk)
    for links in links_to(other, kept=kept):
        rows = links.column.model._default_manager
        rows.filter(pk__in=links.superfluous).delete()
        rows.filter(pk__in=links.moving).update(**{links.column.name: kept.pk})
    for relation in PARTS[type(kept)]:
        manager = getattr(kept, relation)
        chosen = getattr(other, relation).filter(pk__in=parts)
        for position, part in enumerate(chosen, start=manager.count()):
            part.position = position
            setattr(part, manager.field.name, kept)
            part.save()


def _naming(model: type[models.Model]) -> "Iterator[models.Field[Any, Any]]":
    """Yield the columns of other models that name a model's rows, but not those of its parts."""
    own = {model._meta.get_field(relation) for relation in PARTS.get(model, ())}
    for relation in model._meta.related_objects:
        if relation not in own and relation.field.many_to_one:
            yield relation.field


def _rest(column: "models.Field[Any, Any]", row: models.Model) -> tuple[Any, ...] | None:
    """Return what a row and one that names the other record may not have in common."""
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and column.name in constraint.fields:
            others = (row._meta.get_field(it) for it in constraint.fields if it != column.name)
            return tuple(it.value_from_object(row) for it in others)  # type: ignore[union-attr]
    return None


def _taken(column: "models.Field[Any, Any]", kept: Addressed) -> set[tuple[Any, ...]]:
    rows = column.model._default_manager.filter(**{column.name: kept.pk})
    return {rest for row in rows if (rest := _rest(column, row)) is not None}


def _rename_place(old: int, new: int) -> None:
    """Name a venue by another key in what attendees were told, or it would seem a move."""
    for version in EventVersion.objects.filter(schedule__place__0=old):
        schedule = version.schedule or {}
        version.schedule = schedule | {"place": [new, *schedule["place"][1:]]}
        version.save(update_fields=["schedule"])
    for change in Change.objects.filter(Q(before__place__0=old) | Q(after__place__0=old)):
        for schedule in (change.before, change.after):
            if schedule["place"][0] == old:
                schedule["place"][0] = new
        change.save(update_fields=["before", "after"])
