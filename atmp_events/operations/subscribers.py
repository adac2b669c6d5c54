"""Versions of events over a restore: what subscribers hold is never newer than what is told.

A program that holds a higher SEQUENCE or LAST-MODIFIED ignores what a backup brings back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from ..actions.revising import COLUMNS, revise
from ..models import (
    LANGUAGES,
    Addressed,
    Departure,
    Event,
    EventVersion,
    FormerAddress,
    FormerSlug,
    GoneAddress,
    KnownFeed,
)
from ..selection import ENTITIES

# On a new machine nobody knows how often an event was changed since the backup; surely less often.
LIFT: Final = 100
Address = tuple[str, int | None, str]  # language, year and slug


@dataclass(frozen=True)
class HeldBySubscribers:
    """What calendars and feeds told until a restore."""

    versions: dict[str, EventVersion]  # by UID, with their events
    departures: list[Departure]  # with their events
    feeds: set[str]  # digests of `KnownFeed`
    addresses: list[tuple[str, Address]]  # present and former ones of events, by UID
    gone: list[GoneAddress]
    entities: list[tuple[str, Addressed]]  # by kind
    former_slugs: list[FormerSlug]


def held_by_subscribers() -> HeldBySubscribers:
    """Return what the present database, which is up to date, has told."""
    versions = EventVersion.objects.select_related("event")
    told = versions.exclude(visible_at=None, withdrawn_at=None)
    former = FormerAddress.objects.values_list("event__uid", "language", "year", "slug")
    return HeldBySubscribers(
        versions={version.event.uid: version for version in versions},
        departures=list(Departure.objects.select_related("event")),
        feeds=set(KnownFeed.objects.values_list("digest", flat=True)),
        addresses=[
            *((it.event.uid, address) for it in told for address in _addresses(it.event)),
            *((uid, (code, year, slug)) for uid, code, year, slug in former),
        ],
        gone=list(GoneAddress.objects.all()),
        entities=list(_entities()),
        former_slugs=list(FormerSlug.objects.all()),
    )


def _entities() -> Iterator[tuple[str, Addressed]]:
    """Yield each series, person, venue and organiser with its kind."""
    for kind, (model, _path) in ENTITIES.items():
        for row in model._default_manager.all():
            yield kind, row


def _addresses(event: Event) -> list[Address]:
    return [(language, *event.address(language)) for language in LANGUAGES]


@transaction.atomic
def lift_all(*, now: datetime) -> None:
    """Raise the versions of all events above what subscribers may hold."""
    for version in EventVersion.objects.exclude(withdrawn_at=None):
        seen = version.last_seen
        if seen and "sequence" in seen:
            version.last_seen = seen | {"sequence": seen["sequence"] + LIFT}
            version.save(update_fields=["last_seen"])
    told = EventVersion.objects.exclude(visible_at=None, withdrawn_at=None)
    moments = dict.fromkeys(("changed_at", "sv_changed_at", "en_changed_at"), now)
    told.update(sequence=F("sequence") + LIFT, **moments)
    Departure.objects.update(sequence=F("sequence") + LIFT, left_at=now)


@transaction.atomic
def lift_what_differs(held: HeldBySubscribers, *, now: datetime) -> None:
    """Revise the restored events as changes of what subscribers hold.

    What is the same keeps its version. An event that they hold and that is not in the backup
    comes back as a deleted one, so that calendars show it as cancelled.
    """
    KnownFeed.remember(held.feeds)
    _bring_back_as_deleted(held, now)
    keys = dict(Event.objects.values_list("uid", "pk"))
    _keep_addresses(held, keys)
    _keep_slugs(held)
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


def _keep_addresses(held: HeldBySubscribers, keys: dict[str, int]) -> None:
    """Let addresses that events have left since the backup, or have no more, lead on.

    Those that a restored event has are its own again. `keys` are primary keys by UID.
    """
    taken = {address for event in Event.objects.all() for address in _addresses(event)}
    former = [
        FormerAddress(event_id=keys[uid], language=language, year=year, slug=slug)
        for uid, (language, year, slug) in held.addresses
        if uid in keys and year and slug and (language, year, slug) not in taken
    ]
    FormerAddress.objects.bulk_create(former, ignore_conflicts=True)
    gone = [it for it in held.gone if (it.language, it.year, it.slug) not in taken]
    for address in gone:
        address.pk = None
    GoneAddress.objects.bulk_create(gone, ignore_conflicts=True)


def _keep_slugs(held: HeldBySubscribers) -> None:
    """Let slugs that series, people, venues and organisers had since the backup lead on.

    A merge is undone: each record has its own slug again. What is not in the backup is left out,
    for another record will get its primary key.
    """
    rows = {(kind, row.pk): row for kind, row in _entities()}
    taken = {
        (kind, language, row.slugs.written(language))
        for (kind, _key), row in rows.items()
        for language in LANGUAGES
    }
    present = [
        FormerSlug(kind=kind, row=row.pk, language=language, slug=row.slugs.written(language))
        for kind, row in held.entities
        for language in LANGUAGES
    ]
    slugs = [
        it
        for it in (*held.former_slugs, *present)
        if (it.kind, it.row) in rows and (it.kind, it.language, it.slug) not in taken
    ]
    for slug in slugs:
        slug.pk = None
    FormerSlug.objects.bulk_create(slugs, ignore_conflicts=True)


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
