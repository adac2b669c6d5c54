"""The poster: one A4 page in one language or in both, made to be printed."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from ..error_pages import only_read
from ..facts.addresses import page_path, short_path, sibling
from ..facts.calendar_links import add_links
from ..facts.event import EventFacts, facts_of
from ..facts.standing import standing
from ..facts.subscription import subscription_to_all
from ..images.qr import qr_svg
from ..languages import current
from ..lookups import find_event
from ..models import Event, FormerAddress, Language
from ..models.bilingual import other
from .poster_layout import poster_layout
from .poster_text import poster_text
from .render import render_page


@only_read
def poster(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show the poster in the language of the address."""
    return _poster(request, year, slug, (current(),), name="poster")


@only_read
def poster_in_both(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show the poster in both languages, that of the address first."""
    return _poster(request, year, slug, (current(), other(current())), name="poster_both")


def _poster(
    request: HttpRequest, year: int, slug: str, languages: tuple[Language, ...], *, name: str
) -> HttpResponse:
    language = languages[0]
    now = timezone.now()
    event = find_event(language, year, slug, now)
    if isinstance(event, FormerAddress):
        return HttpResponsePermanentRedirect(_moved(event.event, language, name))
    return show(request, event, languages, name=name)


def show(
    request: HttpRequest,
    event: Event,
    languages: tuple[Language, ...],
    *,
    name: str,
    ways: dict[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """Show a poster of an event, fetched `with_facts`, in one language or both.

    `ways` are the paths of its three posters where they are not the public ones.
    """
    language = languages[0]
    versions = tuple(facts_of(event, each) for each in languages)
    facts = versions[0]
    ways = ways or _ways(facts)
    text = poster_text(versions)
    days = tuple(it for it in versions if it.when)
    short = settings.SITE_URL + short_path(facts.code)
    context = {
        "facts": facts,
        "text": text,
        "days": days,
        "layout": poster_layout(text, days),
        "host": short.partition("://")[2].removesuffix(f"/e/{facts.code}"),
        "code": qr_svg(short, label=short),
        "here": name,
        "takes_place": standing(facts, timezone.now()).takes_place,
        "links": add_links(facts, site_url=settings.SITE_URL),
        "feed": subscription_to_all(language, site_url=settings.SITE_URL),
        "ways": ways,
        **more,
    }
    twin = ways["twin"] if name == "poster" else _twin(facts, name)
    return render_page(request, "public/pages/poster.html", context, twin=twin)


def _ways(facts: EventFacts) -> dict[str, str]:
    """Return the paths of the three posters of an event, its page's language first."""
    language = facts.language
    return {
        "poster": sibling(facts.path, "poster", language),
        "poster_both": sibling(facts.path, "poster_both", language),
        "twin": sibling(facts.twin_path, "poster", other(language)),
    }


def _twin(facts: EventFacts, name: str) -> str:
    return sibling(facts.twin_path, name, other(facts.language))


def _moved(event: Event, language: Language, name: str) -> str:
    return sibling(page_path(event, language), name, language)
