"""How long an answer holds: until something is written, or the clock changes what is said.

Every write leaves a new stamp, in its own transaction, by triggers in the database: so no way of
writing goes unnoticed, be it in bulk, by a fixture or by hand.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from ..facts.standing import CLOSING_SOON
from ..models import Event, State, User, Version
from .wal_index import WITNESS, WalIndex

# Midnight comes on a quarter of an hour in every time zone there is.
QUARTER: Final = timedelta(minutes=15)
# What the clock reaches, and how long before it something else is said.
MOMENTS: Final = (
    ("starts_at", timedelta()),
    ("ends_at", timedelta()),
    ("publish_at", timedelta()),
    ("registration_opens_at", timedelta()),
    ("registration_closes_at", timedelta()),
    ("registration_closes_at", CLOSING_SOON),
)
TABLE: Final = "events_generation"  # no model: no backup may bring an old stamp back
# Not a number that counts: one that a restored backup or an undone write could repeat.
RANDOM: Final = {
    "sqlite": "lower(hex(randomblob(16)))",
    "postgresql": "replace(gen_random_uuid()::text, '-', '')",
}
# In PostgreSQL a single row would let one writer wait for another, and two for each other. So
# each adds a row, and takes those away that nobody else is taking: whatever becomes visible, in
# whatever order, the rows together are others than before.
BUMP: Final = {
    "sqlite": f"UPDATE {TABLE} SET stamp = {RANDOM['sqlite']}",  # noqa: S608
    "postgresql": (
        f"DELETE FROM {TABLE} WHERE stamp IN"  # noqa: S608
        f" (SELECT stamp FROM {TABLE} FOR UPDATE SKIP LOCKED);"
        f" INSERT INTO {TABLE} (stamp) VALUES ({RANDOM['postgresql']})"
    ),
}
STAMP: Final = {
    "sqlite": f"(SELECT stamp FROM {TABLE})",  # noqa: S608
    "postgresql": f"(SELECT string_agg(stamp, '' ORDER BY stamp) FROM {TABLE})",  # noqa: S608
}
ASKED: Final = {vendor: f"SELECT {stamp}" for vendor, stamp in STAMP.items()}


@dataclass(frozen=True, slots=True)
class Present:
    """The state of everything at a moment (aware), and when the clock alone changes it."""

    stamp: str
    now: datetime
    until: datetime


def stamp() -> str | None:
    """Return what changes with every write, in one query at most; None where there is none.

    Where nobody has committed anything to SQLite since it was last asked it need not be asked.
    """
    database = connections[DEFAULT_DB_ALIAS]
    index = _index(database)
    if index is None:
        return _asked(database)
    last = _last
    return last[1] if last[0] == index.header() else _asked_of(index)


_last: tuple[bytes, str | None] = b"", None


def _index(database: BaseDatabaseWrapper) -> WalIndex | None:
    """Return what tells of commits; whoever has not committed yet must see his own writes."""
    if database.vendor != "sqlite" or database.in_atomic_block:
        return None
    return WITNESS.index(str(database.settings_dict["NAME"]))


def _asked_of(index: WalIndex) -> str | None:
    global _last
    try:
        header, found = index.ask(ASKED["sqlite"])
    except sqlite3.Error:
        return None
    _last = header, found
    return cast(str | None, found)


def _asked(database: BaseDatabaseWrapper) -> str | None:
    """Ask the driver itself (PEP 249), on the connection that Django keeps.

    It is asked for every answer that is kept: Django's cursor would cost more than all the rest.
    """
    try:
        database.ensure_connection()
        with database.wrap_database_errors:
            row = database.connection.execute(ASKED[database.vendor]).fetchone()
    except DatabaseError:
        return None
    return cast(str | None, row[0])


def present(now: datetime) -> Present | None:
    """Return the present state; None where the database does not say.

    It is asked in one query, unless the last answer still holds, and that can be told without.
    """
    global _present
    last = _present
    if last and last.now <= now < last.until and _index(connection) and last.stamp == stamp():
        return replace(last, now=now)
    _present = found = _asked_at(now)
    return found


_present: Present | None = None


def _asked_at(now: datetime) -> Present | None:
    moments = [
        connection.ops.adapt_datetimefield_value(now + before) for _column, before in MOMENTS
    ]
    stamp, *reached = _first(_question(connection.vendor), moments)
    if stamp is None:
        return None
    following = (
        _aware(moment) - before
        for moment, (_column, before) in zip(reached, MOMENTS, strict=True)
        if moment is not None
    )
    return Present(stamp, now, min([_quarter(now), *following]))


def renew(using: str = "default") -> None:
    """Set a new stamp, after what no trigger sees: the search index written anew."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in BUMP[connections[using].vendor].split(";"):
            cursor.execute(statement)


def watch(using: str) -> None:
    """Let every write of a model of ours set a new stamp, and set one now.

    To be called after each migration: SQLite drops a table's triggers when it alters the table.
    """
    database = connections[using]
    if TABLE not in database.introspection.table_names():
        return
    with transaction.atomic(using=using), database.cursor() as cursor:
        for statement in _statements(database.vendor):
            cursor.execute(statement)


def _statements(vendor: str) -> Iterator[str]:
    """Yield the SQL that sets a new stamp, now and after each write."""
    yield f"DELETE FROM {TABLE}"  # noqa: S608
    yield f"INSERT INTO {TABLE} (stamp) VALUES ({RANDOM[vendor]})"  # noqa: S608
    if vendor == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION {TABLE}_bump() RETURNS trigger LANGUAGE plpgsql"
            f" AS $$ BEGIN {BUMP[vendor]}; RETURN NULL; END $$"
        )
    for model in _watched():
        # All names are our own models' tables.
        table = model._meta.db_table
        if vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {TABLE}_bump ON {table}"
            yield (
                f"CREATE TRIGGER {TABLE}_bump AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE"
                f" ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_bump()"
            )
            continue
        for write in ("INSERT", "UPDATE", "DELETE"):
            name = f"{table}_{write.lower()}_bump"
            bump = BUMP[vendor]
            yield f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {write} ON {table} BEGIN {bump}; END"


def _watched() -> Iterator[type[Model]]:
    """Yield every model of ours but those that no page shows: accounts, and former versions."""
    models = apps.get_app_config("events").get_models(include_auto_created=True)
    unseen = {User, Version, User.groups.through, User.user_permissions.through}
    return (model for model in models if model not in unseen)


def _question(vendor: str) -> str:
    table = Event._meta.db_table
    moments = (
        f"(SELECT MIN({column}) FROM {table}"  # noqa: S608
        f" WHERE state = '{State.PUBLISHED}' AND deleted_at IS NULL AND {column} > %s)"
        for column, _before in MOMENTS
    )
    return f"SELECT {STAMP[vendor]}, {', '.join(moments)}"


def _first(statement: str, parameters: list[Any]) -> tuple[Any, ...]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return tuple(cursor.fetchone())
    except DatabaseError:
        return (None,)


def _aware(moment: Any) -> datetime:
    """Return what the database gives for a moment; SQLite gives text, in UTC."""
    if isinstance(moment, datetime):
        return moment
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def _quarter(now: datetime) -> datetime:
    """Return when the next quarter of an hour begins."""
    past = timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    return now - past + QUARTER
