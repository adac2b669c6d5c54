"""How long an answer holds: until something is written, or the clock changes what is said.

Every write bumps one row, in its own transaction, by triggers in the database: so no way of
writing goes unnoticed, be it in bulk, by a fixture or by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.apps import apps
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import Model

from ..facts.standing import CLOSING_SOON
from ..models import Event, State, User

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
TABLE: Final = "events_generation"  # no model: no dump may bring an old stamp back
# Not a number that counts: one that a restored backup or an undone write could repeat.
STAMPS: Final = {
    "sqlite": "lower(hex(randomblob(16)))",
    "postgresql": "replace(gen_random_uuid()::text, '-', '')",
}


@dataclass(frozen=True, slots=True)
class Present:
    """The state of everything at a moment (aware), and when the clock alone changes it."""

    stamp: str
    now: datetime
    until: datetime


def present(now: datetime) -> Present | None:
    """Return the present state, in one query; None where the database does not say."""
    moments = [
        connection.ops.adapt_datetimefield_value(now + before) for _column, before in MOMENTS
    ]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_QUESTION, moments)
            row = cursor.fetchone()
    except DatabaseError:
        return None
    if row is None:
        return None
    stamp, *reached = row
    following = (
        _aware(moment) - before
        for moment, (_column, before) in zip(reached, MOMENTS, strict=True)
        if moment is not None
    )
    return Present(stamp, now, min([_quarter(now), *following]))


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
    # All names are our own models' tables.
    bump = (
        f"INSERT INTO {TABLE} (id, stamp) VALUES (1, {STAMPS[vendor]})"  # noqa: S608
        " ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp"
    )
    yield bump
    if vendor == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION {TABLE}_bump() RETURNS trigger LANGUAGE plpgsql"
            f" AS $$ BEGIN {bump}; RETURN NULL; END $$"
        )
    for model in _watched():
        table = model._meta.db_table
        if vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {TABLE}_bump ON {table}"
            yield (
                f"CREATE TRIGGER {TABLE}_bump AFTER INSERT OR UPDATE OR DELETE ON {table}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_bump()"
            )
            continue
        for write in ("INSERT", "UPDATE", "DELETE"):
            name = f"{table}_{write.lower()}_bump"
            yield f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {write} ON {table} BEGIN {bump}; END"


def _watched() -> Iterator[type[Model]]:
    """Yield every model of ours but of those who sign in, whom no page shows."""
    models = apps.get_app_config("events").get_models(include_auto_created=True)
    unseen = {User, User.groups.through, User.user_permissions.through}
    return (model for model in models if model not in unseen)


def _question() -> str:
    table = Event._meta.db_table
    moments = (
        f"(SELECT MIN({column}) FROM {table}"  # noqa: S608
        f" WHERE state = '{State.PUBLISHED}' AND {column} > %s)"
        for column, _before in MOMENTS
    )
    return f"SELECT stamp, {', '.join(moments)} FROM {TABLE} WHERE id = 1"  # noqa: S608


_QUESTION: Final = _question()


def _aware(moment: Any) -> datetime:
    """Return what the database gives for a moment; SQLite gives text, in UTC."""
    if isinstance(moment, datetime):
        return moment
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def _quarter(now: datetime) -> datetime:
    """Return when the next quarter of an hour begins."""
    past = timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    return now - past + QUARTER
