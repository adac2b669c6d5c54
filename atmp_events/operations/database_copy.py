"""Copies all rows to another database and compares both, mainly SQLite to PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import environ
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction
from django.db.models import Model

from ..models import Event, User
from . import database
from .archive import BackupError
from .health import migrations_done

TARGET: Final = "target"
BATCH: Final = 1000


def copy_to(address: str) -> Iterator[tuple[str, int, bool]]:
    """Copy all rows to the empty database at an address (as DATABASE_URL), and compare.

    Yields ("app.model", number of rows, whether both sides are equal). If this database is SQLite
    nobody can write meanwhile. Raises BackupError if the other one cannot be used, and
    django.db.Error.
    """
    if not migrations_done():
        raise BackupError("Run `manage.py migrate` here first.")
    database.manage("migrate", address)
    with _configure_target(address), transaction.atomic(), transaction.atomic(TARGET):
        if any(model._base_manager.using(TARGET).exists() for model in (Event, User)):
            raise BackupError("The new database has events or users. It must be empty.")
        # Rows written by migrations are removed there: they are copied with the rest.
        call_command("flush", database=TARGET, interactive=False, inhibit_post_migrate=True)
        every = [it for it in apps.get_models(include_auto_created=True) if _has_rows(it)]
        for model in every:
            for row in model._base_manager.order_by("pk").iterator(BATCH):
                _insert(row)
        target = connections[TARGET]
        with target.cursor() as cursor:
            for statement in target.ops.sequence_reset_sql(no_style(), every):
                cursor.execute(statement)
        for model in every:
            here, there = (list(_values(model, it)) for it in (DEFAULT_DB_ALIAS, TARGET))
            yield model._meta.label_lower, len(there), here == there


def _insert(row: Model) -> None:
    """Store a row there. Raises BackupError that names it, and the columns that are too long."""
    label, key = row._meta.label_lower, row.pk
    try:
        row.save_base(raw=True, force_insert=True, using=TARGET)
    except (Error, ValueError, OverflowError) as error:
        long = [
            f"{it.name} has {len(value)} characters, {it.max_length} at most"
            for it in row._meta.concrete_fields
            if it.max_length
            and isinstance(value := it.value_from_object(row), str)
            and len(value) > it.max_length
        ]
        raise BackupError(f"{label} {key}: {'; '.join(long) or error}") from error


@contextmanager
def _configure_target(address: str) -> Iterator[None]:
    """Configure a second database as TARGET."""
    connections.databases[TARGET] = environ.Env.db_url_config(address)
    connections.configure_settings(connections.databases)
    try:
        yield
    finally:
        connections[TARGET].close()
        del connections[TARGET], connections.databases[TARGET]


def _has_rows(model: type[Model]) -> bool:
    """Return whether a model has its own table."""
    return model._meta.managed and not model._meta.proxy


def _values(model: type[Model], using: str) -> Iterator[tuple[object, ...]]:
    return model._base_manager.using(using).order_by("pk").values_list().iterator(BATCH)
