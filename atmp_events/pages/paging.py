"""Pages of a long list (keyset pagination).

A page is known by the event before it, not by a number, so that an event that is added meanwhile
neither repeats a row nor hides one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from ..models import EventQuerySet
from ..models.identity import as_key

PAGE: Final = 20  # events of each sort


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
    """Return what follows a place among coming or past events, or else the beginning of both."""
    coming, past = events.coming(now), events.past(now)
    if before:
        coming, past = coming.none(), past.before(before.starts_at, before.pk)
    elif after:
        coming, past = coming.after(after.starts_at, after.pk), past.none()
    ahead, behind = _beginning(coming), _beginning(past)
    coming_keys, past_keys = ([it.pk for it in places[:PAGE]] for places in (ahead, behind))
    return Sheet(coming_keys, past_keys, events.count(), _last(ahead), _last(behind))


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


def _beginning(events: EventQuerySet) -> list[Place]:
    """Return the places of a page's events, and of one more that tells whether others follow."""
    rows = events.values_list("starts_at", "pk")[: PAGE + 1]
    return [Place(starts_at, pk) for starts_at, pk in rows if starts_at]


def _last(places: list[Place]) -> Place | None:
    """Return the place of the page's last event, if others follow."""
    return places[PAGE - 1] if len(places) > PAGE else None
