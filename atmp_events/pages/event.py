"""The page of one event."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Self

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.utils import timezone

from ..delivery.caching import kept
from ..delivery.finding import find_by_code, find_event, find_meant
from ..delivery.knowing import known, size_of, stamp_of
from ..delivery.languages import current
from ..delivery.refusals import only_read
from ..facts.addresses import page_path, sibling
from ..facts.changes import ChangeFacts, changes_of
from ..facts.event import EventFacts, facts_of
from ..facts.links import add_links
from ..facts.subscribing import subscription_to_all
from ..models import Event, FormerAddress, Language
from ..pictures.card import card_in_words
from .card import card_url
from .information import about_atmp
from .shell import page
from .telling import NAMED, Mention, mention, tell

ROW = 1_000  # bytes


@dataclass(frozen=True, slots=True)
class Article:
    """What the page of an event says, whatever the moment."""

    facts: EventFacts
    changes: tuple[ChangeFacts, ...]
    place: Event  # in its series, and nothing else of it
    publish_at: datetime | None

    @classmethod
    def of(cls, event: Event, language: Language) -> Self:
        """Write the article of an event, fetched `with_facts`: one more query."""
        facts, changes = facts_of(event, language), changes_of(event, language)
        place = Event(pk=event.pk, series_id=event.series_id, starts_at=event.starts_at)
        return cls(facts, changes, place, event.publish_at)

    @property
    def size(self) -> int:
        """Return about how many bytes it is."""
        return size_of(self.facts) + ROW * (1 + len(self.changes))


@only_read
def event_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show an event: three queries for its facts, one each for its changes, series and ATMP.

    The facts are asked for once until something is written, the others until the clock, too.
    """
    now, language = timezone.now(), current()
    read = partial(_article, language, year, slug)
    article = known(("page", language, year, slug), read, stamp_of(request))
    if article is None or (article.publish_at and article.publish_at > now):
        event = find_event(language, year, slug, now)
        if isinstance(event, FormerAddress):
            return HttpResponsePermanentRedirect(page_path(event.event, language))
        article = Article.of(event, language)
    return show(request, article, now)


def _article(language: Language, year: int, slug: str) -> Article | None:
    event = find_meant(language, year, slug)
    return Article.of(event, language) if event else None


def show(
    request: HttpRequest,
    article: Article,
    now: datetime,
    *,
    twin: str = "",
    calendar_path: str = "",
    **more: Any,
) -> HttpResponse:
    """Show a page of an event. `twin` is its path in the other language.

    Both paths are given where they are not the public ones.
    """
    language, facts = current(), article.facts
    if calendar_path:
        facts = replace(facts, calendar_path=calendar_path)
    beside = f"beside:{language}:{article.place.pk}"
    context = {
        "event": tell(facts, now),
        "changes": article.changes,
        "links": add_links(facts, site_url=settings.SITE_URL),
        "feed": subscription_to_all(language, site_url=settings.SITE_URL),
        "about": about_atmp(request, language),
        "card": card_url(facts),
        "card_alt": card_in_words(facts),
        "poster_path": sibling(facts.path, "poster", language),
        **kept(request, beside, lambda: _beside(article.place, language, now)),
        **more,
    }
    return page(request, "public/pages/event.html", context, twin=twin or facts.twin_path)


def _beside(event: Event, language: Language, now: datetime) -> dict[str, Mention]:
    """Return the meetings just before and just after this one in its series, in one query."""
    beside = Event.objects.public(now).beside(event).only(*NAMED) if event.series_id else ()
    place = (event.starts_at, event.pk)
    return {
        "following" if (it.starts_at, it.pk) > place else "previous": mention(it, language)
        for it in beside
    }


@only_read
def short_address(request: HttpRequest, code: str) -> HttpResponse:
    """Send the reader of a poster to the event's page, in the reader's language."""
    event = find_by_code(code, timezone.now())
    return HttpResponseRedirect(page_path(event, current()))
