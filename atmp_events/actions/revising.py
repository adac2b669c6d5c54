"""Keeps an event's versions: LAST-MODIFIED and SEQUENCE (RFC 5545, 3.8.7.3 and 3.8.7.4)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from ..facts.event import EventFacts, facts_of
from ..facts.where import where_of
from ..facts.withdrawn import seen_of
from ..models import (
    LANGUAGES,
    Affiliation,
    Appearance,
    Event,
    EventOrganiser,
    EventQuerySet,
    Language,
    Organiser,
    Person,
    Series,
    State,
    Talk,
    Venue,
)
from ..models.withdrawable import values_lost
from ..search import refresh


@transaction.atomic
def revise(events: Iterable[Event], *, now: datetime) -> None:
    """Move `changed_at` of each event that a reader would find changed, and index its words.

    `sequence` rises where the start, end, place or status of a public event has changed, when one
    is withdrawn, and when it comes back.
    """
    found_by = []
    for event in events:
        seen = _digest(event.state, *(facts_of(event, language) for language in LANGUAGES))
        if seen == event.fingerprint and event.visible_at == _visible_at(event, now):
            continue
        Event.objects.filter(pk=event.pk).update(
            fingerprint=seen, changed_at=max(now, event.changed_at or now), **_standing(event, now)
        )
        # A draft of what was withdrawn is found in the calendars by what readers last saw.
        if event.is_meant_for_readers or not (event.withdrawn_at or _was_public(event, now)):
            found_by.append(event)
    refresh(found_by)


def as_new(event: Event, *, now: datetime) -> tuple[EventFacts, ...]:
    """Set on an event that is not saved yet what `revise` would write; its rows are at hand.

    Returns its facts in both languages.
    """
    for column in event._meta.concrete_fields:  # As the database gives it back.
        if isinstance(value := event.__dict__[column.attname], Enum):
            setattr(event, column.attname, value.value)
    both = tuple(facts_of(event, language) for language in LANGUAGES)
    event.fingerprint = _digest(event.state, *both)
    event.changed_at = now
    event.schedule = schedule_of(event, {facts.language: facts.where.line for facts in both})
    event.visible_at = _visible_at(event, now)
    event.last_seen = seen_of(event, both)
    return both


def _standing(event: Event, now: datetime) -> dict[str, Any]:
    """Return the columns that tell whether, since when and as what readers see an event."""
    public, was_public = event.is_public(now), _was_public(event, now)
    schedule = schedule_of(event)
    moved = public and _moved(event.schedule, schedule)
    if moved:
        event.changes.create(changed_at=now, before=event.schedule, after=schedule)
    standing = {
        "schedule": schedule if event.state == State.PUBLISHED else event.schedule,
        "visible_at": _visible_at(event, now),
        "sequence": event.sequence + moved,
    }
    if was_public and not public:
        told = event.sequence + 1
        # What comes back by itself at a later moment has a version of its own for that.
        sequence = told + event.is_meant_for_readers
        buried = event.last_seen or seen_of(event)
        buried = buried and {**buried, "sequence": told}
        return standing | {"sequence": sequence, "withdrawn_at": now, "last_seen": buried}
    if event.is_meant_for_readers and event.withdrawn_at:
        before = (event.last_seen or {}).get("sequence", event.sequence)
        standing["sequence"] = max(event.sequence + moved, before + 1)
    if public or (event.is_meant_for_readers and not event.withdrawn_at):
        standing |= {"withdrawn_at": None, **_remembered(event, now)}
    return standing


def _remembered(event: Event, now: datetime) -> dict[str, Any]:
    seen, before = seen_of(event), event.last_seen
    left = before and seen and values_lost(before["keys"], seen["keys"])
    return {"last_seen": seen, "left_at": now if left else event.left_at}


def _was_public(event: Event, now: datetime) -> bool:
    """Tell whether readers could see the event until just now, whatever it has become."""
    return event.visible_at is not None and event.visible_at <= now


def _visible_at(event: Event, now: datetime) -> datetime | None:
    """Return from when readers see the event; a moment that has passed stays as it is."""
    if event.is_public(now):
        return event.visible_at if _was_public(event, now) else now
    return event.publish_at if event.is_meant_for_readers else None


def schedule_of(event: Event, lines: dict[Language, str] | None = None) -> dict[str, Any]:
    """Return what an attendee must be told of, start, end, place and status, fit for JSON.

    `lines` say the place in each language, where that is at hand.
    """
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


def touched_by(row: Model) -> EventQuerySet:
    """Return the events whose readers may notice that `row` was saved or deleted."""
    match row:
        case Event():
            condition = Q(pk=row.pk)
        case Talk() | Appearance() | EventOrganiser():
            condition = Q(pk=row.event_id)
        case Affiliation():
            condition = Q(contact=row.person_id)
        case Person():
            condition = Q(contact=row.pk) | Q(appearances__person=row.pk)
        case Venue():
            condition = Q(venue=row.pk)
        case Series():
            condition = Q(series=row.pk)
        case Organiser():
            condition = Q(organiser_links__organiser=row.pk)
        case _:
            return Event.objects.none()
    return Event.objects.filter(condition).distinct().with_facts()


def _digest(*values: object) -> str:
    return sha256(repr(values).encode()).hexdigest()
