"""What Django must be told of SQLite."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def listen() -> None:
    """Say of each new connection that it knows JSON; called once, at the start.

    Django would try it out in a transaction that writes, and remember a failure: a page that is
    only read would wait for whoever writes, and fail for ever on a disk that is full.
    """
    connection_created.connect(_knows_json, dispatch_uid="sqlite")


def _knows_json(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        connection.features.supports_json_field = True  # SQLite 3.38 and later
