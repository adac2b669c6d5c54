"""Answers calendars: the file of one event, and the feed of all."""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from ..delivery.conditional import conditional
from ..delivery.finding import find_event
from ..delivery.languages import current
from ..delivery.refusals import only_read
from ..facts.addresses import calendar_path
from ..facts.event import facts_of
from ..models import Event, FormerAddress, Language
from ..selection import Options, Selection, selection_of
from .vcalendar import Feed, calendar_of_many, calendar_of_one
from .vevent import versions_of

KEPT: Final = timedelta(days=2 * 365)  # How long a past event stays in a feed


@only_read
def event_calendar(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Give an event to take away, in the language of the address."""
    language = current()
    event = find_event(language, year, slug, timezone.now())
    if isinstance(event, FormerAddress):
        return HttpResponsePermanentRedirect(calendar_path(event.event, language))
    facts, versions = facts_of(event, language), versions_of(event)
    content = calendar_of_one(facts, versions, site_url=settings.SITE_URL)
    day = event.local(event.starts_at).date().isoformat() if event.starts_at else ""
    response = _calendar(content, name=f"{day}-{event.slug.written(language)}.ics")
    return conditional(request, response, changed_at=versions.changed_at)


@only_read
def all_events_calendar(request: HttpRequest) -> HttpResponse:
    """Give the events of the list to subscribe to, filters kept, past ones for two years."""
    now, language = timezone.now(), current()
    selection = selection_of(request.GET, language, Options(now))
    selected = selection.events(Event.objects.public(now)).exclude(starts_at=None)
    kept = selected.filter(ends_at__gt=now - KEPT).order_by("starts_at", "uid").with_facts()
    events = [(facts_of(event, language), versions_of(event)) for event in kept]
    changed = [versions.changed_at for _, versions in events]
    feed = _feed(selection, language, max(changed, default=None))
    content = calendar_of_many(events, feed, site_url=settings.SITE_URL)
    return conditional(request, _calendar(content, name="atmp-centrum-uppsala.ics"))


def _feed(selection: Selection, language: Language, changed_at: datetime | None) -> Feed:
    centre = gettext("ATMP-centrum Uppsala")
    everything = gettext("ATMP-centrum Uppsala: events")
    return Feed(
        name=everything if selection.is_empty else f"{centre}: {selection.title(language)}",
        description=gettext("Seminars and network meetings on advanced therapies"),
        page=settings.SITE_URL + selection.put_to(reverse("events")),
        source=settings.SITE_URL + selection.put_to(reverse("all_events_calendar")),
        zone=settings.TIME_ZONE,
        language=language,
        changed_at=changed_at,
    )


def _calendar(content: bytes, *, name: str) -> HttpResponse:
    # Inline: iOS opens it, and desktops save it all the same.
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    disposition = f"inline; filename=\"{name}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Disposition"] = disposition
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
