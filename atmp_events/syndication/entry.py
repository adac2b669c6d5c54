"""A feed of events and its entries, for both Atom and JSON Feed.

The dates of an entry are never the dates of its event (RFC 4287, 4.2.9 and 4.2.15).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.db.models import DateTimeField
from django.db.models.functions import Coalesce, Greatest
from django.template.loader import render_to_string
from django.utils.translation import override

from ..facts.event import EventFacts, facts_of
from ..facts.status import StatusWords, status_words
from ..models import NOT_HELD, Event, EventQuerySet, Language, Text

MOST_ENTRIES: Final = 100  # feeds are fetched often; calendar and site map have all events
# The id of an entry is the UUID in the UID, or a UUID made from the UID in this namespace
# (RFC 9562, 5.5).
NAMESPACE: Final = UUID("6f2a2f3e-6d0b-4a52-9c55-6a1f6a3f7a35")
EMPTY_UPDATED_AT: Final = datetime(1970, 1, 1, tzinfo=UTC)  # of an empty feed


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One event in a feed."""

    id: str  # never changes; the same in both languages
    facts: EventFacts
    title: Text  # after its status
    news: StatusWords | None
    published_at: datetime  # aware
    updated_at: datetime  # aware, never before it was published

    @property
    def content(self) -> str:
        """The event as HTML in the facts' language; texts in the other language have a `lang`."""
        context = {
            "facts": self.facts,
            "news": self.news,
            "is_struck": self.facts.status in NOT_HELD,
        }
        with override(self.facts.language):
            return render_to_string("public/syndication/entry.html", context).strip()

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
    site_url: str
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


def entries_of(events: EventQuerySet, language: Language) -> tuple[FeedEntry, ...]:
    """Return the newest events as entries of a feed, at most `MOST_ENTRIES`.

    The dates of an event are fetched with it, before its talks and people, so that they are never
    newer than their data.
    """
    newest = newest_first(events).with_facts()[:MOST_ENTRIES]
    return tuple(entry_of(event, facts_of(event, language)) for event in newest)


def entry_of(event: Event, facts: EventFacts) -> FeedEntry:
    """Return an event as an entry in the language of its facts."""
    news, version = status_words(facts), event.version
    published_at = version.visible_at or event.created_at
    return FeedEntry(
        id=urn(event.uid),
        facts=facts,
        title=Text(f"{news.word}: {facts.title}", facts.title.language) if news else facts.title,
        news=news,
        published_at=published_at.replace(microsecond=0),
        updated_at=max(published_at, version.news_at or event.created_at).replace(microsecond=0),
    )


def urn(name: str) -> str:
    """Return a UID or another name as a URN, independent of the site's domain (RFC 9562, 4)."""
    try:
        return UUID(name.partition("@")[0]).urn
    except ValueError:
        return uuid5(NAMESPACE, name).urn
