"""Finds events by words. The text of each event is kept folded in a `SearchDocument`.

`matching` searches, `refresh` writes the documents of events that have changed, and `excerpt`
shows where the words were found.
"""

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Final

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Case, F, Q, Value, When

from ..models import Event, EventQuerySet, SearchDocument
from .document import document_of
from .words import SUBSTRING_FROM, query_words, with_variants

BATCH: Final = 200  # events fetched or written at a time


def matching(events: EventQuerySet, query: str) -> EventQuerySet:
    """Return those of the events that contain all words of the query, the best hit first.

    Hits are ordered by these criteria: all words are in the title; any is; they are whole words
    of the title; they are whole words of any text; they are spelled as in the query; the event
    is later. Further filters, slices and another order may follow.

    A blank query returns the events as they are; one without a letter or digit returns none. Of
    a long query the first words count (`query_words`).
    """
    if not query.strip():
        return events
    words = query_words(query)
    if not words:
        return events.none()
    in_title = [_found_in("title", word) for word in words]
    found = events.filter(_all(_found_in("words", word) for word in words))
    criteria = [
        _all(in_title),
        reduce(or_, in_title),
        _all(Q(search_document__title__contains=f" {word} ") for word in words),
        _all(Q(search_document__words__contains=f" {word} ") for word in words),
        _all(Q(search_document__words__contains=word) for word in words),
    ]
    # Of a single word some criteria are the same.
    order = [_first(condition) for condition in dict.fromkeys(criteria)]
    return found.order_by(*order, F("starts_at").desc(nulls_last=True), "-pk")


def refresh(events: Iterable[Event], *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Write the search documents of these events anew; return how many.

    Use `with_facts()` to spare queries. A deleted event takes its document with it.
    """
    documents = SearchDocument.objects.using(using).bulk_create(
        [document_of(event) for event in events],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["event"],
        update_fields=["title", "words"],
    )
    return len(documents)


def rebuild() -> int:
    """Write the search documents of all events anew; return how many. Search goes on meanwhile."""
    return refresh(Event.objects.with_facts().iterator(chunk_size=BATCH))


def add_missing(*, using: str = DEFAULT_DB_ALIAS) -> int:
    """Write the search documents of events that have none; return how many."""
    events = Event.objects.using(using).filter(search_document=None).with_facts()
    return refresh(events.iterator(chunk_size=BATCH), using=using)


def _found_in(column: str, word: str) -> Q:
    """Find a word in a column of the `SearchDocument`, the same way in all databases.

    Letters and digits only are in a word, so that nothing in the expression needs escaping.
    """
    start = " " if len(word) < SUBSTRING_FROM else ""
    end = " " if len(word) == 1 else ""
    expression = with_variants(word)
    lookup = "contains" if expression == word else "regex"  # The former is faster.
    return Q((f"search_document__{column}__{lookup}", start + expression + end))


def _all(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions)


def _first(condition: Q) -> Case:
    """Order rows that meet the condition before those that do not."""
    return Case(When(condition, then=Value(0)), default=Value(1))
