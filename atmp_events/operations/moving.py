"""The move from one database to another, SQLite to PostgreSQL above all, with a proof."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.apps.registry import Apps
from django.db import DEFAULT_DB_ALIAS

from .restore import fill
from .rows import Table, one_moment, rows_of, tables
from .schema import migrate, models_at, opened, standing_of, standing_of_code

TARGET: Final = "target"
CONTENT: Final = {"events.event", "events.user"}


class NotEmptyError(Exception):
    """The database that was to be moved into holds something already."""


class NotUpToDateError(Exception):
    """The database that was to be moved has migrations before it."""


@dataclass(frozen=True)
class Proof:
    """What one table held before and holds after: rows, and the SHA-256 of all their values."""

    table: str
    rows: tuple[int, int]
    sha256: tuple[str, str]

    @property
    def holds(self) -> bool:
        """Tell whether nothing was lost or changed."""
        return self.rows[0] == self.rows[1] and self.sha256[0] == self.sha256[1]


def move(address: str, *, using: str = DEFAULT_DB_ALIAS) -> list[Proof]:
    """Copy every row to the database at an address (as DATABASE_URL), and compare both.

    Nothing is changed in the database that is left. Raises NotUpToDateError, NotEmptyError, and
    django.db.Error where there is no such database.
    """
    if standing_of(using) != standing_of_code():
        raise NotUpToDateError
    with opened(address, alias=TARGET) as target:
        migrate(using=target)
        apps = models_at(standing_of_code())
        if any(_has_rows(table, target) for table in tables(apps)):
            raise NotEmptyError
        with one_moment(using):
            fill(lambda table: rows_of(table, using=using), apps, using=target)
            return list(_compare(apps, using, target))


def _has_rows(table: Table, using: str) -> bool:
    """Tell whether there is content; what migrations themselves write is none."""
    content = table._meta.label_lower in CONTENT
    return content and table._base_manager.using(using).exists()


def _compare(apps: Apps, before: str, after: str) -> Iterator[Proof]:
    for table in tables(apps):
        (rows, digest), (copied, copy) = _digest(table, before), _digest(table, after)
        yield Proof(table._meta.label_lower, (rows, copied), (digest, copy))


def _digest(table: Table, using: str) -> tuple[int, str]:
    count, digest = 0, hashlib.sha256()
    for row in rows_of(table, using=using):
        count += 1
        digest.update(json.dumps(row, sort_keys=True).encode())
    return count, digest.hexdigest()
