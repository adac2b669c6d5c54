"""Full-text search of events. The text of each event is stored, folded, in a `SearchDocument`.

`matching` searches, `suggested_query` corrects a query without matches, `refresh` saves the
documents of changed events, and `search.excerpt` shows the matches.
"""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import reduce
from operator import and_, or_
from typing import Final

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Case, F, Q, Value, When

from ..models import EventQuerySet, Organiser, Person, SearchDocument, Series, Venue
from .document import document_of
from .words import (
    SUBSTRING_FROM,
    inflected,
    parts_without_variants,
    query_readings,
    query_words,
    stem_of,
    with_variants,
    words_in,
)

BATCH: Final = 200  # events fetched or written at a time
# Similarity (0–1) of "koslova" and "kozlova"; less would allow two mistakes in a short word.
MIN_SIMILARITY: Final = 0.8


def matching(events: EventQuerySet, query: str) -> EventQuerySet:
    """Filter events to those that contain all words of a query, the best match first.

    Matches are ordered by these criteria: all words are in the title; any word is; they are whole
    words of the title; they are whole words of any text; they are spelled as in the query; the
    event is later. Further filters, slices and another order may follow.

    A blank query returns all events; one without a letter or digit returns none. Of a long query
    the first words count (`query_words`). "CAR-T" is searched as two words and as one.
    """
    if not query.strip():
        return events
    readings = query_readings(query)
    if not readings[0]:
        return events.none()

    def all_words(column: str, condition: Callable[[str, str], Q]) -> Q:
        return _any(_all(condition(column, word) for word in words) for words in readings)

    found = events.filter(all_words("words", _found_in))
    criteria = [
        all_words("title", _found_in),
        _any(_found_in("title", word) for words in readings for word in words),
        all_words("title", _is_word_in),
        all_words("words", _is_word_in),
        all_words("words", _is_in),
    ]
    # For a single word some criteria are equal.
    order = [_first(condition) for condition in dict.fromkeys(criteria)]
    return found.order_by(*order, F("starts_at").desc(nulls_last=True), "-pk")


def suggested_query(events: EventQuerySet, query: str) -> str:
    """Return the query with each word that no event has replaced by a similar one, or "".

    The similar words are those of titles and of the names of people, venues, series and
    organisers. `events` are those that the reader may see. The suggestion finds at least one.
    """
    words, names = query_words(query), _words_of_names()
    better = " ".join(_corrected(events, word, names) for word in words)
    return better if better != " ".join(words) and matching(events, better).exists() else ""


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


def rebuild(events: EventQuerySet) -> int:
    """Update the search documents of events; return their number. Search stays available."""
    rows = events.with_facts().iterator(chunk_size=BATCH)
    return refresh((document_of(event) for event in rows), using=events.db)


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
    # "contains" is faster: it excludes most texts before the expression is tried.
    parts = (Q((contains, part)) for part in parts_without_variants(word))
    return _all([*parts, Q((regex, expression))])


def _all(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions)


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def _first(condition: Q) -> Case:
    """Return an ordering with the rows that meet a condition first."""
    return Case(When(condition, then=Value(0)), default=Value(1))


def _words_of_names() -> set[str]:
    """Return the folded words of all names, also of those without an event."""
    names = {name for (name,) in Person.objects.order_by().values_list("name")}
    for model, columns in (
        (Venue, ("name_sv", "name_en")),
        (Series, ("title_sv", "title_en")),
        (Organiser, ("name_sv", "name_en")),
    ):
        names.update(*model._default_manager.order_by().values_list(*columns))
    return set(words_in(" ".join(names)))


def _corrected(events: EventQuerySet, word: str, names: set[str]) -> str:
    """Return a similar word that `events` have, if they do not have `word`; else `word`.

    With one mistake in a word, its first or its last half is right: only titles with a word of
    such a beginning or end are fetched. Those of other events than `events` cost less than a join.
    """
    half = (len(word) - 1) // 2
    begins, ends = word[:half], word[len(word) - half :]
    is_alike = Q(title__contains=f" {begins}") | Q(title__contains=f"{ends} ")
    titles = SearchDocument.objects.filter(is_alike).values_list("title", flat=True)
    known = names.union(" ".join(titles).split())
    alike = (it for it in known if it.startswith(begins) or it.endswith(ends))
    similar = get_close_matches(word, alike, cutoff=MIN_SIMILARITY)
    if not similar or matching(events, word).exists():
        return word
    return next((it for it in similar if matching(events, it).exists()), word)
