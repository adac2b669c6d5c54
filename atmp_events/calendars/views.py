"""Views of calendars: the file of one event, and calendars of many to subscribe to."""

from datetime import datetime
from typing import Final
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.http import http_date
from icalendar import Event as VEvent

from ..error_pages import only_read
from ..facts.addresses import calendar_path
from ..facts.alarm import PARAMETER, alarm_of
from ..facts.event import facts_of
from ..facts.withdrawn import withdrawn_of
from ..languages import current
from ..lookups import Gone, find_event
from ..models import Event, FormerAddress, Language
from ..models.retention import TOLD_FOR
from .last_modified import last_change
from .subscriptions import Subscription, to_chosen_events, to_entity, to_selected_events
from .vcalendar import CalendarProperties, calendar_of_many, calendar_of_one
from .vevent import Facts, Versions, versions_of, versions_of_withdrawn, vevent

# A proxy may answer everybody from one copy for minutes, and renew it in the background.
CACHE_CONTROL: Final = "public, max-age=300, stale-while-revalidate=600"


@only_read
def event_calendar(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Answer with the file of one event, for a year after it was withdrawn as a cancelled one."""
    language, now = current(), timezone.now()
    try:
        event = find_event(language, year, slug, now)
    except Gone as gone:
        event = _withdrawn_of_late(gone, now)
    if isinstance(event, FormerAddress):
        query = request.META["QUERY_STRING"]
        path = calendar_path(event.event, language)
        return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    read = _facts_and_versions(event, language, now)
    if read is None:
        raise Gone(event)
    facts, versions = read
    alarm = alarm_of(request.GET.get(PARAMETER, ""))
    entry = vevent(facts, versions, site_url=settings.SITE_URL, alarm=alarm)
    day = facts.when.starts_at.date().isoformat() if facts.when else ""
    response = calendar_answer(calendar_of_one(entry, language), name=f"{day}-{slug}.ics")
    return last_modified(response, versions.changed_at)


@only_read
def all_events_calendar(request: HttpRequest) -> HttpResponse:
    """Answer with the calendar of the list of events, with its filters."""
    return _calendar(request, to_selected_events(request.GET, current(), timezone.now()))


@only_read
def entity_calendar(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Answer with the calendar of a series, person, venue or organiser (a key of `ENTITIES`)."""
    return _calendar(request, to_entity(name, slug, request.GET, current(), timezone.now()))


@only_read
def chosen_calendar(request: HttpRequest) -> HttpResponse:
    """Answer with the calendar of the events whose codes are in the address."""
    return _calendar(request, to_chosen_events(request.GET, timezone.now()))


def last_modified(response: HttpResponse, moment: datetime | None) -> HttpResponse:
    """Return an answer that says when it last changed (aware): for one address it never goes back.

    `ConditionalGetMiddleware` answers 304 by it.
    """
    if moment:
        response.headers["Last-Modified"] = http_date(moment.timestamp())
    return response


def calendar_answer(content: bytes, *, name: str) -> HttpResponse:
    """Return a file for calendars; `name` is what it is saved as, in ASCII."""
    # Inline: iOS opens it, and desktops save it all the same.
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    disposition = f"inline; filename=\"{name}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Disposition"] = disposition
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response


def _calendar(request: HttpRequest, subscription: Subscription) -> HttpResponse:
    """Answer with past events for as long as the settings say, or all of them (`?all=1`)."""
    language, now = current(), subscription.now
    kept = None if subscription.with_all_past else settings.CALENDAR_KEEPS
    changed_at = last_change(
        subscription.public,
        subscription.withdrawn,
        now=now,
        kept=kept,
        by_words=subscription.by_words,
    )
    properties = CalendarProperties(
        name=subscription.name,
        description=subscription.description,
        page=settings.SITE_URL + subscription.page,
        source=settings.SITE_URL + subscription.source,
        zone=settings.TIME_ZONE,
        language=language,
        changed_at=changed_at,
    )
    since = None if kept is None else now - kept
    entries = _entries(request, subscription, language, since=since)
    response = calendar_answer(calendar_of_many(entries, properties), name=subscription.file_name)
    return last_modified(response, changed_at)


def _entries(
    request: HttpRequest, subscription: Subscription, language: Language, *, since: datetime | None
) -> list[VEvent]:
    """Return the VEVENTs of a subscription, by start and UID."""
    alarm = alarm_of(request.GET.get(PARAMETER, ""))
    public = subscription.public_since(since).order_by("starts_at", "uid").with_facts()
    events = (*public, *subscription.withdrawn_since(since))
    read = [_facts_and_versions(event, language, subscription.now) for event in events]
    return [
        vevent(facts, versions, site_url=settings.SITE_URL, alarm=alarm)
        for facts, versions in sorted(filter(None, read), key=_start_and_uid)
    ]


def _start_and_uid(read: tuple[Facts, Versions]) -> tuple[datetime, str]:
    facts, versions = read
    return (facts.when.starts_at if facts.when else versions.created_at), facts.uid


def _facts_and_versions(
    event: Event, language: Language, now: datetime
) -> tuple[Facts, Versions] | None:
    """Return what readers are told of an event at `now`; None when nothing they saw is known.

    The version was fetched with the event, before its talks and people, so that it is never newer
    than what is told of them.
    """
    if event.is_public(now):
        return facts_of(event, language), versions_of(event)
    facts = withdrawn_of(event, language)
    return (facts, versions_of_withdrawn(event)) if facts else None


def _withdrawn_of_late(gone: Gone, now: datetime) -> Event:
    """Return the event that is gone; raise `gone` when calendars are no longer told of it."""
    event = gone.event
    withdrawn_at = event.version.withdrawn_at if event else None
    if event is None or withdrawn_at is None or withdrawn_at <= now - TOLD_FOR:
        raise gone
    return event
