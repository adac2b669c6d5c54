"""The list of events, in which a reader may pick some, and the page of the picked events.

The picked events are in the address; the site does not store them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, ngettext_lazy, override

from ..error_pages import read_only
from ..facts.calendar_links import CalendarFeed
from ..facts.centre import get_centre
from ..facts.paths import CODE, MAX_CODES, codes_of, with_codes, with_query
from ..languages import current_language
from ..models import AttendanceMode, Event, Kind, Language, Text
from ..models.bilingual import other_language
from ..selection import Options, Selection, selection_of
from .event_at_moment import events_at
from .filter_form import FilterField, fields_of, labels_of
from .months import month_path
from .paging import events_page
from .render import path_in_other_language, render_page
from .subscribe import SUBSCRIBE, feed_links

# Kind -> the number of events of that kind, in words; None: events of any kind.
COUNTED: Final[Mapping[Kind | None, Any]] = {
    None: ngettext_lazy("%(n)s event", "%(n)s events", "n"),
    Kind.SEMINAR: ngettext_lazy("%(n)s seminar", "%(n)s seminars", "n"),
    Kind.LECTURE: ngettext_lazy("%(n)s lecture", "%(n)s lectures", "n"),
    Kind.NETWORK_MEETING: ngettext_lazy("%(n)s network meeting", "%(n)s network meetings", "n"),
    Kind.WORKSHOP: ngettext_lazy("%(n)s workshop", "%(n)s workshops", "n"),
    Kind.COURSE: ngettext_lazy("%(n)s course", "%(n)s courses", "n"),
    Kind.CONFERENCE: ngettext_lazy("%(n)s conference", "%(n)s conferences", "n"),
    Kind.INFORMATION_MEETING: ngettext_lazy(
        "%(n)s information meeting", "%(n)s information meetings", "n"
    ),
    Kind.DISSERTATION: ngettext_lazy("%(n)s thesis defence", "%(n)s thesis defences", "n"),
    Kind.OTHER: ngettext_lazy("%(n)s other event", "%(n)s other events", "n"),
}
COUNTED_ONLINE: Final[Mapping[Kind | None, Any]] = {
    None: ngettext_lazy("%(n)s online event", "%(n)s online events", "n"),
    Kind.SEMINAR: ngettext_lazy("%(n)s online seminar", "%(n)s online seminars", "n"),
    Kind.LECTURE: ngettext_lazy("%(n)s online lecture", "%(n)s online lectures", "n"),
    Kind.NETWORK_MEETING: ngettext_lazy(
        "%(n)s online network meeting", "%(n)s online network meetings", "n"
    ),
    Kind.WORKSHOP: ngettext_lazy("%(n)s online workshop", "%(n)s online workshops", "n"),
    Kind.COURSE: ngettext_lazy("%(n)s online course", "%(n)s online courses", "n"),
    Kind.CONFERENCE: ngettext_lazy("%(n)s online conference", "%(n)s online conferences", "n"),
    Kind.INFORMATION_MEETING: ngettext_lazy(
        "%(n)s online information meeting", "%(n)s online information meetings", "n"
    ),
    Kind.DISSERTATION: ngettext_lazy(
        "%(n)s online thesis defence", "%(n)s online thesis defences", "n"
    ),
    Kind.OTHER: ngettext_lazy("%(n)s other online event", "%(n)s other online events", "n"),
}

CHOOSE_PARAMETER = "choose"  # `?choose=1` shows boxes to tick in the list


@dataclass(frozen=True, slots=True)
class PickedEvents:
    """The events that a reader has picked, for the list with boxes to tick."""

    codes: tuple[str, ...]  # of all picked events
    on_other_pages: tuple[str, ...] = ()  # those not on this page of the list
    limit: ClassVar[int] = MAX_CODES

    @property
    def is_full(self) -> bool:
        """Whether no more can be picked."""
        return len(self.codes) >= self.limit


def picked_events(request: HttpRequest, shown: set[str]) -> PickedEvents | None:
    """Return the picked events, or None without boxes. `shown` are the codes on the page."""
    codes = codes_of(request.GET.getlist(CODE))
    if not codes and request.GET.get(CHOOSE_PARAMETER) != "1":
        return None
    return PickedEvents(codes, tuple(code for code in codes if code not in shown))


def picking_path(path: str, values: dict[str, str], codes: tuple[str, ...] = ()) -> str:
    """Return a path of the list with filters, boxes to tick and picked events."""
    return with_codes(with_query(path, values | {CHOOSE_PARAMETER: "1"}), codes)


@read_only
def events(request: HttpRequest) -> HttpResponse:
    """Show the selected events. Parameters that cannot be read are ignored and reported."""
    if redirect := _without_blanks(request):
        return redirect
    now, language = timezone.now(), current_language()
    options = Options(now)
    selection = selection_of(request.GET, language, options)
    page = events_page(selection, now, request.GET.dict())
    has_wrong_page = any(map(request.GET.get, ("after", "before"))) and not page.place
    path, values = reverse("events"), selection.values
    picking = picked_events(request, {it.facts.code for it in page.events})
    context = {
        "selection": selection,
        "title": selection.title(language),
        "count": _count_in_words(selection, page.total, language),
        "nothing_found": _nothing_in_words(selection, language),
        "fields": (fields := fields_of(selection, options)),
        "chosen_filters": _chosen_filters(selection, fields, path, picking),
        "month_path": month_path(timezone.localdate(now).replace(day=1)) if not values else "",
        "ignored": labels_of([*selection.ignored, *(["page"] if has_wrong_page else [])]),
        "page": page,
        "first_page_path": _list_path(path, values, picking),
        "clear_path": _list_path(path, {}, picking),
        "suggestion_path": _list_path(path, values | {"q": page.suggestion}, picking),
        "feeds": feed_links(selection),
        "subscribe_path": with_query(reverse("subscribe"), values),
        "subscribe_label": SUBSCRIBE["events" if values else ""],
        "pick_path": picking_path(path, values),
        "snippet_path": with_query(reverse("snippet"), values),
        "picking": picking,
        "canonical": settings.SITE_URL + with_query(path, values | page.place),
    }
    values = selection.in_language(other_language(language)).values | page.place
    translation_path = _list_path(path_in_other_language(request), values, picking)
    return render_page(
        request, "public/pages/listing.html", context, translation_path=translation_path
    )


def _chosen_filters(
    selection: Selection, fields: list[FilterField], path: str, picking: PickedEvents | None
) -> list[tuple[Text, str]]:
    """Return the chosen filters in words, each with the path of the list without that filter."""
    used = {it.name: it.chosen for it in fields if it.chosen}
    if selection.text:
        words = gettext("“%(text)s”") % {"text": selection.text}
        used = {"q": Text(words, selection.language)} | used
    values = selection.values
    rest = {name: {it: values[it] for it in values if it != name} for name in used}
    return [(word, _list_path(path, rest[name], picking)) for name, word in used.items()]


def _list_path(path: str, values: dict[str, str], picking: PickedEvents | None) -> str:
    """Return a path of the list, with the boxes to tick and the picked events if there are any."""
    return picking_path(path, values, picking.codes) if picking else with_query(path, values)


@read_only
def events_of_year(request: HttpRequest, year: int) -> HttpResponse:
    """Redirect from an event's address that was cut off after the year to the list of the year."""
    return HttpResponseRedirect(with_query(reverse("events"), {"year": str(year)}))


