"""The full-text index in PostgreSQL: a tsvector of words that are spelled for comparison already.

Words of the title stand there twice, the second time behind "^": GIN does not know weights. No
dictionary and no extension is needed (the tables are in migrations/0002_search.py).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db.models.expressions import RawSQL

from .demand import Alternatives, Demand
from .document import Document
from .statements import chunks, places, rows, run

# A word that somebody writes just now is not taken away, and one that is taken is waited for.
KEEP: Final = "FOR KEY SHARE"
TAKE: Final = "FOR UPDATE SKIP LOCKED"

TITLE: Final = "^"


def hits(demand: Demand) -> RawSQL:
    """Return a subquery for the primary keys of the events that meet a demand."""
    title = (_any_of(words, TITLE) for words in demand.title)
    anywhere = (_any_of(words) for words in demand.anywhere)
    return RawSQL("SELECT events_search_hits(%s::tsquery)", [" & ".join((*title, *anywhere))])


def write(documents: Mapping[int, Document]) -> None:
    """Replace the rows of these events (by primary key)."""
    run(
        "INSERT INTO events_search (event_id, words) VALUES (%s, %s::tsvector)"
        " ON CONFLICT (event_id) DO UPDATE SET words = EXCLUDED.words",
        *((key, _vector(document)) for key, document in documents.items()),
    )


def erase(keys: Iterable[int]) -> None:
    """Remove the rows of these events."""
    run("DELETE FROM events_search WHERE event_id = %s", *((key,) for key in keys))


def indexed() -> set[int]:
    """Return the primary keys of all events in the index."""
    return {key for (key,) in rows("SELECT event_id FROM events_search")}


def words_of(keys: Iterable[int]) -> set[str]:
    """Return the words that the index holds for these events."""
    words = set[str]()
    for some in chunks(keys):
        held = (
            "SELECT tsvector_to_array(words) FROM events_search"  # noqa: S608
            f" WHERE event_id IN ({places(some)})"
        )
        for (lexemes,) in rows(held, some):
            words.update(word for word in lexemes if not word.startswith(TITLE))
    return words


def held(words: Iterable[str]) -> set[str]:
    """Return those of the words that any event holds."""
    held = (
        "SELECT word FROM unnest(%s::text[]) AS word"
        " WHERE EXISTS (SELECT events_search_hits(quote_literal(word)::tsquery))"
    )
    return {word for (word,) in rows(held, [list(words)])}


def _any_of(words: Alternatives, mark: str = "") -> str:
    return "(" + " | ".join(f"'{mark}{word}'" for word in words) + ")"


def _vector(document: Document) -> str:
    title = (f"'{TITLE}{word}'" for word in document.title)
    return " ".join((*title, *(f"'{word}'" for word in document.words)))
