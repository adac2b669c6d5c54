"""The full-text index of the database at hand: SQLite's FTS5 or PostgreSQL's tsvector."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from django.db import NotSupportedError, connection
from django.db.models.expressions import RawSQL

from . import postgres, sqlite
from .demand import Demand
from .document import Document


class Engine(Protocol):
    """What the two have in common; each says in its own words how."""

    KEEP: str  # ends a SELECT of words that must stay until this transaction ends
    TAKE: str  # ends a SELECT of words that may be removed

    def hits(self, demand: Demand) -> RawSQL:
        """Return a subquery for the primary keys of the events that meet a demand."""

    def write(self, documents: Mapping[int, Document]) -> None:
        """Replace the rows of these events (by primary key)."""

    def erase(self, keys: Iterable[int]) -> None:
        """Remove the rows of these events."""

    def indexed(self) -> set[int]:
        """Return the primary keys of all events in the index."""

    def words_of(self, keys: Iterable[int]) -> set[str]:
        """Return the words that the index holds for these events."""

    def held(self, words: Iterable[str]) -> set[str]:
        """Return those of the words that any event holds."""


def engine() -> Engine:
    """Return the index of the database in use. Raises NotSupportedError for a third kind."""
    match connection.vendor:
        case "sqlite":
            return sqlite
        case "postgresql":
            return postgres
    raise NotSupportedError(f"Search works in SQLite and PostgreSQL, not in {connection.vendor}.")
