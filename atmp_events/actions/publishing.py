"""Publishing is a decision: now, or at a moment that comes by itself; and it can be undone."""

from datetime import datetime

from django.db import transaction

from ..models import Event, Preview, State


@transaction.atomic
def publish(event: Event, *, at: datetime | None = None) -> None:
    """Let readers see an event at once, or from a moment (aware) on.

    Raises ValidationError if it lacks what a public event must have.
    """
    event.state, event.publish_at = State.PUBLISHED, at
    event.clean()
    event.validate_constraints()
    event.save()


@transaction.atomic
def unpublish(event: Event) -> None:
    """Take an event back into a draft. Calendars are told that it is gone."""
    event.state, event.publish_at = State.DRAFT, None
    event.save()


@transaction.atomic
def open_preview(event: Event, *, now: datetime) -> Preview:
    """Return the event's secret link, a new one if there is none that still works."""
    kept = Preview.objects.filter(event=event, ends_at__gt=now).first()
    if kept is not None:
        return kept
    close_preview(event)
    return Preview.objects.create(event=event, ends_at=now + Preview.LASTS)


def close_preview(event: Event) -> None:
    """Let the event's secret link work no longer."""
    Preview.objects.filter(event=event).delete()
