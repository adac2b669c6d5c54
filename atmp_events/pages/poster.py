"""The poster: one A4 page in one language or in both, made to be printed."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from ..error_pages import only_read
from ..facts.addresses import page_path, short_path, sibling
from ..facts.calendar_links import add_links
from ..facts.centre import the_centre
from ..facts.event import EventFacts, facts_of
from ..facts.standing import standing
from ..facts.subscription import subscription_to_all
from ..images.qr import qr_svg
from ..languages import current
from ..lookups import find_event
from ..models import Event, FormerAddress
from ..models.bilingual import other
from .poster_layout import poster_layout
from .poster_text import poster_text
from .render import render_page


@only_read
def poster(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show the poster in the language of the address."""
    return _poster(request, year, slug, "poster")


@only_read
def poster_in_both(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show the poster in both languages, that of the address first."""
    return _poster(request, year, slug, "poster_both")


def _poster(request: HttpRequest, year: int, slug: str, name: str) -> HttpResponse:
    language = current()
    event = find_event(language, year, slug, timezone.now())
    if isinstance(event, FormerAddress):
        path = sibling(page_path(event.event, language), name, language)
        return HttpResponsePermanentRedirect(path)
    return show(request, event, name)


def show(
    request: HttpRequest,
    event: Event,
    name: str,
    *,
    paths: dict[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """Show a poster of an event, fetched `with_facts`. `name` is "poster" or "poster_both".

    `paths` has the paths of the event's posters (see `_paths`) if they are not the public ones.
    """
    language = current()
    languages = (language, other(language)) if name == "poster_both" else (language,)
    versions = tuple(facts_of(event, each) for each in languages)
    facts = versions[0]
    stands = standing(facts, timezone.now())
    text = poster_text(versions, is_past=stands.is_past)
    days = tuple(version for version in versions if version.when)
    paths = paths or _paths(facts)
    short = settings.SITE_URL + short_path(facts.code)
    centre = the_centre(language)
    context = {
        "centre": centre,
        "facts": facts,
        "text": text,
        "days": days,
        "layout": poster_layout(text, days),
        "host": short.partition("://")[2].removesuffix(f"/e/{facts.code}"),
        "code": qr_svg(short, label=short),
        "here": name,
        "takes_place": stands.takes_place,
        "links": add_links(facts),
        "feed": subscription_to_all(centre),
        "paths": paths,
        **more,
    }
    return render_page(request, "public/pages/poster.html", context, twin=paths["twin"])


def _paths(facts: EventFacts) -> dict[str, str]:
    """Return the paths of the posters of an event. "twin" is in the other language."""
    language = facts.language
    return {
        "poster": sibling(facts.path, "poster", language),
        "poster_both": sibling(facts.path, "poster_both", language),
        "twin": sibling(facts.twin_path, "poster", other(language)),
    }
