"""Settings of Django's SQLite backend: JSON is supported, and texts are ordered by the alphabet."""

import os
from functools import partial
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.signals import connection_created
from django.db.backends.sqlite3.base import DatabaseWrapper

from ..models import LANGUAGES, Language
from ..models.alphabet import COLLATIONS, sort_key


def listen() -> None:
    """Connect the receivers. Called once, at start-up."""
    connection_created.connect(_set_up, sender=DatabaseWrapper, dispatch_uid="sqlite")
    request_started.connect(_leave_replaced_file, sender=WSGIHandler, dispatch_uid="file")
    request_finished.connect(_leave_read_only_disk, sender=WSGIHandler, dispatch_uid="disk")


def _set_up(connection: DatabaseWrapper, **kwargs: Any) -> None:
    """Set up a new connection.

    Without Django's JSON probe, which opens a write transaction and remembers a failure: reading
    a page would wait for writers, and would fail for good after a full disk.
    """
    connection.features.supports_json_field = True  # SQLite 3.38 and later
    # The collations that PostgreSQL has of its own, by the same names.
    for language in LANGUAGES:
        connection.connection.create_collation(COLLATIONS[language], partial(_compare, language))
    connection.opened_file = _identity(connection)  # type: ignore[attr-defined]


def _leave_replaced_file(**kwargs: Any) -> None:
    """Close the connection if another file has its name: what is saved there would be lost."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not isinstance(connection, DatabaseWrapper) or connection.connection is None:
        return
    there = _identity(connection)
    if there and there != connection.opened_file:  # type: ignore[attr-defined]
        connection.close()


def _leave_read_only_disk(**kwargs: Any) -> None:
    """Close the connection to a file that may only be read, as long as that is so.

    SQLite would go on only reading, in all threads, while any of them keeps it open.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if isinstance(connection, DatabaseWrapper) and connection.connection is not None:
        file = connection.settings_dict["NAME"]
        if Path(file).exists() and not os.access(file, os.W_OK):
            connection.close()


def _identity(connection: DatabaseWrapper) -> tuple[int, int] | None:
    """Return what tells a database file from another one of the same name."""
    try:
        found = Path(connection.settings_dict["NAME"]).stat()
    except OSError:  # in memory, or moved away
        return None
    return found.st_dev, found.st_ino


def _compare(language: Language, one: str, other: str) -> int:
    first, second = sort_key(one, language), sort_key(other, language)
    return (first > second) - (first < second)
