"""Deletion of events that can be undone, and the final deletion later."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from ..models import LANGUAGES, Event, EventQuerySet, GoneAddress
from ..models.retention import RESTORABLE_FOR, WITHDRAWN_SHOWN_FOR
from .revising import revise
from .versions import delete_expired_versions, delete_versions


@transaction.atomic
def delete(events: EventQuerySet, *, now: datetime) -> int:
    """Mark events as deleted; return how many.

    The rows stay, with their parts. Calendars show public events as cancelled.
    """
    keys = list(events.filter(deleted_at=None).values_list("pk", flat=True))
    deleted = Event.objects.filter(pk__in=keys)
    deleted.update(deleted_at=now)
    revise(deleted, now=now)
    return len(keys)


def restorable(events: EventQuerySet, *, now: datetime) -> EventQuerySet:
    """Filter to events whose deletion can be undone."""
    return events.filter(deleted_at__gt=now - RESTORABLE_FOR)


def is_lost(event: Event, now: datetime) -> bool:
    """Return whether an event was deleted, and can no longer be restored."""
    return event.deleted_at is not None and event.deleted_at <= now - RESTORABLE_FOR


@transaction.atomic
def restore(events: EventQuerySet, *, now: datetime) -> int:
    """Undo the deletion of those events that are `restorable`; return how many.

    An event gets another slug if its own has been taken since.
    """
    back = list(restorable(events, now=now))
    for event in back:
        event.deleted_at = None
        event.free_address()
        event.save()
    return len(back)


@transaction.atomic
def delete_for_good(*, now: datetime) -> int:
    """Delete the rows of events that can no longer be restored; return how many.

    Events that were public stay for as long as calendars show them as cancelled. Their addresses
    then answer 410 (`GoneAddress`). Their files are unused from now on (`images.storage`).
    """
    expired = Event.objects.filter(deleted_at__lte=now - RESTORABLE_FOR)
    not_shown = Q(version__withdrawn_at=None)
    not_shown |= Q(version__withdrawn_at__lte=now - WITHDRAWN_SHOWN_FOR)
    gone = list(expired.filter(not_shown).select_related("version"))
    delete_rows(gone)
    delete_expired_versions(now=now)
    return len(gone)


def kept_until(event: Event) -> datetime:
    """Return when `delete_for_good` deletes the row of a deleted event."""
    ends = [event.deleted_at and event.deleted_at + RESTORABLE_FOR]
    ends.append(event.version.withdrawn_at and event.version.withdrawn_at + WITHDRAWN_SHOWN_FOR)
    return max(filter(None, ends))


@transaction.atomic
def delete_rows(events: Collection[Event]) -> None:
    """Delete the rows of deleted events; the addresses of those that were public answer 410."""
    delete_versions(Event, [event.pk for event in events])
    for event in events:
        if event.version.withdrawn_at:
            _close_addresses(event, event.version.withdrawn_at + WITHDRAWN_SHOWN_FOR)
        event.delete()


def _close_addresses(event: Event, gone_at: datetime) -> None:
    own = {(language, *event.address(language)) for language in LANGUAGES}
    former = event.former_addresses.values_list("language", "year", "slug")
    for language, year, slug in own | set(former):
        if year and slug:
            GoneAddress.objects.get_or_create(
                language=language, year=year, slug=slug, defaults={"gone_at": gone_at}
            )
