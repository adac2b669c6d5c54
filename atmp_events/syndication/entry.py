"""An event as an entry of a feed: when it was published and changed, and what to read of it.

The day of the event is never a date of the entry (RFC 4287, 4.2.9 and 4.2.15).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.db.models import DateTimeField
from django.db.models.functions import Coalesce, Greatest
from django.template.loader import render_to_string
from django.utils.translation import override

from ..facts.event import EventFacts
from ..facts.status import StatusWords, status_words
from ..lookups import facts_by_key
from ..models import Event, EventQuerySet, Language, Text

# Readers fetch a feed again and again; who wants everything takes the calendar or the site map.
LONGEST: Final = 100  # entries
DATED: Final = ("uid", "created_at", "version__visible_at", "version__news_at")
# Ids that cannot be read from a UID are made from it, under this name (RFC 9562, 5.5).
NAMESPACE: Final = UUID("6f2a2f3e-6d0b-4a52-9c55-6a1f6a3f7a35")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one event."""

    id: str  # the same for ever, and in both languages' feeds
    facts: EventFacts
    title: Text  # what has become of it stands first
    news: StatusWords | None
    published_at: datetime  # aware
    updated_at: datetime  # aware, never before it was published

    @property
    def content(self) -> str:
        """All of it as HTML in the facts' language; passages in the other are marked.

        It is written when it is asked for: those of a feed together take room.
        """
        context = {"facts": self.facts, "news": self.news}
        with override(self.facts.language):
            return render_to_string("public/syndication/entry.html", context).strip()

    @property
    def language(self) -> Language:
        """The language that most of it is read in."""
        return self.title.language if self.facts.untranslated == "all" else self.facts.language


def newest_first(events: EventQuerySet) -> EventQuerySet:
    """Return the events that were published, or changed themselves, last.

    What changes in a venue or of a person is no news of all the events there.
    """
    at: DateTimeField[Any, Any] = DateTimeField()
    published_at = Coalesce("version__visible_at", "created_at", output_field=at)
    # One that was written long before it came out is news when it comes out.
    news_at = Greatest(Coalesce("version__news_at", "created_at"), published_at, output_field=at)
    return events.select_related("version").order_by(news_at.desc(), "-pk")


def entries_of(events: EventQuerySet, language: Language) -> Iterator[Entry]:
    """Return the newest of some events as entries, at most as many as a feed holds.

    When each was changed is read first: with a later date than its content it would stay as it was.
    """
    dated = list(newest_first(events).only(*DATED)[:LONGEST])
    facts = facts_by_key([event.pk for event in dated], language)
    for event in dated:
        if event.pk in facts:  # It may have been deleted just now.
            yield entry_of(event, facts[event.pk])


def entry_of(event: Event, facts: EventFacts) -> Entry:
    """Return one event of `newest_first` as an entry in the language of its facts."""
    news, version = status_words(facts), event.version
    published_at = version.visible_at or event.created_at
    return Entry(
        id=urn(event.uid),
        facts=facts,
        title=Text(f"{news.word}: {facts.title}", facts.title.language) if news else facts.title,
        news=news,
        published_at=published_at.replace(microsecond=0),
        updated_at=max(published_at, version.news_at or event.created_at).replace(microsecond=0),
    )


def urn(name: str) -> str:
    """Return a name as an id that no change of domain can touch (RFC 9562, 4)."""
    try:
        return UUID(name.partition("@")[0]).urn
    except ValueError:
        return uuid5(NAMESPACE, name).urn
