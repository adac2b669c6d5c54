"""Answers calendars: the file of one event, and feeds of many."""

from datetime import datetime
from typing import Final
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.http import http_date

from ..error_pages import only_read
from ..facts.addresses import calendar_path
from ..facts.alarm import PARAMETER, Alarm, alarm_of
from ..facts.event import facts_of
from ..facts.withdrawn import withdrawn_of
from ..languages import current
from ..lookups import Gone, find_event
from ..models import Event, FormerAddress, Language
from ..models.retention import TOLD_FOR
from .asking import Asked, asked_by_hand, asked_of_all, asked_of_holder
from .changing import last_change, mourned, shown
from .pieces import Manner, rows_of, texts_of
from .vcalendar import (
    Feed,
    Told,
    Zones,
    calendar_of_many,
    calendar_of_one,
    event_text,
    is_in_utc,
    zones_of,
)
from .vevent import versions_of, versions_of_withdrawn

# One answer of a proxy serves everybody who asks within minutes, and is renewed behind their back.
CACHED: Final = "public, max-age=300, stale-while-revalidate=600"


@only_read
def event_calendar(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Give an event to take away, in the language of the address; a withdrawn one as cancelled."""
    language, now = current(), timezone.now()
    try:
        event = find_event(language, year, slug, now)
    except Gone as gone:
        event = _still_told_of(gone, now)
    if isinstance(event, FormerAddress):
        query = request.META["QUERY_STRING"]
        path = calendar_path(event.event, language)
        return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    told = _told(event, language, now)
    if told is None:
        raise Gone(event)
    facts, versions = told
    alarm = alarm_of(request.GET.get(PARAMETER, ""))
    content = calendar_of_one(facts, versions, site_url=settings.SITE_URL, alarm=alarm)
    day = facts.when.starts_at.date().isoformat() if facts.when else ""
    response = calendar_answer(content, name=f"{day}-{slug}.ics")
    return last_modified(response, versions.changed_at)


def _still_told_of(gone: Gone, now: datetime) -> Event:
    event = gone.event
    withdrawn_at = event.version.withdrawn_at if event else None
    if event is None or withdrawn_at is None or withdrawn_at <= now - TOLD_FOR:
        raise gone
    return event


@only_read
def all_events_calendar(request: HttpRequest) -> HttpResponse:
    """Give the events of the list to subscribe to, filters kept."""
    return _feed(request, asked_of_all(request.GET, current(), timezone.now()))


@only_read
def holder_calendar(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Give the events of a series, a person, a venue or an organiser (a key of `HOLDERS`)."""
    return _feed(request, asked_of_holder(name, slug, request.GET, current(), timezone.now()))


@only_read
def chosen_calendar(request: HttpRequest) -> HttpResponse:
    """Give the events that somebody has picked by hand, as they are today."""
    return _feed(request, asked_by_hand(request.GET, timezone.now()))


def _feed(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Answer with a feed: past events as long as the settings say, or all of them (`?all=1`)."""
    language, now = current(), asked.now
    kept = None if asked.with_all_past else settings.CALENDAR_KEEPS
    texts, zones = _events(
        asked, alarm_of(request.GET.get(PARAMETER, "")), since=now - kept if kept else None
    )
    changed_at = last_change(
        asked.public, asked.withdrawn, now=now, kept=kept, by_words=asked.by_words
    )
    feed = Feed(
        name=asked.name,
        description=asked.description,
        page=settings.SITE_URL + asked.page,
        source=settings.SITE_URL + asked.source,
        zone=settings.TIME_ZONE,
        language=language,
        changed_at=changed_at,
    )
    content = calendar_of_many(texts, zones, feed)
    return last_modified(calendar_answer(content, name=asked.file_name), changed_at)


def _events(
    asked: Asked, alarm: Alarm | None, *, since: datetime | None
) -> tuple[list[bytes], Zones]:
    """Return the texts of a feed's events by their start, and the zones that they need."""
    language, now, site_url = current(), asked.now, settings.SITE_URL
    events = shown(asked.public, since=since)
    rows = rows_of(events)
    gone = [
        (facts, versions_of_withdrawn(event))
        for event in mourned(asked.withdrawn, since=since)
        if (facts := withdrawn_of(event, language))
    ]
    zones = zones_of([*rows, *(facts.when for facts, _versions in gone)])
    manner = Manner(language, alarm, site_url, zones, now)
    texts = texts_of([row.pk for row in rows], manner)
    found = [(row.starts_at, row.uid, texts[row.pk]) for row in rows if row.pk in texts]
    for facts, versions in gone:
        in_utc = is_in_utc(facts.when, zones)
        text = event_text(facts, versions, site_url=site_url, in_utc=in_utc, alarm=None)
        found.append((facts.when.starts_at, facts.uid, text))
    return [text for _start, _uid, text in sorted(found)], zones


def _told(event: Event, language: Language, now: datetime) -> Told | None:
    """Return what is told of an event, if anything is known of what readers saw of it."""
    if event.is_public(now):
        return facts_of(event, language), versions_of(event)
    facts = withdrawn_of(event, language)
    return (facts, versions_of_withdrawn(event)) if facts else None


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
    response.headers["Cache-Control"] = CACHED
    return response
