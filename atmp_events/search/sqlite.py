"""The full-text index in SQLite: an FTS5 table of words that are spelled for comparison already.

Its rowid is the event's primary key. The `ascii` tokenizer parts them at spaces and changes
nothing (the tables are in migrations/0002_search.py).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db.models.expressions import RawSQL

from .demand import Alternatives, Demand
from .document import Document
from .statements import chunks, places, rows, run

# One writer at a time: no word can be taken while another transaction uses it.
KEEP: Final = ""
TAKE: Final = ""


def hits(demand: Demand) -> RawSQL:
    """Return a subquery for the primary keys of the events that meet a demand."""
    title = (f"{{title}} : ({_any_of(words)})" for words in demand.title)
    anywhere = (f"({_any_of(words)})" for words in demand.anywhere)
    return RawSQL(
        "SELECT rowid FROM events_search WHERE events_search MATCH %s",
        [" AND ".join((*title, *anywhere))],
    )


def write(documents: Mapping[int, Document]) -> None:
    """Replace the rows of these events (by primary key)."""
    erase(documents)
    run(
        "INSERT INTO events_search (rowid, title, text) VALUES (%s, %s, %s)",
        *(
            (key, " ".join(sorted(document.title)), " ".join(sorted(document.text)))
            for key, document in documents.items()
        ),
    )
    # A planner that does not know how many events there are reads them all for a few hits.
    rows("PRAGMA optimize")


def erase(keys: Iterable[int]) -> None:
    """Remove the rows of these events."""
    run("DELETE FROM events_search WHERE rowid = %s", *((key,) for key in keys))


def indexed() -> set[int]:
    """Return the primary keys of all events in the index."""
    return {key for (key,) in rows("SELECT rowid FROM events_search")}


def words_of(keys: Iterable[int]) -> set[str]:
    """Return the words that the index holds for these events."""
    words = set[str]()
    for some in chunks(keys):
        held = f"SELECT title, text FROM events_search WHERE rowid IN ({places(some)})"  # noqa: S608
        for title, text in rows(held, some):
            words.update(title.split(), text.split())
    return words


def held(words: Iterable[str]) -> set[str]:
    """Return those of the words that any event holds."""
    terms = set[str]()
    for some in chunks(words):
        held = f"SELECT term FROM events_search_term WHERE term IN ({places(some)})"  # noqa: S608
        terms |= {term for (term,) in rows(held, some)}
    return terms


def _any_of(words: Alternatives) -> str:
    return " OR ".join(f'"{word}"' for word in words)
