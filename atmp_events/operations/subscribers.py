"""Versions of events over a restore: what subscribers hold is never newer than what is told.

A program that holds a higher SEQUENCE or LAST-MODIFIED ignores what a backup brings back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Model

from ..actions.revising import COLUMNS, revise
from ..models import Departure, Event, EventVersion, FormerSlug, GoneAddress, KnownFeed

# On a new machine nobody knows how often an event was changed since the backup; surely less often.
LIFT: Final = 100
# Rows that only ever become more, with the columns by which two are the same.
KEPT: Final[tuple[type[Model], ...]] = (KnownFeed, GoneAddress, FormerSlug)


@dataclass(frozen=True)
class HeldBySubscribers:
    """What calendars and feeds told until a restore."""

    versions: dict[str, EventVersion]  # by UID, with their events
    departures: list[Departure]  # with their events
    rows: list[list[Any]]  # of each model in `KEPT`


def held_by_subscribers() -> HeldBySubscribers:
    """Return what the present database, which is up to date, has told."""
    versions = EventVersion.objects.select_related("event")
    return HeldBySubscribers(
        versions={version.event.uid: version for version in versions},
        departures=list(Departure.objects.select_related("event")),
        rows=[list(model._default_manager.all()) for model in KEPT],
    )


@transaction.atomic
def lift_all(*, now: datetime) -> None:
    """Raise the versions of all events above what subscribers may hold."""
    for version in EventVersion.objects.exclude(withdrawn_at=None):
        seen = version.last_seen
        if seen and "sequence" in seen:
            version.last_seen = seen | {"sequence": seen["sequence"] + LIFT}
            version.save(update_fields=["last_seen"])
    told = EventVersion.objects.exclude(visible_at=None, withdrawn_at=None)
    moments = dict.fromkeys(("changed_at", "changed_at_sv", "changed_at_en"), now)
    told.update(sequence=F("sequence") + LIFT, **moments)
    Departure.objects.update(sequence=F("sequence") + LIFT, left_at=now)


@transaction.atomic
def lift_what_differs(held: HeldBySubscribers, *, now: datetime) -> None:
    """Revise the restored events as changes of what subscribers hold.

    What is the same keeps its version. An event that they hold and that is not in the backup
    comes back as a deleted one, so that calendars show it as cancelled.
    """
    for model, rows in zip(KEPT, held.rows, strict=True):
        for row in rows:
            row.pk = None
        model._default_manager.bulk_create(rows, ignore_conflicts=True)
    _bring_back_as_deleted(held, now)
    keys = dict(Event.objects.values_list("uid", "pk"))
    for version in EventVersion.objects.select_related("event"):
        _take_over(version, held.versions.get(version.event.uid))
    for departure in held.departures:
        told = {"event": keys.get(departure.event.uid), "left_at": departure.left_at}
        if told["event"] and not Departure.objects.filter(**told).exists():
            departure.pk, departure.event_id = None, keys[departure.event.uid]
            departure.save(force_insert=True)
    revise(Event.objects.all(), now=now)


def _bring_back_as_deleted(held: HeldBySubscribers, now: datetime) -> None:
    """Create the events that subscribers hold and that are not in the backup, as deleted."""
    known = set(Event.objects.values_list("uid", flat=True))
    for uid, version in held.versions.items():
        was_told = version.withdrawn_at or (version.visible_at and version.visible_at <= now)
        if uid in known or not was_told:
            continue
        event, created_at = version.event, version.event.created_at
        event.pk, event.deleted_at = None, event.deleted_at or now
        # They may not be in the backup.
        event.series = event.number = event.venue = event.contact = None
        event.image = event.image_width = event.image_height = None
        Event.objects.bulk_create([event])
        Event.objects.filter(uid=uid).update(created_at=created_at)
        EventVersion.objects.create(event=event)


def _take_over(version: EventVersion, held: EventVersion | None) -> None:
    """Set the version of a restored event to what subscribers hold of it."""
    if held is None:  # Nobody knows any more what they held.
        version.fingerprint, version.sequence = "", version.sequence + LIFT
    else:
        sequence, changed_at = version.sequence, version.changed_at
        for column in COLUMNS:
            setattr(version, column, getattr(held, column))
        # The present site may be a new one, with the sample event only.
        version.sequence = max(version.sequence, sequence)
        version.changed_at = max(filter(None, (version.changed_at, changed_at)), default=None)
    version.save(update_fields=COLUMNS)
