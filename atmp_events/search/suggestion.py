"""A query without its spelling mistakes, for a search that has found nothing."""

from difflib import get_close_matches
from typing import Final

from ..models import EventQuerySet, SearchDocument
from . import matching
from .words import query_words

LIKENESS: Final = 0.8  # as of "koslova" and "kozlova"; less would be two mistakes in a short word


def suggested_query(events: EventQuerySet, query: str) -> str:
    """Return the query with each word that no event has replaced by a similar one, or "".

    `events` are those that may be told about. The suggestion finds at least one of them.
    """
    words = query_words(query)
    lost = [word for word in words if not matching(events, word).exists()]
    if not lost:
        return ""
    texts = SearchDocument.objects.filter(event__in=events).values_list("words", flat=True)
    known = sorted({word for text in texts.iterator() for word in text.split()})
    like = {word: get_close_matches(word, known, n=1, cutoff=LIKENESS) for word in lost}
    better = " ".join(like[word][0] if like.get(word) else word for word in words)
    return better if better != " ".join(words) and matching(events, better).exists() else ""
