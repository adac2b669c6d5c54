"""Full-text search of events. The text of each event is stored, folded, in a `SearchDocument`.

`matching` searches, `refresh` saves the documents of changed events, and `search.excerpt` shows
the matches.
"""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_, or_
from typing import Final

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Case, F, Q, Value, When

from ..models import Event, EventQuerySet, SearchDocument
from .document import document_of
from .words import (
    SUBSTRING_FROM,
    inflected,
    parts_without_variants,
    query_readings,
    stem_of,
    with_variants,
)

BATCH: Final = 200  # events fetched or written at a time


def matching(events: EventQuerySet, query: str) -> EventQuerySet:
    """Filter events to those that contain all words of a query, the best match first.

    Matches are ordered by these criteria: all words are in the title; any word is; they are whole
    words of the title; they are whole words of any text; they are spelled as in the query; the
    event is later. Further filters, slices and another order may follow.

    A blank query returns all events; one without a letter or digit returns none. Of a long query
    the first words count (`query_words`). "CAR-T" is read as two words and as one.
    """
    if not query.strip():
        return events
    readings = query_readings(query)
    if not readings[0]:
        return events.none()

    def met(column: str, condition: Callable[[str, str], Q]) -> Q:
        return _any(_all(condition(column, word) for word in words) for words in readings)

    found = events.filter(met("words", _found_in))
    criteria = [
        met("title", _found_in),
        _any(_found_in("title", word) for words in readings for word in words),
        met("title", _is_word_in),
        met("words", _is_word_in),
        met("words", _is_in),
    ]
    # For a single word some criteria are equal.
    order = [_first(condition) for condition in dict.fromkeys(criteria)]
    return found.order_by(*order, F("starts_at").desc(nulls_last=True), "-pk")


def refresh(documents: Iterable[SearchDocument], *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Save search documents in place of those that their events had; return their number.

    The document of a deleted event is deleted with it.
    """
    saved = SearchDocument.objects.using(using).bulk_create(
        documents,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["event"],
        update_fields=["title", "words"],
    )
    return len(saved)


def rebuild() -> int:
    """Update the search documents of all events; return their number. Search stays available."""
    events = Event.objects.with_facts().iterator(chunk_size=BATCH)
    return refresh(document_of(event) for event in events)


def add_missing(*, using: str = DEFAULT_DB_ALIAS) -> int:
    """Create the search documents of events without one; return their number."""
    events = Event.objects.using(using).filter(search_document=None).with_facts()
    missing = (document_of(event) for event in events.iterator(chunk_size=BATCH))
    return refresh(missing, using=using)


def _is_in(column: str, word: str) -> Q:
    return Q((f"search_document__{column}__contains", word))


def _is_word_in(column: str, word: str) -> Q:
    return _is_in(column, f" {word} ")


def _found_in(column: str, word: str) -> Q:
    """Return the condition that a column of `SearchDocument` contains a word, in any database.

    A word has only letters and digits, so that nothing in the expression needs escaping.
    """
    start = " " if len(word) < SUBSTRING_FROM else ""
    end = " " if len(word) == 1 else ""
    condition = _contains(column, word, start + with_variants(word) + end)
    if other := inflected(word, end=" "):
        condition |= _contains(column, stem_of(word), other)
    return condition


def _contains(column: str, word: str, expression: str) -> Q:
    """Return the condition that a column matches an expression made of a word."""
    contains, regex = (f"search_document__{column}__{it}" for it in ("contains", "regex"))
    if expression.strip() == word:
        return Q((contains, expression))
    # "contains" is faster: of most texts it leaves nothing to be matched with the expression.
    parts = (Q((contains, part)) for part in parts_without_variants(word))
    return _all([*parts, Q((regex, expression))])


def _all(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions)


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def _first(condition: Q) -> Case:
    """Return an ordering with the rows that meet a condition first."""
    return Case(When(condition, then=Value(0)), default=Value(1))
