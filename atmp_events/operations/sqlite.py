"""Set-up of SQLite connections: JSON, and collations for alphabetical order."""

import os
from functools import partial
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.signals import connection_created
from django.db.backends.sqlite3.base import DatabaseWrapper

from ..models import LANGUAGES, Language
from ..models.collation import COLLATIONS, sort_key


def listen() -> None:
    """Connect the receivers. Called once, at start-up."""
    connection_created.connect(_set_up, sender=DatabaseWrapper, dispatch_uid="sqlite")
    request_started.connect(_close_if_file_was_replaced, sender=WSGIHandler, dispatch_uid="file")
    request_finished.connect(_close_if_file_is_read_only, sender=WSGIHandler, dispatch_uid="disk")


def _set_up(connection: DatabaseWrapper, **kwargs: Any) -> None:
    """Set up a new connection.

    Django's check for JSON is skipped. It opens a write transaction and remembers a failure:
    readers would wait for writers, and after a full disk every page would fail.
    """
    connection.features.supports_json_field = True  # SQLite 3.38 and later
    # PostgreSQL has collations with the same names.
    for language in LANGUAGES:
        connection.connection.create_collation(COLLATIONS[language], partial(_compare, language))
    connection.opened_file = _file_identity(connection)  # type: ignore[attr-defined]


def _close_if_file_was_replaced(**kwargs: Any) -> None:
    """Close the connection if its file was replaced: what is saved in the old file is lost."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not isinstance(connection, DatabaseWrapper) or connection.connection is None:
        return
    there = _file_identity(connection)
    if there and there != connection.opened_file:  # type: ignore[attr-defined]
        connection.close()


def _close_if_file_is_read_only(**kwargs: Any) -> None:
    """Close the connection after a request as long as the file is read-only.

    SQLite would stay read-only in all threads while one of them keeps the file open.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if isinstance(connection, DatabaseWrapper) and connection.connection is not None:
        file = connection.settings_dict["NAME"]
        if not os.access(file, os.W_OK) and os.access(file, os.R_OK):
            connection.close()


def _file_identity(connection: DatabaseWrapper) -> tuple[int, int] | None:
    """Return device and inode, which tell a file from another one of the same name."""
    try:  # At each request; pathlib is slow.
        found = os.stat(connection.settings_dict["NAME"])  # noqa: PTH116
    except OSError:  # in memory, or moved away
        return None
    return found.st_dev, found.st_ino


def _compare(language: Language, one: str, other: str) -> int:
    first, second = sort_key(one, language), sort_key(other, language)
    return (first > second) - (first < second)
