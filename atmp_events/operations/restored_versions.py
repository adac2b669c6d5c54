"""Versions of events after a restore: never older than those that subscribers have.

A calendar program that has a higher SEQUENCE or LAST-MODIFIED ignores a restored event.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core import serializers
from django.db import transaction
from django.db.models import F, Q, QuerySet

from ..actions.revising import COLUMNS, revise
from ..models import (
    LANGUAGES,
    Departure,
    Event,
    EventVersion,
    FormerAddress,
    FormerSlug,
    GoneAddress,
    KnownFeed,
    SluggedModel,
)
from ..selection import ENTITIES

# On a new machine the number of changes since the backup is unknown, but surely lower than this.
SEQUENCE_MARGIN: Final = 100
PYTHON: Final = "python"  # of Django's serializers: moments keep their microseconds


@dataclass(frozen=True)
class PublishedState:
    """The contents of calendars and feeds before a restore."""

    versions: dict[str, EventVersion]  # by UID, with their events
    rows: list[dict[str, Any]]  # departures, feeds and former addresses, by their natural keys
    slugs: list[FormerSlug]  # present and former ones of series, people, venues and organisers


def read_published_state() -> PublishedState:
    """Return the contents of calendars and feeds by the present database, which is migrated."""
    versions = EventVersion.objects.select_related("event")
    told = versions.exclude(visible_at=None, withdrawn_at=None)
    rows = [
        *(address for version in told for address in _addresses(version.event)),
        *(it for model in (FormerAddress, GoneAddress) for it in model._default_manager.all()),
        *(it for model in (Departure, KnownFeed) for it in model._default_manager.all()),
    ]
    natural = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}
    return PublishedState(
        versions={version.event.uid: version for version in versions},
        rows=serializers.serialize(PYTHON, rows, **natural),
        slugs=[*FormerSlug.objects.all(), *(slug for it in _entities() for slug in _slugs(*it))],
    )


def _addresses(event: Event) -> Iterator[FormerAddress]:
    """Yield the present addresses of an event as former ones."""
    for language in LANGUAGES:
        year, slug = event.address(language)
        if year and slug:
            yield FormerAddress(event=event, language=language, year=year, slug=slug)


def _entities() -> Iterator[tuple[str, SluggedModel]]:
    """Yield each series, person, venue and organiser with its kind."""
    for kind, (model, _path) in ENTITIES.items():
        for row in model._default_manager.all():
            yield kind, row


def _slugs(kind: str, row: SluggedModel) -> Iterator[FormerSlug]:
    """Yield the present slugs of a row as former ones."""
    for language in LANGUAGES:
        slug = row.slugs.written(language)
        yield FormerSlug(kind=kind, row=row.pk, language=language, slug=slug)


@transaction.atomic
def raise_versions(versions: "QuerySet[EventVersion]", *, now: datetime) -> None:
    """Raise versions above those that subscribers may have, if it is unknown which they have."""
    for version in versions.exclude(withdrawn_at=None):
        seen = version.last_seen
        if seen and "sequence" in seen:
            version.last_seen = seen | {"sequence": seen["sequence"] + SEQUENCE_MARGIN}
            version.save(update_fields=["last_seen"])
    raised = F("sequence") + SEQUENCE_MARGIN
    Departure.objects.filter(event__version__in=versions).update(sequence=raised, left_at=now)
    moments = dict.fromkeys(("changed_at", "sv_changed_at", "en_changed_at"), now)
    versions.exclude(visible_at=None, withdrawn_at=None).update(sequence=raised, **moments)


@transaction.atomic
def revise_differences(published: PublishedState, *, now: datetime) -> None:
    """Revise the restored events as changes of what subscribers have.

    An event without a difference keeps its version. An event that subscribers have and that is not
    in the backup comes back as a deleted one, so that calendars show it as cancelled.
    """
    _bring_back_as_deleted(published, now)
    _keep_rows(published)
    _keep_slugs(published)
    is_known = Q(event__uid__in=published.versions)
    raise_versions(EventVersion.objects.exclude(is_known), now=now)
    for version in EventVersion.objects.filter(is_known).select_related("event"):
        _take_over(version, published.versions[version.event.uid])
    revise(Event.objects.all(), now=now)


def _bring_back_as_deleted(published: PublishedState, now: datetime) -> None:
    """Create the events that subscribers have and that are not in the backup, as deleted."""
    known = set(Event.objects.values_list("uid", flat=True))
    for uid, version in published.versions.items():
        was_told = version.withdrawn_at or (version.visible_at and version.visible_at <= now)
        if uid in known or not was_told:
            continue
        event, created_at = version.event, version.event.created_at
        event.pk, event.deleted_at = None, event.deleted_at or now
        # These records may not be in the backup.
        event.series = event.number = event.venue = event.contact = None
        event.image = event.image_width = event.image_height = None
        Event.objects.bulk_create([event])
        Event.objects.filter(uid=uid).update(created_at=created_at)
        EventVersion.objects.create(event=event)


def _keep_rows(published: PublishedState) -> None:
    """Keep departures, feeds, and redirects from addresses that events left after the backup.

    A present address of a restored event is no longer a former one.
    """
    own = {str(it) for event in Event.objects.all() for it in _addresses(event)}
    for kept in serializers.deserialize(PYTHON, published.rows, handle_forward_references=True):
        # A row is skipped if its event is neither in the backup nor brought back.
        is_of_an_event = not kept.deferred_fields
        if is_of_an_event and str(kept.object) not in own:
            kept.save()


def _keep_slugs(published: PublishedState) -> None:
    """Keep redirects from slugs that series, people, venues and organisers got after the backup.

    A merge is undone: each record has its own slug again. Records that are not in the backup are
    left out: another record will get their primary key.
    """
    rows = {(kind, row.pk) for kind, row in _entities()}
    own = {str(slug) for it in _entities() for slug in _slugs(*it)}
    kept = [it for it in published.slugs if (it.kind, it.row) in rows and str(it) not in own]
    for slug in kept:
        slug.pk = None
    FormerSlug.objects.bulk_create(kept, ignore_conflicts=True)


def _take_over(version: EventVersion, published: EventVersion) -> None:
    """Set the version of a restored event to that which subscribers have."""
    sequence, changed_at = version.sequence, version.changed_at
    for column in COLUMNS:
        setattr(version, column, getattr(published, column))
    # The present site may be a new one, with the sample event only.
    version.sequence = max(version.sequence, sequence)
    version.changed_at = max(filter(None, (version.changed_at, changed_at)), default=None)
    version.save(update_fields=COLUMNS)
