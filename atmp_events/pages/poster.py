"""The poster: one A4 page in one language or in both, made to be printed."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from ..error_pages import only_read
from ..facts.addresses import event_path, short_path, sibling
from ..facts.calendar_links import add_links, subscription_to_all
from ..facts.centre import the_centre
from ..facts.event import EventFacts, facts_of
from ..facts.standing import standing
from ..images.qr import qr_svg
from ..languages import current
from ..lookups import find_event
from ..models import Event, FormerAddress
from ..models.bilingual import other
from .poster_layout import poster_layout
from .poster_text import poster_text
from .render import render_page


@only_read
def poster(request: HttpRequest, year: int, slug: str, name: str) -> HttpResponse:
    """Show the poster ("poster") or that in both languages ("poster_both"). `name` is the route's.

    The language of the address is the first.
    """
    language = current()
    event = find_event(language, year, slug, timezone.now())
    if isinstance(event, FormerAddress):
        return HttpResponsePermanentRedirect(event_path(name, event.event, language))
    return show(request, event, name)


def show(request: HttpRequest, event: Event, name: str, **more: Any) -> HttpResponse:
    """Show a poster of an event, fetched `with_facts`. A preview has `paths` of its own."""
    language = current()
    languages = (language, other(language)) if name == "poster_both" else (language,)
    versions = tuple(facts_of(event, each) for each in languages)
    facts = versions[0]
    stands = standing(facts, timezone.now())
    text = poster_text(versions, is_past=stands.is_past)
    days = tuple(version for version in versions if version.when)
    short = settings.SITE_URL + short_path(facts.code)
    centre = the_centre(language)
    context: dict[str, Any] = {
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
        "paths": _paths(facts),
        **more,
    }
    twin = context["paths"]["twin"]
    return render_page(request, "public/pages/poster.html", context, twin=twin)


def _paths(facts: EventFacts) -> dict[str, str]:
    """Return the paths of the posters of an event. "twin" is in the other language."""
    language = facts.language
    return {
        "poster": sibling(facts.path, "poster", language),
        "poster_both": sibling(facts.path, "poster_both", language),
        "twin": sibling(facts.twin_path, "poster", other(language)),
    }
