"""Views of calendars: the file of one event, and calendars to subscribe to."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext

from ..error_pages import read_only
from ..facts.alarm import ALARM, alarm_of
from ..facts.centre import get_centre
from ..facts.event import facts_of
from ..facts.paths import CODE, codes_of, entity_path, with_codes, with_query
from ..facts.withdrawn import departed_facts_of
from ..headers import allow_cross_origin, forbid_storing, public_for
from ..languages import current_language
from ..lookups import Gone, find_event, find_preview
from ..models import Event, Language
from ..models.retention import WITHDRAWN_SHOWN_FOR
from ..selection import Options, selection_of, selection_of_entity
from .subscriptions import Subscription, file_name, last_change, subscription_to
from .vcalendar import calendar_of_many, calendar_of_one
from .vevent import (
    FactsAndRevision,
    facts_and_revision,
    revision_of,
    revision_of_departed,
    vevent,
)

ALL: Final = "all"  # parameter that asks for all past events
MAX_AGE: Final = 300  # seconds


@allow_cross_origin
@read_only
def event_calendar(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Answer with the file of one event; for a year after its withdrawal it is a cancellation."""
    language, now = current_language(), timezone.now()
    try:
        event = find_event(language, year, slug, now)
    except Gone as gone:
        event = _recently_withdrawn(gone, now)
    read = facts_and_revision(event, language, now)
    if read is None:
        raise Gone(event)
    facts, revision, changes = read
    alarm = alarm_of(request.GET.get(ALARM, ""))
    entry = vevent(facts, revision, alarm=alarm, changes=changes)
    day = facts.when.starts_at.date().isoformat() if facts.when else ""
    content = calendar_of_one(entry, get_centre(language))
    response = _ics_response(content, name=f"{day}-{slug}.ics")
    return _last_modified(response, revision.changed_at, now)


@read_only
def preview_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Answer with the calendar file of a draft. Raises Http404 while the event has no date."""
    event, language = find_preview(token, timezone.now()).event, current_language()
    facts = facts_of(event, language)
    if facts.when is None:
        raise Http404
    content = calendar_of_one(vevent(facts, revision_of(event, language)), get_centre(language))
    return forbid_storing(_ics_response(content, name=f"{event.code}.ics"))


@allow_cross_origin
@read_only
def all_events_calendar(request: HttpRequest) -> HttpResponse:
    """Answer with the calendar of the list of events, with its filters."""
    now = timezone.now()
    selection = selection_of(request.GET, current_language(), Options(now, for_feed=True))
    page, source = reverse("events"), reverse("all_events_calendar")
    found = subscription_to(selection, selection.added_to(page), selection.added_to(source), now)
    return _subscription_response(found, request.GET)


@allow_cross_origin
@read_only
def entity_calendar(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Answer with the calendar of a series, person, venue or organiser (a key of `ENTITIES`)."""
    now, language = timezone.now(), current_language()
    selection = selection_of_entity(name, slug, request.GET, language, now)
    slug = selection.values[name]  # the current one, also if `slug` is a former one
    further = {key: value for key, value in selection.values.items() if key != name}
    source = with_query(reverse(f"{name}_calendar", kwargs={"slug": slug}), further)
    page = selection.added_to(reverse("events")) if further else entity_path(name, slug, language)
    return _subscription_response(subscription_to(selection, page, source, now), request.GET)


@allow_cross_origin
@read_only
def chosen_calendar(request: HttpRequest) -> HttpResponse:
    """Answer with the calendar of the events whose codes are in the address."""
    now, centre = timezone.now(), get_centre(current_language())
    codes = codes_of(request.GET.getlist(CODE))
    subscription = Subscription(
        public=Event.objects.public(now).filter(code__in=codes),
        withdrawn=list(Event.objects.recently_withdrawn(now).filter(code__in=codes)),
        departed=[],
        centre=centre,
        name=centre.selection,
        description=gettext("Events chosen one by one"),
        page=with_codes(reverse("chosen"), codes),
        source=with_codes(reverse("chosen_calendar"), codes),
        file_name=file_name(centre, gettext("My selection")),
        now=now,
        past_kept_for=None,
    )
    return _subscription_response(subscription, request.GET)


def _last_modified(response: HttpResponse, moment: datetime | None, now: datetime) -> HttpResponse:
    """Set Last-Modified to a time (aware) that never decreases for one address.

    `ConditionalGetMiddleware` uses it to answer 304. During the second of the change it is a second
    less: another change in that second would otherwise be missed.
    """
    if moment:
        response.headers["Last-Modified"] = http_date(
            min(int(moment.timestamp()), int(now.timestamp()) - 1)
        )
    return response


def _ics_response(content: bytes, *, name: str) -> HttpResponse:
    """Return a response with an iCalendar file. `name` is its file name, in ASCII."""
    # Inline, so that iOS opens it; desktop browsers save it in any case.
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    disposition = f"inline; filename=\"{name}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Disposition"] = disposition
    response.headers["Cache-Control"] = public_for(MAX_AGE)
    return response


def _subscription_response(found: Subscription, params: QueryDict) -> HttpResponse:
    """Return a calendar with its events, sorted by start and UID.

    The parameters of its address may ask for all past events, and for a reminder.
    """
    all_past = {ALL: "1"} if params.get(ALL) == "1" else {}
    alarm = alarm_of(params.get(ALARM, ""))
    asked = all_past | ({ALARM: alarm.text} if alarm else {})
    past_kept_for = None if all_past else found.past_kept_for
    subscription = replace(
        found, source=with_query(found.source, asked), past_kept_for=past_kept_for
    )
    language, now = subscription.centre.language, subscription.now
    public = subscription.shown.order_by("starts_at", "uid").with_facts()
    events = (*public.prefetch_related("changes"), *subscription.shown_withdrawn)
    read = [facts_and_revision(event, language, now) for event in events]
    read += _departed_facts(subscription, language)
    entries = [
        vevent(facts, revision, alarm=alarm, changes=changes)
        for facts, revision, changes in sorted(filter(None, read), key=_start_and_uid)
    ]
    changed_at = last_change(subscription)
    content = calendar_of_many(entries, subscription, changed_at)
    response = _ics_response(content, name=subscription.file_name)
    return _last_modified(response, changed_at, now)


def _departed_facts(subscription: Subscription, language: Language) -> Iterator[FactsAndRevision]:
    """Yield departed events, as the calendars that they left show them."""
    departures, now = subscription.shown_departed, subscription.now
    events = Event.objects.with_facts().in_bulk([it.event_id for it in departures])
    for departure in departures:
        facts = departed_facts_of(departure, events[departure.event_id], language, now)
        if facts:
            yield facts, revision_of_departed(departure, language, now), ()


def _start_and_uid(read: FactsAndRevision) -> tuple[datetime, str]:
    facts, revision, _changes = read
    return (facts.when.starts_at if facts.when else revision.created_at), facts.uid


def _recently_withdrawn(gone: Gone, now: datetime) -> Event:
    """Return the withdrawn event; raise `gone` if `WITHDRAWN_SHOWN_FOR` is over."""
    event = gone.event
    withdrawn_at = event.version.withdrawn_at if event else None
    if event is None or withdrawn_at is None or withdrawn_at <= now - WITHDRAWN_SHOWN_FOR:
        raise gone
    return event
