"""The searchable text of an event: all its published text in both languages."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ..facts.event import EventFacts, facts_of
from ..facts.plain_text import plain
from ..facts.status import status_words
from ..facts.who import Participant
from ..models import LANGUAGES, Event, SearchDocument, Text
from .words import document_words

LINK: Final = re.compile(r"</?a\b[^>]*>")  # The addresses of links are not searchable.


def document_of(event: Event, both: Sequence[EventFacts] = ()) -> SearchDocument:
    """Return an event's search document, unsaved. Use `with_facts()` to save queries.

    `both` are the event's facts in each language, if they are known.
    """
    both = both or [facts_of(event, language) for language in LANGUAGES]
    titles = [facts.title for facts in both]
    texts = [text for facts in both for text in texts_of(facts)]
    return SearchDocument(event=event, title=_words(titles), words=_words([*titles, *texts]))


def texts_of(facts: EventFacts) -> tuple[Text, ...]:
    """Return the plain texts of an event below the title, the main ones first."""
    parts = (*_programme(facts), *_people(facts), *_place(facts), *_other_facts(facts))
    return tuple(
        part if isinstance(part, Text) else Text(part, facts.language) for part in parts if part
    )


def _words(texts: Iterable[str]) -> str:
    """Return the distinct words of texts, with a space before and after each."""
    # A text that exists in one language only is in the facts of both: it is read once.
    words = dict.fromkeys(word for text in dict.fromkeys(texts) for word in document_words(text))
    return f" {' '.join(words)} "


def _programme(facts: EventFacts) -> Iterator[str]:
    yield facts.summary
    yield _plain(facts.body)
    for talk in facts.talks:
        yield talk.title
        yield _plain(talk.abstract)
        yield from map(_person, talk.speakers)
        yield from (it.text for it in talk.materials)
        yield talk.captions_in_words


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


def _other_facts(facts: EventFacts) -> Iterator[str]:
    if facts.when:
        yield f"{facts.when.in_words} {facts.when.local_start}"
    if facts.series:
        yield facts.series.title
    yield facts.kind_name
    if news := status_words(facts):
        yield f"{news.word}. {news.sentence}"
    yield facts.status_note
    for detail in facts.details:
        yield Text(detail.line, detail.text.language) if detail.detail.needs_label else detail.text
    yield facts.languages_in_words
    yield from (link.text for link in facts.links if link.name != "web_page")


def _person(person: Participant) -> str:
    return ", ".join(filter(None, (person.name, person.credit, person.email, person.phone)))


def _plain(html: Text) -> Text:
    return Text(plain(LINK.sub("", html)), html.language)
