"""A query without its spelling mistakes, for a search that has found nothing."""

from difflib import get_close_matches
from typing import Final

from django.db.models import Q

from ..models import EventQuerySet, Organiser, Person, Series, Venue
from . import matching
from .words import query_words, words_in

LIKENESS: Final = 0.8  # as of "koslova" and "kozlova"; less would be two mistakes in a short word


def suggested_query(events: EventQuerySet, query: str) -> str:
    """Return the query with each word that no event has replaced by a similar one, or "".

    The similar words are those of titles and of the names of people, venues, series and
    organisers. `events` are those that may be told about. The suggestion finds at least one.
    """
    words, names = query_words(query), _words_of_names()
    better = " ".join(_better(events, word, names) for word in words)
    return better if better != " ".join(words) and matching(events, better).exists() else ""


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


def _better(events: EventQuerySet, word: str, names: set[str]) -> str:
    """Return a similar word that events have, if they do not have `word`; else `word`.

    One mistake leaves the beginning or the end of a word right: only titles with either are read.
    """
    half = (len(word) - 1) // 2
    begins, ends = word[:half], word[len(word) - half :]
    column = "search_document__title"
    is_alike = Q((f"{column}__contains", f" {begins}")) | Q((f"{column}__contains", f"{ends} "))
    titles = events.filter(is_alike).order_by().values_list(column, flat=True)
    known = names.union(*map(str.split, titles))
    alike = (it for it in known if it.startswith(begins) or it.endswith(ends))
    similar = get_close_matches(word, alike, cutoff=LIKENESS)
    if not similar or matching(events, word).exists():
        return word
    return next((it for it in similar if matching(events, it).exists()), word)
