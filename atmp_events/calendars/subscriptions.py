"""Calendars to subscribe to: the events, name and addresses of each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from ..facts.addresses import entity_path, with_query
from ..facts.alarm import PARAMETER, with_alarm
from ..facts.centre import CentreFacts, the_centre
from ..facts.event_codes import PARAMETER as CODE
from ..facts.event_codes import codes_of, with_codes
from ..models import Departure, Event, EventQuerySet, Language
from ..models.identity import readable_slug
from ..models.retention import WITHDRAWN_SHOWN_FOR
from ..selection import Options, Selection, selection_of, selection_of_entity
from .last_modified import last_end

ALL: Final = "all"  # parameter that asks for all past events


@dataclass(frozen=True, slots=True)
class Subscription:
    """A calendar to subscribe to; its events are not fetched yet. Addresses are paths."""

    public: EventQuerySet
    withdrawn: list[Event]
    departed: list[Departure]  # of events that are elsewhere now
    centre: CentreFacts
    name: str
    description: str
    page: str  # of the list of the same events
    source: str  # of the calendar itself
    file_name: str
    now: datetime  # aware
    by_words: bool = False  # its events are the result of a text search
    is_of_nobody: bool = False  # the series, person, venue or organiser is deleted
    with_all_past: bool = False

    def public_since(self, since: datetime | None) -> EventQuerySet:
        """Return dated public events that ended after `since` (aware); all for None."""
        dated = self.public.exclude(starts_at=None)
        return dated.filter(ends_at__gt=since) if since else dated

    def withdrawn_since(self, since: datetime | None) -> Iterable[Event]:
        """Return withdrawn events whose last published end was after `since`; all for None."""
        return [event for event in self.withdrawn if not since or last_end(event) > since]

    def departed_since(self, since: datetime | None) -> Iterable[Departure]:
        """Return departures of late whose event was to end after `since`; all for None."""
        told_since, gone = self.now - WITHDRAWN_SHOWN_FOR, {event.pk for event in self.withdrawn}
        return [
            it
            for it in self.departed
            if it.left_at > told_since
            and it.event_id not in gone
            and (not since or datetime.fromisoformat(it.seen["ends_at"]) > since)
        ]


def subscription_to_selection(params: QueryDict, language: Language, now: datetime) -> Subscription:
    """Return the calendar of the list of events, with its filters.

    Raises Http404 for a filter with an unknown value.
    """
    selection = selection_of(params, language, Options(now, for_feed=True))
    page = selection.put_to(reverse("events"))
    source = selection.put_to(reverse("all_events_calendar"))
    return _with_parameters(_of_selection(selection, page, source, now), params)


def subscription_to_entity(
    name: str, slug: str, params: QueryDict, language: Language, now: datetime
) -> Subscription:
    """Return the calendar of a series, person, venue or organiser (`name` is a key of `ENTITIES`).

    Raises Http404 for an unknown address, and for a filter with an unknown value.
    """
    options = Options(now, for_feed=True)
    selection = selection_of_entity(name, slug, params, language, options)
    if selection is None:
        raise Http404
    slug = selection.values[name]  # the current one, also if `slug` is a former one
    further = {key: value for key, value in selection.values.items() if key != name}
    source = with_query(reverse(f"{name}_calendar", kwargs={"slug": slug}), further)
    page = selection.put_to(reverse("events")) if further else entity_path(name, slug, language)
    return _with_parameters(_of_selection(selection, page, source, now), params)


def subscription_to_chosen(params: QueryDict, language: Language, now: datetime) -> Subscription:
    """Return the calendar of the events with the codes of the address; ignore unknown codes."""
    codes, centre = codes_of(params.getlist(CODE)), the_centre(language)
    subscription = Subscription(
        public=Event.objects.public(now).filter(code__in=codes),
        withdrawn=list(Event.objects.recently_withdrawn(now).filter(code__in=codes)),
        departed=[],
        centre=centre,
        name=centre.selection,
        description=gettext("Events chosen one by one"),
        page=with_codes(reverse("chosen"), codes),
        source=with_codes(reverse("chosen_calendar"), codes),
        file_name=_file_name(centre, gettext("My selection")),
        now=now,
        with_all_past=True,
    )
    return _with_parameters(subscription, params)


def _of_selection(selection: Selection, page: str, source: str, now: datetime) -> Subscription:
    if selection.ignored:  # All events instead of some would fill a reader's calendar.
        raise Http404
    centre, title = the_centre(selection.language), selection.title(selection.language)
    about, is_all = centre.description, selection.is_empty
    return Subscription(
        public=selection.events(Event.objects.public(now)),
        withdrawn=selection.withdrawn(Event.objects.recently_withdrawn(now)),
        departed=selection.departed(now),
        centre=centre,
        name=selection.name(centre),
        description=about if is_all else f"{title}. {about}",
        page=reverse("events") if selection.names_nobody else page,
        source=source,
        file_name=_file_name(centre, "" if is_all else title),
        now=now,
        with_all_past=selection.year is not None,  # that year was asked for
        by_words=bool(selection.text),
        is_of_nobody=selection.names_nobody,
    )


def _file_name(centre: CentreFacts, title: str) -> str:
    slugs = (readable_slug(centre.name), readable_slug(title))
    return f"{'-'.join(filter(None, slugs))}.ics"


def _with_parameters(subscription: Subscription, params: QueryDict) -> Subscription:
    """Return it with what its address asks for beside events: all past ones, and a reminder."""
    source, with_all_past = subscription.source, params.get(ALL) == "1"
    if with_all_past:
        source = f"{source}{'&' if '?' in source else '?'}{ALL}=1"
    source = with_alarm(source, params.get(PARAMETER, ""))
    return replace(
        subscription, source=source, with_all_past=with_all_past or subscription.with_all_past
    )
