"""What an event is found by: all that a reader sees of it, in both languages."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ..facts import prose
from ..facts.event import EventFacts, facts_of
from ..facts.status import status_words
from ..facts.who import Participant
from ..models import LANGUAGES, Event, SearchDocument, Text
from .words import words_in

LINK: Final = re.compile(r"</?a\b[^>]*>")  # Where a link leads is not read on the page.


def document_of(event: Event) -> SearchDocument:
    """Return an event's search document, not saved. Use `with_facts()` to spare queries."""
    both = [facts_of(event, language) for language in LANGUAGES]
    titles = [facts.title for facts in both]
    texts = [text for facts in both for text in texts_of(facts)]
    return SearchDocument(event=event, title=_words(titles), words=_words([*titles, *texts]))


def texts_of(facts: EventFacts) -> tuple[Text, ...]:
    """Return what a reader sees of an event below the title: plain texts, the main ones first."""
    parts = (*_told(facts), *_people(facts), *_place(facts), *_circumstances(facts))
    return tuple(
        part if isinstance(part, Text) else Text(part, facts.language) for part in parts if part
    )


def _words(texts: Iterable[str]) -> str:
    """Return the words of these texts, each once, with spaces round them."""
    # A text in one language only is read in both.
    words = dict.fromkeys(word for text in dict.fromkeys(texts) for word in words_in(text))
    return f" {' '.join(words)} "


def _told(facts: EventFacts) -> Iterator[str]:
    yield facts.summary
    yield _plain(facts.body)
    for talk in facts.talks:
        yield talk.title
        yield _plain(talk.abstract)
        yield from map(_person, talk.speakers)


def _people(facts: EventFacts) -> Iterator[str]:
    yield from map(_person, facts.hosts)
    if facts.contact:
        yield _person(facts.contact)
    for organiser in facts.organisers:
        yield organiser.name


def _place(facts: EventFacts) -> Iterator[str]:
    where = facts.where
    yield where.line
    yield where.directions
    yield where.nearest_stop
    yield where.accessibility


def _circumstances(facts: EventFacts) -> Iterator[str]:
    if facts.when:
        yield facts.when.in_words
    if facts.series:
        yield facts.series.title
    yield facts.kind_name
    if news := status_words(facts):
        yield f"{news.word}. {news.sentence}"
    yield facts.status_note
    for detail in facts.details:
        yield detail.text
    yield facts.languages_in_words


def _person(person: Participant) -> str:
    return ", ".join(filter(None, (person.name, person.credit, person.email, person.phone)))


def _plain(html: Text) -> Text:
    return Text(prose.plain(LINK.sub("", html)), html.language)
