"""Makes one record of two that are of the same person, venue, organiser or series."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from ..models import Addressed, Change, Event, EventVersion, FormerSlug, User, Venue, Version
from .remembering import PARTS, columns_of, delete_restorably, remember, restore

MERGED: Final = "merged"  # in the last version of what was merged: how to undo it


@dataclass(frozen=True, slots=True)
class Links:
    """The rows of a model that name a record in a column, and what becomes of them."""

    column: "models.Field[Any, Any]"
    moving: list[int]  # keys of those that will name the other
    superfluous: list[int]  # keys of those whose place the other has already

    @property
    def name(self) -> str:
        """What the column is known by: "appearance.person"."""
        return f"{self.column.model._meta.model_name}.{self.column.name}"


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
        rows = _rows(column).filter(**{column.name: other.pk}).order_by("pk")
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
    rows belonging to `other` (affiliations) that come along. For thirty days `unmerge` undoes it.
    Raises ValidationError where what is taken does not go together.
    """
    remember(kept, by=None, now=now)
    remember(other, by=by, now=now)
    done = _move(kept, other, parts)
    done["slugs"] = list(FormerSlug.of(other).values_list("pk", flat=True))
    FormerSlug.of(other).update(row=kept.pk)
    delete_restorably(type(other)._default_manager.get(pk=other.pk), by=by, now=now)
    FormerSlug.keep(kept, other.slugs, merged=other.pk)
    for column in columns_of(type(kept)):
        if column.name in taken:
            setattr(kept, column.attname, column.value_from_object(other))
    kept.full_clean()
    kept.save()  # which tells the events, the calendars and the search
    remember(kept, by=by, now=now)
    last = Version.objects.get(kind=kept._meta.model_name, row=other.pk, deleted_at=now)
    last.content[MERGED] = {"into": kept.pk, **done}
    last.save(update_fields=["content"])


@transaction.atomic
def unmerge(version: Version) -> models.Model:
    """Bring back what was merged, with all that named it and still names what it went into.

    What the other record took from it stays there. Raises ValidationError as `restore` does.
    """
    done = version.content.pop(MERGED)
    version.save(update_fields=["content"])
    FormerSlug.objects.filter(kind=version.kind, merged=version.row).delete()
    for name, keys in done["parts"].items():
        _column(name).model._default_manager.filter(pk__in=keys).delete()  # restored with it
    row = restore(version)
    FormerSlug.objects.filter(pk__in=done["slugs"]).update(row=row.pk)
    moved: list[int] = []
    for name, keys in done["moved"].items():
        column = _column(name)
        rows = _rows(column).filter(pk__in=keys, **{column.name: done["into"]})
        moved += rows.values_list("pk", flat=True) if column.model is Event else []
        rows.update(**{column.name: row.pk})
    for name, dropped in done["dropped"].items():
        _rows(_column(name)).bulk_create(
            (_column(name).model(**fields) for fields in dropped), ignore_conflicts=True
        )
    if isinstance(row, Venue):
        _rename_place(Q(pk__in=moved), done["into"], row.pk)
    row.save()
    type(row)._default_manager.get(pk=done["into"]).save()
    return row


def merged_into(version: Version) -> models.Model | None:
    """Return what a deleted record was merged into, if it was, and if that is still there."""
    done = version.content.get(MERGED)
    model = apps.get_model("events", version.kind)
    return model._default_manager.filter(pk=done["into"]).first() if done else None


def _move(kept: Addressed, other: Addressed, parts: Collection[int]) -> dict[str, Any]:
    """Let what names one record name the other; return how to undo that, fit for JSON."""
    if isinstance(kept, Venue):
        _rename_place(Q(), other.pk, kept.pk)
    moved, dropped = {}, {}
    for links in links_to(other, kept=kept):
        column, rows = links.column, _rows(links.column)
        doomed = rows.filter(pk__in=links.superfluous)
        dropped[links.name] = list(doomed.values())
        doomed.delete()
        rows.filter(pk__in=links.moving).update(**{column.name: kept.pk})
        moved[links.name] = links.moving
    return {"moved": moved, "dropped": dropped, "parts": _take_over(kept, other, parts)}


def _take_over(kept: Addressed, other: Addressed, parts: Collection[int]) -> dict[str, list[int]]:
    """Copy the rows that belong to the other, after those that are there; return their keys."""
    copies: dict[str, list[int]] = {}
    for relation in PARTS.get(type(kept), ()):
        manager = getattr(kept, relation)
        owner = manager.field
        chosen = [part for part in getattr(other, relation).all() if part.pk in parts]
        for position, part in enumerate(chosen, start=manager.count()):
            part.pk, part.position = None, position
            setattr(part, owner.name, kept)
            part._state.adding = True
            part.save()
            name = f"{part._meta.model_name}.{owner.name}"
            copies.setdefault(name, []).append(part.pk)
    return copies


def _naming(model: type[models.Model]) -> "Iterator[models.Field[Any, Any]]":
    """Yield the columns of other models that name a model's rows, but not those of its parts."""
    own = {model._meta.get_field(relation) for relation in PARTS.get(model, ())}
    for relation in model._meta.related_objects:
        if relation not in own and relation.field.many_to_one:
            yield relation.field


def _column(name: str) -> "models.Field[Any, Any]":
    model, column = name.split(".")
    found: models.Field[Any, Any] = apps.get_model("events", model)._meta.get_field(column)
    return found


def _rows(column: "models.Field[Any, Any]") -> "models.QuerySet[Any]":
    return column.model._default_manager.all()


def _rest(column: "models.Field[Any, Any]", row: models.Model) -> tuple[Any, ...] | None:
    """Return what a row and one that names the other record may not have in common."""
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and column.name in constraint.fields:
            others = (row._meta.get_field(it) for it in constraint.fields if it != column.name)
            return tuple(it.value_from_object(row) for it in others)  # type: ignore[union-attr]
    return None


def _taken(column: "models.Field[Any, Any]", kept: Addressed) -> set[tuple[Any, ...]]:
    rows = _rows(column).filter(**{column.name: kept.pk})
    return {rest for row in rows if (rest := _rest(column, row)) is not None}


def _rename_place(of: Q, old: int, new: int) -> None:
    """Name a venue by another key in what attendees were told, or it would seem a move."""
    events = Event.objects.filter(of).values("pk")
    for version in EventVersion.objects.filter(event__in=events, schedule__place__0=old):
        schedule = version.schedule or {}
        version.schedule = schedule | {"place": [new, *schedule["place"][1:]]}
        version.save(update_fields=["schedule"])
    told = Q(before__place__0=old) | Q(after__place__0=old)
    for change in Change.objects.filter(told, event__in=events):
        for schedule in (change.before, change.after):
            if schedule["place"][0] == old:
                schedule["place"][0] = new
        change.save(update_fields=["before", "after"])
