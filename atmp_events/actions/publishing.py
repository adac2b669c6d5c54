"""Publishing of events, at once or scheduled, and secret links to drafts."""

from datetime import datetime

from django.db import transaction

from ..models import Event, Preview, State


@transaction.atomic
def publish(event: Event, *, at: datetime | None = None) -> None:
    """Publish an event at once, or schedule it for `at` (aware).

    Raises ValidationError if the event lacks something that a public event needs.
    """
    event.state, event.publish_at = State.PUBLISHED, at
    event.clean()
    event.validate_constraints()
    event.save()


@transaction.atomic
def unpublish(event: Event) -> None:
    """Turn an event into a draft. Calendars show it as cancelled."""
    event.state, event.publish_at = State.DRAFT, None
    event.save()


@transaction.atomic
def open_preview(event: Event, *, now: datetime) -> Preview:
    """Return the secret link to an event that is still valid, or create one."""
    preview = Preview.objects.filter(event=event, ends_at__gt=now).first()
    if preview is not None:
        return preview
    close_preview(event)
    return Preview.objects.create(event=event, ends_at=now + Preview.LIFETIME)


def close_preview(event: Event) -> None:
    """Revoke the secret link to an event."""
    Preview.objects.filter(event=event).delete()
