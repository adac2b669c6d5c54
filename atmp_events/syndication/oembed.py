"""oEmbed 1.0 (https://oembed.com): a link to an event becomes a card on another site."""

from contextlib import suppress
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.log import log_response
from django.utils.translation import override

from ..error_pages import read_only
from ..facts.centre import get_centre
from ..facts.event import EventFacts, facts_of
from ..facts.status import status_words
from ..headers import allow_cross_origin, public_for
from ..lookups import Moved, find_by_code, find_event
from ..models import LANGUAGES, Language
from ..models.bilingual import SWEDISH
from ..models.identifiers import parse_number

WIDTH: Final = 600  # pixels of a card
HEIGHT: Final = 280
CACHE_AGE: Final = 300  # seconds


@allow_cross_origin
@read_only
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer with the card of the event at `url`; 404 for other addresses, 501 unless JSON."""
    if request.GET.get("format", "json") != "json":
        words = "Only JSON is offered.\n"
        response = HttpResponse(words, content_type="text/plain", status=501)
        # The caller asked for too much; Django would log each 5xx as an error of the site.
        log_response("No XML for oEmbed", response=response, request=request, level="info")
        return response
    try:
        facts = _facts_at(request.GET.get("url", ""))
    except Http404:
        return HttpResponse("No event there.\n", content_type="text/plain", status=404)
    most = (_limit(request, "maxwidth", WIDTH), _limit(request, "maxheight", HEIGHT))
    response = JsonResponse(_card(facts, *most), json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = public_for(CACHE_AGE)
    return response


def _limit(request: HttpRequest, name: str, default: int) -> int:
    """Return the pixels that the other site allows, at most the default."""
    return min(default, parse_number(request.GET.get(name, "")) or default)


def _facts_at(url: str) -> EventFacts:
    """Return the facts of the public event whose page is at an absolute address, or raise Http404.

    The language is that of the address; short addresses have none and lead to the Swedish page.
    """
    try:
        address, own = urlsplit(url), urlsplit(settings.SITE_URL)
    except ValueError:
        raise Http404 from None
    if address.netloc.lower() != own.netloc or address.scheme not in {"http", "https"}:
        raise Http404
    path = f"{unquote(address.path).removesuffix('/')}/"  # The page redirects to the slash.
    language: Language = next((it for it in LANGUAGES if path.startswith(f"/{it}/")), SWEDISH)
    with override(language), suppress(Resolver404):
        match, now = resolve(path), timezone.now()
        if match.view_name == "short_address":
            return facts_of(find_by_code(match.kwargs["code"].lower(), now), language)
        if match.view_name == "event":
            try:
                event = find_event(language, match.kwargs["year"], match.kwargs["slug"], now)
            except Moved as moved:
                event = moved.event
            return facts_of(event, language)
    raise Http404


def _card(facts: EventFacts, width: int, height: int) -> dict[str, Any]:
    """Return the answer of oEmbed 1.0, 2.3.4.4, in the language of the facts."""
    news = status_words(facts)
    title = f"{news.word}: {facts.title}" if news else str(facts.title)
    url = settings.SITE_URL + facts.path_to("event_embed")
    frame = {"url": url, "title": title, "width": width, "height": height}
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": get_centre(facts.language).name,
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": CACHE_AGE,
        "width": width,
        "height": height,
        "html": render_to_string("public/parts/oembed_frame.html", frame).strip(),
    }
