"""Pages of a long list (keyset pagination).

A page is known by the event before it, not by a number, so that an event that is added meanwhile
neither repeats a row nor hides one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from ..models import EventQuerySet
from ..models.identity import as_key

PAGE_SIZE: Final = 20  # events of each sort


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the order of starts, as it stands in an address: "20240305T150000Z-57"."""

    starts_at: datetime  # aware
    pk: int

    def __str__(self) -> str:
        moment = self.starts_at.astimezone(UTC)
        fraction = f".{moment.microsecond:06}" if moment.microsecond else ""
        return f"{moment:%Y%m%dT%H%M%S}{fraction}Z-{self.pk}"


def parse_cursor(text: str) -> Cursor | None:
    """Return the place that an address names, or None when it names none."""
    moment, _, sent = text.rpartition("-")
    key = as_key(sent)
    try:
        starts_at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    if starts_at.tzinfo is None or key is None:
        return None
    return Cursor(starts_at, key)


@dataclass(frozen=True, slots=True)
class EventKeys:
    """A page of coming events, soonest first, and of past ones, latest first: primary keys."""

    coming: list[int]
    past: list[int]
    total: int  # of all pages
    after: Cursor | None  # where more coming events follow
    before: Cursor | None  # where more past events follow


def keys_by_date(
    events: EventQuerySet,
    now: datetime,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
) -> EventKeys:
    """Return what follows a place among coming or past events, or else the beginning of both."""
    coming, past = events.coming(now), events.past(now)
    if before:
        coming, past = coming.none(), past.before(before.starts_at, before.pk)
    elif after:
        coming, past = coming.after(after.starts_at, after.pk), past.none()
    ahead, behind = _beginning(coming), _beginning(past)
    coming_keys, past_keys = ([it.pk for it in places[:PAGE_SIZE]] for places in (ahead, behind))
    return EventKeys(coming_keys, past_keys, events.count(), _last(ahead), _last(behind))


@dataclass(frozen=True, slots=True)
class HitKeys:
    """A page of what was found by words, the best first."""

    events: list[int]  # primary keys
    total: int  # of all pages
    after: int | None  # the primary key after which more follow


def keys_of_hits(found: EventQuerySet, *, after: int | None = None) -> HitKeys:
    """Return what follows a hit (by primary key), or else the beginning."""
    keys = list(found.values_list("pk", flat=True))
    start = keys.index(after) + 1 if after in keys else 0
    page = keys[start : start + PAGE_SIZE]
    more = page[-1] if len(keys) > start + PAGE_SIZE else None
    return HitKeys(page, len(keys), more)


def _beginning(events: EventQuerySet) -> list[Cursor]:
    """Return the places of a page's events, and of one more that tells whether others follow."""
    rows = events.values_list("starts_at", "pk")[: PAGE_SIZE + 1]
    return [Cursor(starts_at, pk) for starts_at, pk in rows if starts_at]


def _last(places: list[Cursor]) -> Cursor | None:
    """Return the place of the page's last event, if others follow."""
    return places[PAGE_SIZE - 1] if len(places) > PAGE_SIZE else None
