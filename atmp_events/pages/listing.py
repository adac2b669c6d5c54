"""The list of events: coming first, then past by year; or the hits of a search."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from ..error_pages import only_read
from ..facts.addresses import with_codes, with_query
from ..languages import current
from ..models import Event, Text
from ..models.bilingual import other
from ..models.identity import as_key
from ..search import suggested_query
from ..search.excerpt import Excerpt, Parts, excerpt, marked
from ..selection import Options, Selection, selection_of
from .count_in_words import count_in_words, nothing_in_words
from .event_at_moment import EventAtMoment, apart, by_year, events_at
from .feed_links import SUBSCRIBE, feed_links
from .filter_form import FilterField, fields_of, labels_of
from .months import month_path
from .my_events import CHOOSE_PARAMETER, PickedEvents, picked_events, picking_url
from .paging import PAGE_SIZE, events_by_date, parse_cursor, start_of_hits
from .render import render_page, twin_of


@dataclass(frozen=True, slots=True)
class Hit(EventAtMoment):
    """An event that a search has found."""

    marked_title: Parts
    excerpt: Excerpt | None


@only_read
def events(request: HttpRequest) -> HttpResponse:
    """Show the selected events. Parameters that cannot be read are ignored and reported."""
    if blank_is_left_out := _without_blanks(request):
        return blank_is_left_out
    now, language = timezone.now(), current()
    options = Options(now)
    selection = selection_of(request.GET, language, options)
    listed = (_search if selection.text else _by_date)(request, selection, now)
    place: dict[str, str] = listed["place"]
    lost = any(request.GET.get(name) for name in ("after", "before")) and not place
    path, values = reverse("events"), selection.values
    picking = picked_events(request, {it.facts.code for it in listed["events"]})
    context = {
        "selection": selection,
        "title": selection.title(language),
        "count": count_in_words(selection, listed["total"], language),
        "nothing": nothing_in_words(selection, language),
        "fields": (fields := fields_of(selection, options)),
        "words": _words(selection, fields, path, picking),
        "by_month": month_path(timezone.localdate(now).replace(day=1)) if not values else "",
        "ignored": labels_of([*selection.ignored, *(["page"] if lost else [])]),
        "listed": listed,
        "first": _list_path(path, values, picking),
        "clear": _list_path(path, {}, picking),
        "better": _list_path(path, values | {"q": listed.get("suggestion", "")}, picking),
        "more": {name: with_query(path, values | it) for name, it in listed["more"].items()},
        "forms": feed_links(selection),
        "subscribe": with_query(reverse("subscribe"), values),
        "subscribe_label": SUBSCRIBE["events" if values else ""],
        "pick": picking_url(selection, ()),
        "snippet": with_query(reverse("snippet"), values),
        "picking": picking,
        "canonical": settings.SITE_URL + with_query(path, values | place),
    }
    values = selection.read_in(other(language)).values | place
    twin = _list_path(twin_of("events"), values, picking)
    return render_page(request, "public/pages/listing.html", context, twin=twin)


def _words(
    selection: Selection, fields: list[FilterField], path: str, picking: PickedEvents | None
) -> list[tuple[Text, str]]:
    """Return the filters in words, each with the path of the list without it."""
    used = {it.name: it.chosen for it in fields if it.chosen}
    if selection.text:
        used = {"q": Text(f"”{selection.text}”", selection.language)} | used
    return [
        (
            word,
            _list_path(path, {it: v for it, v in selection.values.items() if it != name}, picking),
        )
        for name, word in used.items()
    ]


def _list_path(path: str, values: dict[str, str], picking: PickedEvents | None) -> str:
    """Return a path of the list, with the boxes to tick and the picked events if there are any."""
    if picking is None:
        return with_query(path, values)
    return with_codes(with_query(path, values | {CHOOSE_PARAMETER: "1"}), picking.codes)


@only_read
def events_of_year(request: HttpRequest, year: int) -> HttpResponse:
    """Redirect from an event's address that was cut after the year to the list of that year."""
    return HttpResponseRedirect(with_query(reverse("events"), {"year": str(year)}))


def _without_blanks(request: HttpRequest) -> HttpResponse | None:
    """Redirect to the same address without blank parameters, which forms send."""
    given = [(name, value) for name, values in request.GET.lists() for value in values]
    said = [(name, value) for name, value in given if value.strip()]
    return None if said == given else HttpResponseRedirect(with_query(reverse("events"), said))


def _search(request: HttpRequest, selection: Selection, now: datetime) -> dict[str, Any]:
    """Return a page of the hits of a search.

    As of `_by_date`: `total` is of all pages, `events` are on this page, `place` has the query
    parameter of this page, and `more` those of the next ones, by the name of what they continue.
    """
    public = Event.objects.public(now)
    keys = list(selection.events(public).values_list("pk", flat=True))
    after = as_key(request.GET.get("after", ""))
    start = start_of_hits(selection, keys, after)
    page = keys[start : start + PAGE_SIZE]
    hits = _hits(page, selection, now)
    return {
        "total": len(keys),
        "events": hits,
        "place": {"after": str(after)} if start else {},
        "more": {"hits": {"after": str(page[-1])}} if len(keys) > start + PAGE_SIZE else {},
        "hits": hits,
        # the search text spelled better
        "suggestion": "" if keys else suggested_query(public, selection.text),
    }


def _by_date(request: HttpRequest, selection: Selection, now: datetime) -> dict[str, Any]:
    """Return a page of the selected events: coming, going on for weeks, and past by year."""
    after, before = (parse_cursor(request.GET.get(name, "")) for name in ("after", "before"))
    events = selection.events(Event.objects.public(now))
    found = events_by_date(events, selection.language, now, after=after, before=before)
    coming, going_on = apart(found.coming)
    name, cursor = ("before", before) if before else ("after", after)
    return {
        "total": found.total,
        "events": [*found.coming, *found.past],
        "place": {name: str(cursor)} if cursor else {},
        "more": found.more,
        "coming": coming,
        "going_on": going_on,
        "years": by_year(found.past),
    }


def _hits(keys: list[int], selection: Selection, now: datetime) -> list[Hit]:
    """Return hits with an excerpt, in the other language if this one has none."""
    words, language = selection.text, selection.language
    events = events_at(keys, language, now)
    titles = {it.facts.uid: it.facts.title for it in events}
    passages = {it.facts.uid: excerpt(it.facts, words) for it in events}
    if None in passages.values():
        for twin in events_at(keys, other(language), now):
            uid = twin.facts.uid
            if passages.get(uid) is None:
                passages[uid] = excerpt(twin.facts, words, shown_title=titles[uid])
    return [
        Hit(
            *(it.facts, it.standing, it.news),
            marked_title=marked(it.facts.title, words),
            excerpt=passages[it.facts.uid],
        )
        for it in events
    ]
