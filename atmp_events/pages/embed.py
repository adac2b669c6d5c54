"""Events for other sites: a list in a frame or as a fragment of HTML, and one event as a card."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from ..error_pages import only_read
from ..facts.addresses import event_path, sibling
from ..facts.event import facts_of
from ..headers import PAGE, framed, shared
from ..languages import current
from ..lookups import Gone, find_event
from ..models import Event, FormerAddress, Language
from ..models.bilingual import other
from ..selection import Options, Selection, selection_of
from .event_at_moment import EventAtMoment, coming_and_past, event_at
from .render import render_page, twin_of

USUAL: Final = 10  # events, if the address does not say how many
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Embedded:
    """What another site shows: a selection, how many of it, with or without past events."""

    selection: Selection
    limit: int = USUAL
    past: bool = False

    @property
    def values(self) -> dict[str, str]:
        """The parameters of its address, in canonical order, without the usual ones."""
        limit = {"limit": str(self.limit)} if self.limit != USUAL else {}
        return self.selection.values | limit | ({"past": "1"} if self.past else {})

    def read_in(self, language: Language) -> "Embedded":
        """Return the same with addresses in `language`."""
        return replace(self, selection=self.selection.read_in(language))

    def title(self, language: Language) -> str:
        """Return what it shows in words: "Kommande evenemang", "Seminarier 2024"."""
        if self.selection.is_empty and not self.past:
            return gettext("Upcoming events")
        return self.selection.title(language)

    def events(self, now: datetime) -> tuple[list[EventAtMoment], list[EventAtMoment]]:
        """Return the coming events, soonest first, and past ones for the places that are left."""
        events = self.selection.events(Event.objects.public(now))
        coming = [*events.coming(now).values_list("pk", flat=True)[: self.limit]]
        left = self.limit - len(coming) if self.past else 0
        past = [*events.past(now).values_list("pk", flat=True)[:left]] if left else []
        return coming_and_past([*coming, *past], self.selection.language, now)


def embedded_of(request: HttpRequest, options: Options) -> Embedded:
    """Read from an address what to show; what cannot be read is left out."""
    limit = request.GET.get("limit", "")
    return Embedded(
        selection_of(request.GET, current(), options),
        limit=min(max(int(limit), 1), MOST) if limit.isascii() and limit.isdecimal() else USUAL,
        past=request.GET.get("past") == "1",
    )


@framed
@only_read
def embed(request: HttpRequest) -> HttpResponse:
    """Show selected events as a page for a frame: without head and foot, as wide as the frame."""
    context, embedded = _list(request)
    twin = twin_of("embed", embedded.read_in(other(current())).values)
    return render_page(request, "public/pages/embed.html", context, twin=twin)


@shared
@only_read
def embed_fragment(request: HttpRequest) -> HttpResponse:
    """Answer with selected events as a fragment of HTML, to be put into a page by its server."""
    context, _embedded = _list(request)
    html = render_to_string("public/pages/embed_fragment.html", context)
    response = HttpResponse(html.strip() + "\n")
    response.headers["Cache-Control"] = PAGE
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _list(request: HttpRequest) -> tuple[dict[str, Any], Embedded]:
    """Return what the templates of a list need."""
    now, language = timezone.now(), current()
    embedded = embedded_of(request, Options(now))
    coming, past = embedded.events(now)
    context = {
        "language": language,
        "site_url": settings.SITE_URL,
        "title": embedded.title(language),
        "coming": coming,
        "past": past,
        "this_year": str(timezone.localdate(now).year),
        "canonical": settings.SITE_URL + embedded.selection.put_to(reverse("events")),
    }
    return context, embedded


@framed
@only_read
def event_embed(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show one event as a card for a frame; in a frame an event that is gone says so too."""
    now, language = timezone.now(), current()
    try:
        event = find_event(language, year, slug, now)
    except Http404 as missing:
        status = 410 if isinstance(missing, Gone) else 404
        page = render_page(request, "public/pages/embed_event.html", {}, twin=twin_of("events"))
        page.status_code = status
        return page
    if isinstance(event, FormerAddress):
        return HttpResponsePermanentRedirect(event_path("event_embed", event.event, language))
    facts = facts_of(event, language)
    context = {
        "event": event_at(facts, now),
        "short": f"{settings.SITE_URL.partition('://')[2]}/e/{facts.code}",
        "canonical": settings.SITE_URL + facts.path,
    }
    twin = sibling(facts.twin_path, "event_embed", other(language))
    return render_page(request, "public/pages/embed_event.html", context, twin=twin)
