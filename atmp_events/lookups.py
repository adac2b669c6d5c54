"""Which event an address means: the one that has it now, or the one that has left it."""

from collections.abc import Collection
from datetime import datetime

from django.http import Http404

from .facts.event import EventFacts, facts_of
from .models import Event, FormerAddress, GoneAddress, Language, Preview


class Gone(Http404):
    """What was here has been withdrawn (RFC 9110, 15.5.11). `event` is what is left of it."""

    def __init__(self, event: Event | None) -> None:
        """Keep the event, or None when nothing is left."""
        super().__init__()
        self.event = event


def find_event(language: Language, year: int, slug: str, now: datetime) -> Event | FormerAddress:
    """Return the public event at an address, ready for `facts_of`.

    Where an event has left the address, return that former address: its event is elsewhere now.
    Raise Gone when the event that had it last is no longer public, and Http404 when none ever was.
    """
    public = Event.objects.public(now)
    here = {"year": year, f"slug_{language}": slug}
    event: Event | None = public.with_facts().filter(**here).first()
    if event is not None:
        return event
    former = FormerAddress.objects.filter(language=language, year=year, slug=slug)
    if address := former.filter(event__in=public).select_related("event").first():
        return address
    if withdrawn := Event.objects.withdrawn(now).filter(**here).first():
        raise Gone(withdrawn)
    withdrawn_from = former.filter(event__version__withdrawn_at__isnull=False)
    left = withdrawn_from.select_related("event__version").first()
    if left or GoneAddress.objects.filter(language=language, year=year, slug=slug).exists():
        raise Gone(left.event if left else None)
    raise Http404


def find_preview(token: str, now: datetime) -> Preview:
    """Return the secret link with a token, its event ready for `facts_of`.

    Raise Gone once it has ended, and Http404 when there is none, or none any more.
    """
    preview = Preview.objects.filter(token=token, event__deleted_at=None).first()
    if preview is None:
        raise Http404
    if preview.ends_at <= now:
        raise Gone(None)
    preview.event = Event.objects.with_facts().get(pk=preview.event_id)
    return preview


def find_by_code(code: str, now: datetime) -> Event:
    """Return the public event with a code; raise Gone or Http404 as `find_event` does."""
    event: Event | None = Event.objects.public(now).filter(code=code).first()
    if event is not None:
        return event
    if withdrawn := Event.objects.withdrawn(now).filter(code=code).first():
        raise Gone(withdrawn)
    raise Http404


def facts_by_key(keys: Collection[int], language: Language) -> dict[int, EventFacts]:
    """Return the facts of events by primary key, without those that are no more.

    The number of queries is the same for one and for many.
    """
    events = Event.objects.filter(pk__in=keys).with_facts() if keys else ()
    return {event.pk: facts_of(event, language) for event in events}
