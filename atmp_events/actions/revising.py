"""Keeps an event's versions: LAST-MODIFIED and SEQUENCE (RFC 5545, 3.8.7.3 and 3.8.7.4)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from ..facts.event import facts_of
from ..facts.where import where_of
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
from ..search import index


@transaction.atomic
def revise(events: Iterable[Event], *, now: datetime) -> None:
    """Move `changed_at` of each event that a reader would find changed, and index its words.

    `sequence` rises where the start, end, place or status of a public event has changed.
    """
    changed = []
    for event in events:
        seen = _digest(event.state, *(facts_of(event, language) for language in LANGUAGES))
        if seen == event.fingerprint:
            continue
        schedule = schedule_of(event)
        moved = event.is_public(now) and _moved(event.schedule, schedule)
        if moved:
            event.changes.create(changed_at=now, before=event.schedule, after=schedule)
        Event.objects.filter(pk=event.pk).update(
            fingerprint=seen,
            schedule=schedule if event.state == State.PUBLISHED else event.schedule,
            changed_at=max(now, event.changed_at or now),
            sequence=event.sequence + moved,
        )
        changed.append(event)
    index.refresh(changed)


def schedule_of(event: Event) -> dict[str, Any]:
    """Return what an attendee must be told of, start, end, place and status, fit for JSON."""
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
        "line": {language: where_of(event, language).line for language in LANGUAGES},
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
