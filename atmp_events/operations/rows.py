"""Every row of the database as plain values, and back: the same on SQLite and on PostgreSQL.

Django's own serializers cut microseconds off and save through today's models; a copy that must
lose nothing keeps every digit, and reads a schema as it was when the copy was made.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, time
from typing import Any, Final

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

Row = dict[str, Any]
Table = type[models.Model]

# Who is signed in right now, and who has just failed to, is no part of what is kept. No backup may
# bring an old version of the site back: answers may have been kept under it.
NOT_KEPT: Final = {
    "events.siteversion",
    "sessions.session",
    "axes.accessattempt",
    "axes.accessattemptexpiration",
    "axes.accessfailurelog",
    "axes.accesslog",
}
AS_THEY_ARE: Final = (bool, int, float, str, dict, list)
AT_ONCE: Final = 1000


def tables(apps: Apps) -> list[Table]:
    """Return the models whose rows are kept, those that join two others included."""
    every = apps.get_models(include_auto_created=True)
    own = [model for model in every if model._meta.managed and not model._meta.proxy]
    return [model for model in own if model._meta.label_lower not in NOT_KEPT]


@contextmanager
def one_moment(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Let all that is read inside be of one moment, while others go on writing."""
    connection = connections[using]
    postgres = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(postgres if connection.vendor == "postgresql" else "BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def rows_of(table: Table, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[Row]:
    """Yield a table's rows by column, values that JSON can hold, in order of the primary key."""
    columns = [field.attname for field in table._meta.concrete_fields]
    query = table._base_manager.using(using).order_by("pk")
    for values in query.values_list(*columns).iterator(chunk_size=AT_ONCE):
        yield {name: _plain(value) for name, value in zip(columns, values, strict=True)}


def put(table: Table, rows: Iterable[Row], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Write rows as they are: no default is filled in, no date is set, no receiver called."""
    fields = table._meta.concrete_fields
    for row in rows:
        made = table()
        # Past the descriptors: one of them would open each picture to measure it.
        made.__dict__.update({it.attname: _value(it, row[it.attname]) for it in fields})
        made.save_base(raw=True, force_insert=True, using=using)


@contextmanager
def replacing(every: list[Table], *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Empty the tables and let them be filled: all of it comes true, or nothing.

    Raises IntegrityError at the end if a row points at one that is not there.
    """
    connection = connections[using]
    with transaction.atomic(using=using):
        with connection.cursor() as cursor:
            for table in every:
                name = connection.ops.quote_name(table._meta.db_table)
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608  # a table of ours
        yield
        connection.check_constraints()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), every):
                cursor.execute(statement)


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it; `to_python` of its field reads it again."""
    if value is None or isinstance(value, AS_THEY_ARE):
        return value
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _value(field: "models.Field[Any, Any]", plain: Any) -> Any:
    return plain if isinstance(field, models.JSONField) else field.to_python(plain)
