"""The page of one event."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.utils import timezone

from ..error_pages import only_read
from ..facts.addresses import page_path, sibling
from ..facts.calendar_links import add_links
from ..facts.changes import changes_of
from ..facts.event import facts_of
from ..facts.subscription import subscription_to_all
from ..images.card import card_in_words
from ..languages import current
from ..lookups import find_by_code, find_event
from ..models import Event, FormerAddress, Language, SeriesPosition
from .card import card_url
from .event_at_moment import NAMED, Mention, event_at, mention
from .information import about_atmp
from .render import render_page


@only_read
def event_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show an event, or redirect from a former address."""
    now, language = timezone.now(), current()
    event = find_event(language, year, slug, now)
    if isinstance(event, FormerAddress):
        return HttpResponsePermanentRedirect(page_path(event.event, language))
    return show(request, event, now)


def show(
    request: HttpRequest,
    event: Event,
    now: datetime,
    *,
    twin: str = "",
    calendar_path: str = "",
    **more: Any,
) -> HttpResponse:
    """Show the page of an event, fetched `with_facts`. `twin` is its path in the other language.

    `twin` and `calendar_path` are given if they are not the public ones.
    """
    language = current()
    facts = facts_of(event, language)
    if calendar_path:
        facts = replace(facts, calendar_path=calendar_path)
    context = {
        "event": (shown := event_at(facts, now)),
        "this_year": "" if shown.standing.is_past else str(timezone.localdate(now).year),
        "changes": changes_of(event, language),
        "links": add_links(facts, site_url=settings.SITE_URL),
        "feed": subscription_to_all(language, site_url=settings.SITE_URL),
        "about": about_atmp(language),
        "card": card_url(facts),
        "card_alt": card_in_words(facts),
        "poster_path": sibling(facts.path, "poster", language),
        **_beside(event.series_position, language, now),
        **more,
    }
    return render_page(request, "public/pages/event.html", context, twin=twin or facts.twin_path)


def _beside(
    position: SeriesPosition | None, language: Language, now: datetime
) -> dict[str, Mention]:
    """Return the events before and after this one in its series, in one query."""
    if position is None:
        return {}
    place = (position.starts_at, position.pk)
    return {
        "following" if (it.starts_at, it.pk) > place else "previous": mention(it, language)
        for it in Event.objects.public(now).beside(position).only(*NAMED)
    }


@only_read
def short_address(request: HttpRequest, code: str) -> HttpResponse:
    """Redirect from the short address of an event to its page, in the reader's language."""
    event = find_by_code(code, timezone.now())
    return HttpResponseRedirect(page_path(event, current()))
