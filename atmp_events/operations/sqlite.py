"""What is settled about SQLite before the first question to it."""

import sqlite3
from typing import Final

from django.db.backends.sqlite3.base import DatabaseWrapper

HAS_JSON: Final = (3, 38)  # From here on it is always built in (sqlite.org/json1.html).


def settle() -> None:
    """Say at once that SQLite knows JSON.

    Django finds out by a write transaction, and remembers a failure: while somebody else writes
    for long, or the disk may only be read, a page would go on failing after that has passed.
    """
    if sqlite3.sqlite_version_info >= HAS_JSON:
        DatabaseWrapper.features_class.supports_json_field = True
