"""Pages of the list of events, in sections: by date, or the hits of a search.

A page begins after an event, not at a row number, so that an event added in between neither repeats
nor hides a row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..facts.paths import with_query
from ..models import Event, EventQuerySet
from ..models.bilingual import other_language
from ..models.identifiers import parse_number
from ..search import suggested_query
from ..search.excerpt import excerpt, marked
from ..selection import Selection
from .event_at_moment import EventAtMoment, coming_and_past, events_at

PAGE_SIZE: Final = 20  # coming events, and as many past ones
Label = str | Promise


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the order of start times, written "20240305T150000Z-57" in an address."""

    starts_at: datetime  # aware
    pk: int

    def __str__(self) -> str:
        moment = self.starts_at.astimezone(UTC)
        fraction = f".{moment.microsecond:06}" if moment.microsecond else ""
        return f"{moment:%Y%m%dT%H%M%S}{fraction}Z-{self.pk}"


def parse_cursor(text: str) -> Cursor | None:
    """Return the cursor of an address, or None if it is not one."""
    moment, _dash, sent = text.rpartition("-")
    key = parse_number(sent)
    try:
        starts_at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    if starts_at.tzinfo is None or key is None:
        return None
    return Cursor(starts_at, key)


@dataclass(frozen=True, slots=True)
class NextPageLink:
    """A link to the next page of a section."""

    label: Label
    place: dict[str, str]  # its query parameters, besides those of the selection
    path: str  # with all query parameters


@dataclass(frozen=True, slots=True)
class Section:
    """Events of a page under one heading."""

    id: str
    heading: Label
    events: Sequence[EventAtMoment]
    next_page: NextPageLink | None = None
    year: str = ""  # in which all of them begin


@dataclass(frozen=True, slots=True)
class EventsPage:
    """A page of the list of events."""

    total: int  # number of events on all pages
    sections: list[Section]  # each with events
    place: dict[str, str]  # the query parameters of this page, besides those of the selection
    suggestion: str = ""  # another spelling for a search text without hits

    @property
    def events(self) -> list[EventAtMoment]:
        """The events of all sections."""
        return [event for section in self.sections for event in section.events]


def events_page(
    selection: Selection, now: datetime, place: Mapping[str, str] | None = None
) -> EventsPage:
    """Return a page of a selection. `place` are its query parameters; without any, the first."""
    return (_hits if selection.text else _by_date)(selection, now, place or {})


def _by_date(selection: Selection, now: datetime, place: Mapping[str, str]) -> EventsPage:
    """Return the page after (coming) or before (past) a cursor, or the first page of both."""
    after, before = (parse_cursor(place.get(name, "")) for name in ("after", "before"))
    events = selection.events(Event.objects.public(now))
    coming, past = events.coming(now), events.past(now)
    if before:
        coming, past = coming.none(), past.before(before.starts_at, before.pk)
    elif after:
        coming, past = coming.after(after.starts_at, after.pk), past.none()
    ahead, behind = _cursors(coming), _cursors(past)
    keys = [it.pk for it in (*ahead[:PAGE_SIZE], *behind[:PAGE_SIZE])]
    soon, ended = coming_and_past(keys, selection.language, now)
    sections = [
        Section(
            *("coming", _("Upcoming"), [it for it in soon if not it.progress.is_long_running]),
            next_page=_next_page(selection, _("Later events"), "after", ahead),
        ),
        Section("going-on", _("Under way now"), [it for it in soon if it.progress.is_long_running]),
        *_by_year(ended),
    ]
    earlier = _next_page(selection, _("Earlier events"), "before", behind)
    if ended:
        sections[-1] = replace(sections[-1], next_page=earlier)
    name, cursor = ("before", before) if before else ("after", after)
    here = {name: str(cursor)} if cursor else {}
    return EventsPage(events.count(), [it for it in sections if it.events], here)


def _by_year(past: list[EventAtMoment]) -> Iterator[Section]:
    """Yield past events, the latest first, by the year they begin in."""
    dated = ((it.facts.when.starts_at.year, it) for it in past if it.facts.when)
    for year, events in groupby(dated, key=lambda it: it[0]):
        yield Section(f"y{year}", str(year), [event for _year, event in events], year=str(year))


def _hits(selection: Selection, now: datetime, place: Mapping[str, str]) -> EventsPage:
    """Return a page of the hits of a search."""
    public = Event.objects.public(now)
    keys = list(selection.events(public).values_list("pk", flat=True))
    after = parse_number(place.get("after", ""))
    start = _start_of_hits(selection, keys, after)
    rest = keys[start:]
    hits = _with_excerpts(rest[:PAGE_SIZE], selection, now)
    next_page = _next_page(selection, _("More hits"), "after", rest)
    return EventsPage(
        total=len(keys),
        sections=[Section("found", _("Results"), hits, next_page)] if hits else [],
        place={"after": str(after)} if start else {},
        suggestion="" if keys else suggested_query(public, selection.text),
    )


def _start_of_hits(selection: Selection, keys: Sequence[int], after: int | None) -> int:
    """Return the index of the first hit after the hit `after`; `keys` are the keys of all hits.

    If that hit has been withdrawn since, the page begins where it was.
    """
    if after is None:
        return 0
    if after not in keys:
        known = Event.objects.filter(Q(pk__in=keys) | Q(pk=after))
        before = list(selection.events(known).values_list("pk", flat=True))
        return before.index(after) if after in before else 0
    return keys.index(after) + 1


def _with_excerpts(keys: list[int], selection: Selection, now: datetime) -> list[EventAtMoment]:
    """Return hits with an excerpt; it is in the other language if this one has none."""
    words, language = selection.text, selection.language
    hits = [
        replace(it, marked_title=marked(it.facts.title, words), excerpt=excerpt(it.facts, words))
        for it in events_at(keys, language, now)
    ]
    if not all(it.excerpt for it in hits):
        titles = {it.facts.uid: it.facts.title for it in hits}
        elsewhere = {
            it.facts.uid: excerpt(it.facts, words, shown_title=titles[it.facts.uid])
            for it in events_at(keys, other_language(language), now)
        }
        hits = [replace(it, excerpt=it.excerpt or elsewhere.get(it.facts.uid)) for it in hits]
    return hits


def _cursors(events: EventQuerySet) -> list[Cursor]:
    """Return the cursors of the events of a page, and of the next event if there is one."""
    rows = events.values_list("starts_at", "pk")[: PAGE_SIZE + 1]
    return [Cursor(starts_at, pk) for starts_at, pk in rows if starts_at]


def _next_page(
    selection: Selection, label: Label, name: str, cursors: Sequence[Cursor | int]
) -> NextPageLink | None:
    """Return the link to the next page of a section; None on the last page."""
    if len(cursors) <= PAGE_SIZE:
        return None
    place = {name: str(cursors[PAGE_SIZE - 1])}
    return NextPageLink(label, place, with_query(reverse("events"), selection.values | place))
