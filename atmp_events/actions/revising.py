"""Keeps an event's versions: LAST-MODIFIED and SEQUENCE (RFC 5545, 3.8.7.3 and 3.8.7.4)."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Model, Q

from ..facts.event import facts_of
from ..models import (
    LANGUAGES,
    Affiliation,
    Appearance,
    Event,
    EventOrganiser,
    EventQuerySet,
    Organiser,
    Person,
    Series,
    State,
    Talk,
    Venue,
)


@transaction.atomic
def revise(events: Iterable[Event], *, now: datetime) -> None:
    """Move `changed_at` of each event that a reader would find changed.

    `sequence` rises where the start, end, place or status of a public event has changed.
    """
    for event in events:
        seen = _digest(event.state, *(facts_of(event, language) for language in LANGUAGES))
        if seen == event.fingerprint:
            continue
        schedule = schedule_fingerprint(event)
        published = event.state == State.PUBLISHED
        moved = event.is_public(now) and event.schedule_fingerprint not in {"", schedule}
        Event.objects.filter(pk=event.pk).update(
            fingerprint=seen,
            schedule_fingerprint=schedule if published else event.schedule_fingerprint,
            changed_at=max(now, event.changed_at or now),
            sequence=event.sequence + moved,
        )


def schedule_fingerprint(event: Event) -> str:
    """Return a digest of what an attendee must be told of: start, end, place, status."""
    venue = event.venue
    place = (venue.pk, venue.street, venue.postal_code, venue.city) if venue else ()
    door = (event.entrance or (venue.entrance if venue else event.entrance)).read("sv")
    return _digest(
        event.starts_at and event.starts_at.timestamp(),
        event.ends_at and event.ends_at.timestamp(),
        event.all_day,
        event.timezone,
        event.status,
        event.attendance_mode,
        place,
        str(door),
        str(event.room.read("sv")),
        event.online_url,
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
