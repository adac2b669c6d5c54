"""Settings of Django's SQLite backend: JSON is supported, and texts are ordered by the alphabet."""

from functools import partial
from typing import Any

from django.db.backends.signals import connection_created
from django.db.backends.sqlite3.base import DatabaseWrapper

from ..models import LANGUAGES, Language
from ..models.alphabet import COLLATIONS, sort_key


def listen() -> None:
    """Set up each new connection. Called once, at start-up.

    Without Django's JSON probe, which opens a write transaction and remembers a failure: reading
    a page would wait for writers, and would fail for good after a full disk.
    """
    connection_created.connect(_knows_json, sender=DatabaseWrapper, dispatch_uid="sqlite")
    connection_created.connect(_has_alphabets, sender=DatabaseWrapper, dispatch_uid="alphabets")


def _knows_json(connection: DatabaseWrapper, **kwargs: Any) -> None:
    connection.features.supports_json_field = True  # SQLite 3.38 and later


def _has_alphabets(connection: DatabaseWrapper, **kwargs: Any) -> None:
    """Create the collations that PostgreSQL has of its own, by the same names."""
    for language in LANGUAGES:
        connection.connection.create_collation(COLLATIONS[language], partial(_compare, language))


def _compare(language: Language, one: str, other: str) -> int:
    first, second = sort_key(one, language), sort_key(other, language)
    return (first > second) - (first < second)