def _without_blanks(request: HttpRequest) -> HttpResponse | None:
    """Redirect to the same address without blank parameters, which forms send; None without any."""
    given = [(name, value) for name, values in request.GET.lists() for value in values]
    filled = [(name, value) for name, value in given if value.strip()]
    return None if filled == given else HttpResponseRedirect(with_query(reverse("events"), filled))


def _count_in_words(selection: Selection, total: int, language: Language) -> str:
    """Return "2 online seminars in English", or "1 hit for “cells”: Seminars in 2024"."""
    with override(language):
        if selection.text and total:
            hits = ngettext("%(n)s hit for “%(text)s”", "%(n)s hits for “%(text)s”", total)
            found = hits % {"n": total, "text": selection.text}
            rest = replace(selection, text="")
            return found if rest.is_empty else f"{found}: {rest.title(language)}"
        if not total:
            return str(COUNTED[None] % {"n": 0})
        is_online = selection.mode == AttendanceMode.ONLINE
        counted = (COUNTED_ONLINE if is_online else COUNTED)[selection.kind] % {"n": total}
        return " ".join([str(counted), *selection.phrases(language)])


def _nothing_in_words(selection: Selection, language: Language) -> str:
    """Return a sentence: "No events in 2024 match “zebra”."."""
    rest = replace(selection, text="")
    with override(language):
        title = gettext("Events") if rest.is_empty else rest.title(language)
        words = {"title": title[:1].lower() + title[1:], "text": selection.text}
        if selection.text:
            return gettext("No %(title)s match “%(text)s”.") % words
        return gettext("No %(title)s.") % words


@read_only
def my_events(request: HttpRequest) -> HttpResponse:
    """Show the picked events, how to subscribe to them, and boxes to change them."""
    now, language = timezone.now(), current_language()
    codes = codes_of(request.GET.getlist(CODE))
    public = Event.objects.public(now).filter(code__in=codes).order_by("starts_at", "pk")
    events = events_at([*public.values_list("pk", flat=True)], language, now)
    withdrawn = Event.objects.recently_withdrawn(now).filter(code__in=codes)
    gone = set(withdrawn.values_list("code", flat=True)) if len(events) < len(codes) else set()
    known = {it.facts.code for it in events} | gone
    codes = tuple(code for code in codes if code in known)
    selection = selection_of(request.GET, language, Options(now))
    download_path = with_codes(reverse("chosen_calendar"), codes)
    feed = settings.SITE_URL + download_path
    centre = get_centre(language)
    context = {
        "centre": centre,
        "events": events,
        "gone": tuple(code for code in codes if code in gone),
        "picking": PickedEvents(codes),
        "selection": selection,
        "download_path": download_path,
        "feed": CalendarFeed(feed, centre.selection, language),
        "list_path": picking_path(reverse("events"), selection.values, codes),
    }
    values = selection.in_language(other_language(language)).values
    translation_path = with_codes(path_in_other_language(request, values), codes)
    return render_page(
        request, "public/pages/my_events.html", context, translation_path=translation_path
    )
