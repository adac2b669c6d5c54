"""Events for other sites: a list in a frame or as a fragment of HTML, and one event as a card.

The page `snippet` shows the code to copy.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from ..error_pages import not_found, read_only
from ..facts.centre import get_centre
from ..facts.event import facts_of
from ..facts.paths import with_query
from ..headers import PAGE_CACHE_CONTROL, allow_cross_origin, allow_framing
from ..languages import current_language
from ..lookups import Gone, Moved, find_event
from ..models import Event, Language, Text
from ..models.bilingual import other_language
from ..models.identifiers import parse_number
from ..selection import Options, Selection, selection_of
from .event_at_moment import EventAtMoment, coming_and_past, event_at
from .filter_form import FilterField, fields_of
from .render import path_in_other_language, render_page

DEFAULT_LIMIT: Final = 10  # events, if the address does not say how many
MAX_LIMIT: Final = 50
OTHER_LIMITS: Final = ("5", "20", "50")  # choices of the form, besides the default


@dataclass(frozen=True, slots=True)
class EmbeddedList:
    """What another site shows: a selection, its limit, with or without past events."""

    selection: Selection
    limit: int = DEFAULT_LIMIT
    past: bool = False

    def values(self, language: Language) -> dict[str, str]:
        """Return the parameters of its address in `language`, without defaults."""
        limit = {"limit": str(self.limit)} if self.limit != DEFAULT_LIMIT else {}
        past = {"past": "1"} if self.past else {}
        return self.selection.in_language(language).values | limit | past

    def title(self, language: Language) -> str:
        """Return its title: "Kommande evenemang", "Seminarier 2024"."""
        if self.selection.is_empty and not self.past:
            return gettext("Upcoming events")
        return self.selection.title(language)

    def events(self, now: datetime) -> tuple[list[EventAtMoment], list[EventAtMoment]]:
        """Return the coming events, the soonest first, and past ones up to the limit.

        There are none for a selection that cannot be read: it would show all events.
        """
        if self.selection.ignored:
            return [], []
        events = self.selection.events(Event.objects.public(now))
        coming = [*events.coming(now).values_list("pk", flat=True)[: self.limit]]
        left = self.limit - len(coming) if self.past else 0
        past = [*events.past(now).values_list("pk", flat=True)[:left]] if left else []
        return coming_and_past([*coming, *past], self.selection.language, now)


def embedded_of(request: HttpRequest, options: Options) -> EmbeddedList:
    """Read from an address what to show. A number that cannot be read is the default."""
    limit = parse_number(request.GET.get("limit", ""))
    return EmbeddedList(
        selection_of(request.GET, current_language(), options),
        limit=DEFAULT_LIMIT if limit is None else min(max(limit, 1), MAX_LIMIT),
        past=request.GET.get("past") == "1",
    )


@allow_framing
@read_only
def embed(request: HttpRequest) -> HttpResponse:
    """Show selected events as a page for a frame: without head and foot, as wide as the frame."""
    return render_page(request, "public/pages/embed.html", _list_context(request))


@allow_cross_origin
@read_only
def embed_fragment(request: HttpRequest) -> HttpResponse:
    """Answer with selected events as a fragment of HTML, to be put into a page by its server."""
    html = render_to_string("public/pages/embed_fragment.html", _list_context(request))
    response = HttpResponse(html.strip() + "\n")
    response.headers["Cache-Control"] = PAGE_CACHE_CONTROL
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _list_context(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the templates of a list."""
    now, language = timezone.now(), current_language()
    embedded = embedded_of(request, Options(now))
    coming, past = embedded.events(now)
    return {
        "language": language,
        "title": embedded.title(language),
        "coming": coming,
        "past": past,
        "this_year": str(timezone.localdate(now).year),
        "canonical": settings.SITE_URL + embedded.selection.added_to(reverse("events")),
    }


@allow_framing
@read_only
def event_embed(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show one event as a card for a frame. The card also says if the event is gone."""
    now, language = timezone.now(), current_language()
    try:
        event = find_event(language, year, slug, now)
    except Moved as moved:
        return not_found(request, moved)  # here, so that the redirect may be framed
    except Http404 as missing:
        status = 410 if isinstance(missing, Gone) else 404
        return render_page(request, "public/pages/embed_event.html", {}, status=status)
    facts = facts_of(event, language)
    context = {
        "event": event_at(facts, now),
        "short": facts.short_url.partition("://")[2],
        "canonical": facts.url,
    }
    return render_page(request, "public/pages/embed_event.html", context)


@csp_replace({"frame-src": [SELF]})
@read_only
def snippet(request: HttpRequest) -> HttpResponse:
    """Show a form to choose events, a preview of the list, and the code to copy."""
    language, options = current_language(), Options(timezone.now())
    embedded = embedded_of(request, options)
    values, chosen = embedded.values(language), embedded.selection.values
    path = with_query(reverse("embed"), values)
    feed = with_query(reverse("events_json"), chosen | {"coming": "1"})
    site, title, centre = settings.SITE_URL, embedded.title(language), get_centre(language)
    context = {
        "centre": centre,
        "fields": [
            *fields_of(embedded.selection, options),
            *_limit_and_past_fields(embedded, language),
        ],
        "search_text": embedded.selection.text,
        "title": title,
        "frame_path": path,
        "code": _code("public/parts/embed_frame.html", url=site + path, title=title, centre=centre),
        "fragment_url": site + with_query(reverse("fragment"), values),
        "script": _code("public/parts/embed_script.html", url=site + feed, limit=embedded.limit),
        "canonical": site + with_query(reverse("snippet"), values),
    }
    translation_path = path_in_other_language(request, embedded.values(other_language(language)))
    return render_page(
        request, "public/pages/snippet.html", context, translation_path=translation_path
    )


def _code(template: str, **context: Any) -> str:
    """Return code to copy. `strip` makes it a plain string, so the page escapes it."""
    return render_to_string(template, context).strip()


def _limit_and_past_fields(embedded: EmbeddedList, language: Language) -> Iterator[FilterField]:
    """Yield the fields for the limit, and for past events."""
    limit, also = str(embedded.limit), Text(gettext("Also earlier events"), language)
    numbers = sorted({*OTHER_LIMITS, limit} - {str(DEFAULT_LIMIT)}, key=int)
    many = {it: Text(it, language) for it in numbers}
    yield FilterField("limit", gettext("How many"), str(DEFAULT_LIMIT), many, limit)
    earlier, without = gettext("Earlier events"), gettext("Only upcoming events")
    yield FilterField("past", earlier, without, {"1": also}, "1" if embedded.past else "")
