"""Keeps an event's version: LAST-MODIFIED and SEQUENCE (RFC 5545, 3.8.7.3 and 3.8.7.4).

Each save and each deletion is noted by a receiver (`apps`). What is noted is revised once, as the
last thing of the transaction: within `revisions` at its end, elsewhere at once.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.db.models import Model, Q

from ..facts.event import EventFacts, facts_of
from ..facts.where import where_of
from ..facts.withdrawn import seen_of
from ..models import (
    LANGUAGES,
    Affiliation,
    Appearance,
    Change,
    Event,
    EventOrganiser,
    EventQuerySet,
    EventVersion,
    Organiser,
    Person,
    Series,
    SiteVersion,
    State,
    Talk,
    Venue,
)
from ..search import refresh
from .translating import update_agreements

AT_ONCE: Final = 200  # events in memory at a time
COLUMNS: Final = [
    *("fingerprint", "sequence", "schedule", "changed_at", "news_at", "visible_at"),
    *("withdrawn_at", "left_at", "last_seen"),
]


@dataclass(slots=True)
class Touched:
    """What has been saved or deleted of what readers see, and is not revised yet."""

    by_row: set[tuple[str, int]] = field(default_factory=set)  # way from an event, key at its end
    is_any: bool = False  # whether anything was touched, be it of no event

    def add(self, row: Model) -> None:
        """Note a row that was saved or deleted."""
        self.is_any = True
        self.by_row |= set(_ways_to(row))

    def revise(self, now: datetime) -> None:
        """Revise the events of all that was noted."""
        own = {key for way, key in self.by_row if way == "pk"}
        shared = set[int]()
        for way in {way for way, _key in self.by_row} - {"pk"}:
            keys = [key for it, key in self.by_row if it == way]
            theirs = Event.objects.filter(**{f"{way}__in": keys}).order_by()
            shared |= set(theirs.values_list("pk", flat=True))
        _revise(own | shared, now=now, news=own)


_touched: ContextVar[Touched | None] = ContextVar("touched", default=None)


@contextmanager
def revisions(clock: Callable[[], datetime]) -> Iterator[None]:
    """Run a block in a transaction, and revise once at its end what was touched in it.

    `clock` gives the moment (aware) of the revision, when the block has done its work.
    """
    touched = Touched()
    with transaction.atomic():
        token = _touched.set(touched)
        try:
            yield
        finally:
            _touched.reset(token)
        if touched.is_any:
            SiteVersion.increment()  # Whoever else revises waits here until this one is committed.
            touched.revise(clock())


def note(row: Model, *, clock: Callable[[], datetime]) -> None:
    """Note that a row was saved or deleted; outside `revisions` its events are revised at once."""
    touched = _touched.get()
    if touched is not None:
        touched.add(row)
        return
    with revisions(clock):
        note(row, clock=clock)


def touched_by(row: Model) -> EventQuerySet:
    """Return the events whose readers may notice that `row` was saved or deleted."""
    condition = Q(pk__in=())
    for way, key in _ways_to(row):
        condition |= Q(**{way: key})
    return Event.objects.filter(condition).distinct()


def _ways_to(row: Model) -> Iterator[tuple[str, int]]:
    """Yield the ways by which events are told from a row, each with the key at its end."""
    match row:
        case Event():
            yield "pk", row.pk
        case Talk() | Appearance() | EventOrganiser():
            yield "pk", row.event_id
        case Affiliation():
            yield "contact", row.person_id
        case Person():
            yield "contact", row.pk
            yield "appearances__person", row.pk
        case Venue():
            yield "venue", row.pk
        case Series():
            yield "series", row.pk
        case Organiser():
            yield "organiser_links__organiser", row.pk


@transaction.atomic
def revise(events: EventQuerySet, *, now: datetime) -> None:
    """Bring the versions of events up to date that were written in bulk or by a fixture."""
    SiteVersion.increment()
    keys = set(events.order_by().prefetch_related(None).values_list("pk", flat=True))
    _revise(keys, now=now, news=keys)


def _revise(keys: Collection[int], *, now: datetime, news: Collection[int]) -> None:
    """Move `changed_at` of each event that a reader would find changed; index its words.

    `news` are the keys of those that were written themselves: a change of them is news in feeds.
    """
    in_order = sorted(keys)
    for start in range(0, len(in_order), AT_ONCE):
        _revise_some(in_order[start : start + AT_ONCE], now=now, news=news)


def _revise_some(keys: Sequence[int], *, now: datetime, news: Collection[int]) -> None:
    locked = EventVersion.objects.select_for_update(of=("self",)).filter(event__in=keys)
    versions = {version.event_id: version for version in locked.order_by("event")}
    found = Event.objects.filter(pk__in=keys).with_facts().select_related("agreed_texts")
    events = list(found.order_by("pk"))
    changes, changed, found_by = list[Change](), list[EventVersion](), list[Event]()
    for event in events:
        version = versions.get(event.pk) or EventVersion(event=event)
        both = [facts_of(event, language) for language in LANGUAGES]
        fingerprint, visible_at = _digest(event.state, *both), _visible_at(event, version, now)
        if (fingerprint, visible_at) == (version.fingerprint, version.visible_at):
            continue
        # A draft of what was withdrawn is found in the calendars by what readers last saw.
        if event.is_public_or_scheduled or not (version.withdrawn_at or _was_public(version, now)):
            found_by.append(event)
        version.fingerprint = fingerprint
        version.changed_at = max(now, version.changed_at or now)
        if event.pk in news or version.news_at is None:
            version.news_at = version.changed_at
        changes += _update(version, event, both, now)
        version.visible_at = visible_at
        changed.append(version)
    if changed:
        EventVersion.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["event"], update_fields=COLUMNS
        )
    Change.objects.bulk_create(changes)
    if found_by:
        refresh(found_by)
    update_agreements(events)


def _update(
    version: EventVersion, event: Event, both: Sequence[EventFacts], now: datetime
) -> Iterator[Change]:
    """Set what tells when and as what readers see an event; yield what attendees must be told.

    `sequence` rises where the start, end, place or status of a public event has changed, when one
    is withdrawn, and when it comes back.
    """
    public, was_public = event.is_public(now), _was_public(version, now)
    schedule = schedule_of(event, both)
    if public and _moved(version.schedule, schedule):
        yield Change(event=event, changed_at=now, before=version.schedule, after=schedule)
        version.sequence += 1
    if event.state == State.PUBLISHED:
        version.schedule = schedule
    if was_public and not public:
        _withdraw(version, event, both, now)
        return
    if event.is_public_or_scheduled and version.withdrawn_at:
        told = (version.last_seen or {}).get("sequence", version.sequence)
        version.sequence = max(version.sequence, told + 1)
    if public or (event.is_public_or_scheduled and not version.withdrawn_at):
        seen, before = seen_of(event, both), version.last_seen
        if before and seen and _values_lost(before["keys"], seen["keys"]):
            version.left_at = now
        version.withdrawn_at, version.last_seen = None, seen


def _withdraw(
    version: EventVersion, event: Event, both: Sequence[EventFacts], now: datetime
) -> None:
    """Take an event from readers: calendars are told of what they saw last, as cancelled."""
    told = version.sequence + 1
    # What comes back by itself at a later moment has a version of its own for that.
    version.sequence = told + event.is_public_or_scheduled
    version.withdrawn_at = now
    seen = version.last_seen or seen_of(event, both)
    version.last_seen = seen and {**seen, "sequence": told}


def _was_public(version: EventVersion, now: datetime) -> bool:
    """Tell whether readers could see the event until just now, whatever it has become."""
    return version.visible_at is not None and version.visible_at <= now


def _visible_at(event: Event, version: EventVersion, now: datetime) -> datetime | None:
    """Return from when readers see the event; a moment that has passed stays as it is."""
    if event.is_public(now):
        return version.visible_at if _was_public(version, now) else now
    return event.publish_at if event.is_public_or_scheduled else None


def schedule_of(event: Event, both: Sequence[EventFacts] = ()) -> dict[str, Any]:
    """Return what an attendee must be told of, start, end, place and status, fit for JSON.

    `both` are the event's facts in each language, where they are at hand.
    """
    lines = {facts.language: facts.where.line for facts in both}
    venue = event.venue
    door = event.entrance or (venue.entrance if venue else event.entrance)
    place = (venue.pk, venue.street, venue.postal_code, venue.city) if venue else ()
    return {
        "starts_at": event.starts_at and event.starts_at.astimezone(UTC).isoformat(),
        "ends_at": event.ends_at and event.ends_at.astimezone(UTC).isoformat(),
        "all_day": event.all_day,
        "timezone": event.timezone,
        "status": event.status,
        "mode": event.attendance_mode,
        "place": [*place, door.read("sv"), event.room.read("sv"), event.online_url],
        "line": lines or {language: where_of(event, language).line for language in LANGUAGES},
    }


def _moved(before: dict[str, Any] | None, after: dict[str, Any]) -> bool:
    """Tell whether anything but the wording of the place is another than readers were told."""
    return before is not None and any(
        before[name] != after[name] for name in after.keys() - {"line"}
    )


def _values_lost(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Tell whether something that an event could be chosen by is no longer its own."""
    return any(set(values) - set(after[name]) for name, values in before.items())


def _digest(*values: object) -> str:
    return sha256(repr(values).encode()).hexdigest()
