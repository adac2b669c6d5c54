"""Lookups of events by address, code and preview token, and of slides by name."""

from datetime import datetime
from typing import Final

from django.http import Http404
from django.shortcuts import get_object_or_404

from .models import Event, FormerAddress, GoneAddress, Language, Preview, Talk

# Built once: building it takes a fortieth of the time of a page.
EVENTS: Final = Event.objects.with_facts_of_one().filter(deleted_at=None).order_by()


class Gone(Http404):
    """The event at an address was withdrawn: status 410 (RFC 9110, 15.5.11)."""

    def __init__(self, event: Event | None) -> None:
        """Set the withdrawn event; None if it was deleted."""
        super().__init__()
        self.event = event


class Moved(Http404):
    """The event at an address has a new address: status 301, to the same page there."""

    def __init__(self, event: Event) -> None:
        """Set the event to redirect to."""
        super().__init__()
        self.event = event


def find_event(language: Language, year: int, slug: str, now: datetime) -> Event:
    """Return the public event at an address, with its facts fetched.

    Raises Moved if a public event had the address before, which `error_pages.not_found` answers,
    Gone if the last event there is no longer public, and Http404 for an unknown address.
    """
    here = {"year": year, f"slug_{language}": slug}
    event = next(iter(EVENTS.filter(**here)), None)  # At most one (`UNIQUE_ADDRESSES`).
    if event and event.is_public(now):
        return event
    at = {"language": language, "year": year, "slug": slug}
    former = FormerAddress.objects.filter(**at).select_related("event__version").first()
    if former and former.event.is_public(now):
        raise Moved(former.event)
    if withdrawn := Event.objects.withdrawn(now).filter(**here).first():
        raise Gone(withdrawn)
    if former and former.event.version.withdrawn_at:
        raise Gone(former.event)
    if GoneAddress.objects.filter(**at).exists():
        raise Gone(None)
    raise Http404


def find_preview(token: str, now: datetime) -> Preview:
    """Return the preview with a token; the facts of its event are fetched.

    Raises Gone after its end, and Http404 for an unknown or deleted one.
    """
    preview = Preview.objects.filter(token=token, event__deleted_at=None).first()
    if preview is None:
        raise Http404
    if preview.ends_at <= now:
        raise Gone(None)
    preview.event = Event.objects.with_facts().get(pk=preview.event_id)
    return preview


def find_by_code(code: str, now: datetime) -> Event:
    """Return the public event with a code. Raises Gone or Http404 as `find_event` does."""
    event: Event | None = Event.objects.public(now).filter(code=code).first()
    if event is not None:
        return event
    if withdrawn := Event.objects.withdrawn(now).filter(code=code).first():
        raise Gone(withdrawn)
    raise Http404


def find_slides(name: str) -> Talk:
    """Return the talk whose slides are stored under a name. Raises Http404 for an unknown one."""
    return get_object_or_404(Talk.objects.select_related("event"), slides_file=f"slides/{name}")
