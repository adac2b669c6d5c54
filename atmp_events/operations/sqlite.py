"""A setting of Django's SQLite backend: JSON is supported."""

from typing import Any

from django.db.backends.signals import connection_created
from django.db.backends.sqlite3.base import DatabaseWrapper


def listen() -> None:
    """Skip Django's JSON probe on each new connection. Called once, at start-up.

    The probe opens a write transaction and remembers a failure: reading a page would wait for
    writers, and would fail for good after a full disk.
    """
    connection_created.connect(_knows_json, sender=DatabaseWrapper, dispatch_uid="sqlite")


def _knows_json(connection: DatabaseWrapper, **kwargs: Any) -> None:
    connection.features.supports_json_field = True  # SQLite 3.38 and later
