"""Pages of a long list. Each begins where the last one ended, at any depth and at the same cost.

A page is known by the event before it, not by a number, so that an event that is added meanwhile
neither repeats a row nor hides one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db.models import Count, Subquery, Value

from ..models import Event, EventQuerySet
from ..models.identity import as_key

PAGE: Final = 20  # events of each sort
COLUMNS: Final = ("pk", "starts_at", "ends_at")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order of starts, as it stands in an address: "20240305T150000Z-57"."""

    starts_at: datetime  # aware
    pk: int

    def __str__(self) -> str:
        moment = self.starts_at.astimezone(UTC)
        fraction = f".{moment.microsecond:06}" if moment.microsecond else ""
        return f"{moment:%Y%m%dT%H%M%S}{fraction}Z-{self.pk}"


def place_of(text: str) -> Place | None:
    """Return the place that an address names, or None when it names none."""
    moment, _, sent = text.rpartition("-")
    key = as_key(sent)
    try:
        starts_at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    if starts_at.tzinfo is None or key is None:
        return None
    return Place(starts_at, key)


@dataclass(frozen=True, slots=True)
class Row:
    """An event's place in a list, without what is told of it. Moments are aware."""

    pk: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of coming events, soonest first, and of past ones, latest first: primary keys."""

    coming: list[int]
    past: list[int]
    total: int  # of all pages
    after: Place | None  # where more coming events follow
    before: Place | None  # where more past events follow


def sheet(
    events: EventQuerySet,
    now: datetime,
    *,
    after: Place | None = None,
    before: Place | None = None,
) -> Sheet:
    """Return what follows a place among coming or past events, or else the beginning of both.

    One query; a second only for a page that turns out to be empty.
    """
    coming, past = events.coming(now), events.past(now)
    parts = [coming, past]
    if before:
        parts = [past.before(before.starts_at, before.pk)]
    elif after:
        parts = [coming.after(after.starts_at, after.pk)]
    rows, total = _counted(events, parts)
    if not rows and len(parts) == 1:
        total = events.count()
    ahead = sorted((it for it in rows if it.ends_at > now), key=_place)
    behind = sorted((it for it in rows if it.ends_at <= now), key=_place)[::-1]
    coming_keys, past_keys = ([it.pk for it in some[:PAGE]] for some in (ahead, behind))
    return Sheet(coming_keys, past_keys, total, _last(ahead), _last(behind))


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of what was found by words, the best first."""

    events: list[int]  # primary keys
    total: int  # of all pages
    after: int | None  # the primary key after which more follow


def hits(found: EventQuerySet, *, after: int | None = None) -> Hits:
    """Return what follows a hit (by primary key), or else the beginning."""
    keys = list(found.values_list("pk", flat=True))
    start = keys.index(after) + 1 if after in keys else 0
    page = keys[start : start + PAGE]
    more = page[-1] if len(keys) > start + PAGE else None
    return Hits(page, len(keys), more)


def _counted(events: EventQuerySet, parts: Sequence[EventQuerySet]) -> tuple[list[Row], int]:
    """Fetch the first of each part, and the number of all events (of none, where no row is)."""
    number = events.order_by().values(all=Value(1)).annotate(number=Count("pk")).values("number")
    found = list(_first(parts).annotate(total=Subquery(number)).values_list(*COLUMNS, "total"))
    return [Row(*row) for *row, _total in found], found[0][-1] if found else 0


def _first(parts: Sequence[EventQuerySet]) -> EventQuerySet:
    """Select the first of each part."""
    # SQLite takes no LIMIT in a UNION, but does in what is united.
    first, *others = (
        Event.objects.filter(pk__in=part.values("pk")[: PAGE + 1]).order_by().values("pk")
        for part in parts
    )
    united = first.union(*others, all=True) if others else first
    return Event.objects.filter(pk__in=united).order_by()


def _place(row: Row) -> tuple[datetime, int]:
    return row.starts_at, row.pk


def _last(rows: Sequence[Row]) -> Place | None:
    """Return the place of the page's last event, if more follow."""
    return Place(rows[PAGE - 1].starts_at, rows[PAGE - 1].pk) if len(rows) > PAGE else None
