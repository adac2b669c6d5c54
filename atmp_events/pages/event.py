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
from ..facts.addresses import page_path
from ..facts.changes import ChangeFacts, changes_of
from ..facts.event import EventFacts, facts_of
from ..facts.links import add_links
from ..facts.subscribing import subscription_to_all
from ..models import Event, FormerAddress, Language, SeriesPosition
from .information import about_atmp
from .shell import page
from .telling import NAMED, Mention, mention, tell

ROW = 1_000  # bytes


@dataclass(frozen=True, slots=True)
class Article:
    """What the page of an event says, whatever the moment."""

    facts: EventFacts
    changes: tuple[ChangeFacts, ...]
    key: int
    position: SeriesPosition | None  # in its series
    publish_at: datetime | None

    @classmethod
    def of(cls, event: Event, language: Language) -> Self:
        """Write the article of an event, fetched `with_facts`: one more query."""
        facts, changes = facts_of(event, language), changes_of(event, language)
        return cls(facts, changes, event.pk, event.series_position, event.publish_at)

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
    beside = f"beside:{language}:{article.key}"
    context = {
        "event": tell(facts, now),
        "changes": article.changes,
        "links": add_links(facts, site_url=settings.SITE_URL),
        "feed": subscription_to_all(language, site_url=settings.SITE_URL),
        "about": about_atmp(request, language),
        **kept(request, beside, lambda: _beside(article.position, language, now)),
        **more,
    }
    return page(request, "pages/event.html", context, twin=twin or facts.twin_path)


def _beside(
    position: SeriesPosition | None, language: Language, now: datetime
) -> dict[str, Mention]:
    """Return the meetings just before and just after this one in its series, in one query."""
    if position is None:
        return {}
    place = (position.starts_at, position.pk)
    return {
        "following" if (it.starts_at, it.pk) > place else "previous": mention(it, language)
        for it in Event.objects.public(now).beside(position).only(*NAMED)
    }


@only_read
def short_address(request: HttpRequest, code: str) -> HttpResponse:
    """Send the reader of a poster to the event's page, in the reader's language."""
    event = find_by_code(code, timezone.now())
    return HttpResponseRedirect(page_path(event, current()))
