"""A feed of events and its entries, for both Atom and JSON Feed.

The dates of an entry are never the dates of its event (RFC 4287, 4.2.9 and 4.2.15).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.db.models import DateTimeField
from django.db.models.functions import Coalesce, Greatest
from django.template.loader import render_to_string
from django.utils.translation import override

from ..facts.event import EventFacts, facts_of
from ..facts.plain_text import with_absolute_links
from ..facts.status import StatusWords, status_words
from ..facts.withdrawn import departure_words
from ..models import Departure, Event, EventQuerySet, Language, Text
from ..models.retention import WITHDRAWN_SHOWN_FOR

MAX_ENTRIES: Final = 100  # feeds are fetched often; calendar and site map have all events
# The id of an entry is the UUID in the UID, or a UUID made from the UID in this namespace
# (RFC 9562, 5.5).
NAMESPACE: Final = UUID("6f2a2f3e-6d0b-4a52-9c55-6a1f6a3f7a35")
EMPTY_UPDATED_AT: Final = datetime(1970, 1, 1, tzinfo=UTC)  # of an empty feed


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One event in a feed."""

    id: str  # never changes; the same in both languages
    facts: EventFacts
    title: Text  # with the status before it
    news: StatusWords | None  # the status in words, or why the event left the feed
    published_at: datetime  # aware
    updated_at: datetime  # aware, never before it was published

    def content(self) -> str:
        """Return the event as HTML in the facts' language, with absolute links.

        Texts in the other language have a `lang`.
        """
        context = {"facts": self.facts, "news": self.news}
        with override(self.facts.language):
            html = render_to_string("public/syndication/entry.html", context).strip()
        return with_absolute_links(html, self.facts.url)

    @property
    def language(self) -> Language:
        """The language of most of its text."""
        return self.title.language if self.facts.untranslated == "all" else self.facts.language


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of events in one language. Addresses are absolute."""

    title: str
    author: str
    language: Language
    page_url: str  # of the list of the same events
    url: str  # of the feed itself
    licence: str  # address of the licence of the data, or ""
    entries: tuple[FeedEntry, ...]

    @property
    def updated_at(self) -> datetime:
        """Time of the last change of an entry (aware)."""
        return max((entry.updated_at for entry in self.entries), default=EMPTY_UPDATED_AT)


def newest_first(events: EventQuerySet) -> EventQuerySet:
    """Return events by the time they were last published or changed, the newest first.

    A change of a venue or of a person does not count as a change of their events.
    """
    at: DateTimeField[Any, Any] = DateTimeField()
    published_at = Coalesce("version__visible_at", "created_at", output_field=at)
    # An event with a publishing time is new at that time.
    news_at = Greatest(Coalesce("version__news_at", "created_at"), published_at, output_field=at)
    return events.order_by(news_at.desc(), "-pk")


def entries_of(
    events: EventQuerySet, departures: Iterable[Departure], language: Language, now: datetime
) -> tuple[FeedEntry, ...]:
    """Return the newest events as entries of a feed, at most `MAX_ENTRIES`.

    Public events that left the feed recently stay in it, with a note on where they are. The dates
    of an event are fetched with it, before its talks and people, so that they are never newer than
    their data.
    """
    recent = {it.event_id: it for it in departures if it.left_at > now - WITHDRAWN_SHOWN_FOR}
    entries = [*entries_in_order(newest_first(events), language)]
    if recent:
        gone = Event.objects.public(now).filter(pk__in=recent).with_facts()
        entries += [entry_of(it, facts_of(it, language), recent[it.pk]) for it in gone]
    # Entries of the same second keep the order of the query.
    entries.sort(key=lambda entry: entry.updated_at, reverse=True)
    return tuple(entries[:MAX_ENTRIES])


def entries_in_order(events: EventQuerySet, language: Language) -> tuple[FeedEntry, ...]:
    """Return events as entries of a feed in their own order, at most `MAX_ENTRIES`."""
    first = events.with_facts()[:MAX_ENTRIES]
    return tuple(entry_of(event, facts_of(event, language)) for event in first)


def entry_of(event: Event, facts: EventFacts, departure: Departure | None = None) -> FeedEntry:
    """Return an event as an entry in the language of its facts, or of a feed that it left."""
    news = departure_words(departure, event, facts) if departure else status_words(facts)
    published_at = event.version.visible_at or event.created_at
    moments = [published_at, event.version.news_at or event.created_at]
    if departure:
        moments.append(departure.left_at)
    return FeedEntry(
        id=urn(event.uid),
        facts=facts,
        title=Text(f"{news.word}: {facts.title}", facts.title.language) if news else facts.title,
        news=news,
        published_at=published_at.replace(microsecond=0),
        updated_at=max(moments).replace(microsecond=0),
    )


def urn(name: str) -> str:
    """Return a UID or another name as a URN, independent of the site's domain (RFC 9562, 4)."""
    try:
        return UUID(name.partition("@")[0]).urn
    except ValueError:
        return uuid5(NAMESPACE, name).urn
