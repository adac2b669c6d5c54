"""Keyset pagination of the list of events.

A page begins after an event, not at a number, so that an event added meanwhile neither repeats nor
hides a row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db.models import Q

from ..models import Event, EventQuerySet, Language
from ..models.identity import as_key
from ..selection import Selection
from .event_at_moment import EventAtMoment, coming_and_past

PAGE_SIZE: Final = 20  # events of each sort


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the order of start times, written "20240305T150000Z-57" in an address."""

    starts_at: datetime  # aware
    pk: int

    def __str__(self) -> str:
        moment = self.starts_at.astimezone(UTC)
        fraction = f".{moment.microsecond:06}" if moment.microsecond else ""
        return f"{moment:%Y%m%dT%H%M%S}{fraction}Z-{self.pk}"


def parse_cursor(text: str) -> Cursor | None:
    """Return the cursor of an address, or None if it is not one."""
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
class EventsByDate:
    """A page of coming events, soonest first, and past ones, latest first."""

    coming: list[EventAtMoment]
    past: list[EventAtMoment]
    total: int  # number of events on all pages
    # The query parameters of the next page of "coming" and of "past", if there is one.
    more: dict[str, dict[str, str]]


def events_by_date(
    events: EventQuerySet,
    language: Language,
    now: datetime,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
) -> EventsByDate:
    """Return the page after (coming) or before (past) a cursor, or the first page of both."""
    coming, past = events.coming(now), events.past(now)
    if before:
        coming, past = coming.none(), past.before(before.starts_at, before.pk)
    elif after:
        coming, past = coming.after(after.starts_at, after.pk), past.none()
    ahead, behind = _cursors(coming), _cursors(past)
    keys = [it.pk for it in (*ahead[:PAGE_SIZE], *behind[:PAGE_SIZE])]
    more = {}
    # A next page begins after the last event of this one.
    if len(ahead) > PAGE_SIZE:
        more["coming"] = {"after": str(ahead[PAGE_SIZE - 1])}
    if len(behind) > PAGE_SIZE:
        more["past"] = {"before": str(behind[PAGE_SIZE - 1])}
    return EventsByDate(*coming_and_past(keys, language, now), events.count(), more)


def start_of_hits(selection: Selection, keys: Sequence[int], after: int | None) -> int:
    """Return the index at which the page of hits after a hit begins; `keys` are of all hits.

    The hit may have been withdrawn since: the page then begins where it was.
    """
    if after is None:
        return 0
    if after not in keys:
        known = Event.objects.filter(Q(pk__in=keys) | Q(pk=after))
        before = list(selection.events(known).values_list("pk", flat=True))
        return before.index(after) if after in before else 0
    return keys.index(after) + 1


def _cursors(events: EventQuerySet) -> list[Cursor]:
    """Return the cursors of a page and, if there is one, of the event after it."""
    rows = events.values_list("starts_at", "pk")[: PAGE_SIZE + 1]
    return [Cursor(starts_at, pk) for starts_at, pk in rows if starts_at]
