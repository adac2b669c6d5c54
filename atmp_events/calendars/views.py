"""Views of calendars: the file of one event, and calendars to subscribe to."""

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
from ..headers import shared
from ..languages import current
from ..lookups import Gone, find_event
from ..models import Event, FormerAddress, Language
from ..models.retention import WITHDRAWN_SHOWN_FOR
from .last_modified import last_change
from .subscriptions import (
    Subscription,
    subscription_to_chosen,
    subscription_to_entity,
    subscription_to_selection,
)
from .vcalendar import CalendarProperties, calendar_of_many, calendar_of_one
from .vevent import Facts, Versions, versions_of, versions_of_withdrawn, vevent

# A proxy may reuse one copy for five minutes, and renew it in the background (RFC 5861).
CACHE_CONTROL: Final = "public, max-age=300, stale-while-revalidate=600"


@shared
@only_read
def event_calendar(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Answer with the file of one event; for a year after its withdrawal, marked as cancelled."""
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


@shared
@only_read
def all_events_calendar(request: HttpRequest) -> HttpResponse:
    """Answer with the calendar of the list of events, with its filters."""
    return _calendar(request, subscription_to_selection(request.GET, current(), timezone.now()))


@shared
@only_read
def entity_calendar(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Answer with the calendar of a series, person, venue or organiser (a key of `ENTITIES`)."""
    return _calendar(
        request, subscription_to_entity(name, slug, request.GET, current(), timezone.now())
    )


@shared
@only_read
def chosen_calendar(request: HttpRequest) -> HttpResponse:
    """Answer with the calendar of the events whose codes are in the address."""
    return _calendar(request, subscription_to_chosen(request.GET, timezone.now()))


def last_modified(response: HttpResponse, moment: datetime | None) -> HttpResponse:
    """Set Last-Modified to a time (aware) that never decreases for one address.

    `ConditionalGetMiddleware` answers 304 by it.
    """
    if moment:
        response.headers["Last-Modified"] = http_date(moment.timestamp())
    return response


def calendar_answer(content: bytes, *, name: str) -> HttpResponse:
    """Return a response with an iCalendar file. `name` is its file name, in ASCII."""
    # Inline, so that iOS opens it; desktop browsers save it in any case.
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    disposition = f"inline; filename=\"{name}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Disposition"] = disposition
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response


def _calendar(request: HttpRequest, subscription: Subscription) -> HttpResponse:
    """Return a calendar with past events as far back as CALENDAR_PAST_DAYS, or all (`?all=1`)."""
    language, now = current(), subscription.now
    past_for = None if subscription.with_all_past else settings.CALENDAR_PAST
    changed_at = last_change(
        subscription.public,
        subscription.withdrawn,
        now=now,
        past_for=past_for,
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
    since = None if past_for is None else now - past_for
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
    """Return the published facts of an event at `now`; None if its last published state is unknown.

    The version was fetched with the event, before its talks and people, so that it is never newer
    than their data.
    """
    if event.is_public(now):
        return facts_of(event, language), versions_of(event)
    facts = withdrawn_of(event, language)
    return (facts, versions_of_withdrawn(event)) if facts else None


def _withdrawn_of_late(gone: Gone, now: datetime) -> Event:
    """Return the withdrawn event; raise `gone` if `WITHDRAWN_SHOWN_FOR` is over."""
    event = gone.event
    withdrawn_at = event.version.withdrawn_at if event else None
    if event is None or withdrawn_at is None or withdrawn_at <= now - WITHDRAWN_SHOWN_FOR:
        raise gone
    return event
