"""Dump, load and copy of the database: by SQLite's backup API, by pg_dump and psql, or by rows."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import environ
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections, transaction

# Django documents none of these three. The tests of restore and of the move would notice a change.
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from ..environment import read_address
from ..models import Event, User
from .backup_file import BackupError

TARGET: Final = "target"  # alias of a second database
BATCH: Final = 1000


def dump(folder: Path) -> Path:
    """Write a consistent copy of the database into a folder; return its path.

    It blocks no reader or writer. Raises BackupError if PostgreSQL's programs are missing or fail,
    and django.db.Error, for example if the disk is full.
    """
    if connection.vendor == "sqlite":
        path = folder / "database.sqlite3"
        connection.ensure_connection()
        with connection.wrap_database_errors, closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
        return path
    path = folder / "database.sql"
    own = ["--no-owner", "--no-privileges"]  # The roles of another server may differ.
    _run("pg_dump", *own, "--clean", "--if-exists", f"--file={path}")
    return path


def load(path: Path) -> None:
    """Replace the database with a dump, and migrate it to this version of the site.

    All or nothing: readers see the former data until the end. Raises BackupError and
    django.db.Error.
    """
    if connection.vendor == "sqlite":
        with _second_database(f"sqlite:///{path}"):
            migrate(TARGET)
        connection.ensure_connection()
        with connection.wrap_database_errors, closing(sqlite3.connect(path)) as copy:
            copy.backup(connection.connection)  # one transaction
        return
    with TemporaryDirectory(dir=path.parent) as folder:
        former = dump(Path(folder))
        _replace(path)
        try:
            migrate()
        except BaseException:
            _replace(former)
            raise


def migrate(using: str = DEFAULT_DB_ALIAS) -> None:
    """Bring a database up to this version of the site. Raises django.db.Error."""
    call_command("migrate", database=using, interactive=False, verbosity=0)


def tables() -> list[str]:
    """Return the names of the tables; none for an empty database."""
    return connection.introspection.table_names()


def migrations_done(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Return whether all migrations of this version of the site are applied."""
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def applied_migrations() -> list[str]:
    """Return the applied migrations, as "app.name"."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def unknown_migrations(names: list[str]) -> list[str]:
    """Return the migrations of installed apps that this version of the site does not have."""
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    return [
        name
        for name in names
        if name not in known and name.partition(".")[0] in loader.migrated_apps
    ]


def copy_database(address: str) -> Iterator[tuple[str, int, bool]]:
    """Copy all rows to the empty database at an address (as DATABASE_URL), and compare.

    Yields ("app.model", number of rows, whether both sides are equal). If this database is SQLite
    nobody can write meanwhile. Raises BackupError if the other one cannot be used, and
    django.db.Error.
    """
    if not migrations_done():
        raise BackupError("Run `manage.py migrate` here first.")
    with _second_database(address):
        there = connections[TARGET].introspection.table_names()
        for model in (Event, User):
            if model._meta.db_table in there and model._base_manager.using(TARGET).exists():
                raise BackupError("The new database has events or users. It must be empty.")
        migrate(TARGET)
        yield from _copy()


def _copy() -> Iterator[tuple[str, int, bool]]:
    """Copy all rows to TARGET, and compare."""
    with transaction.atomic(), transaction.atomic(TARGET):
        # Rows written by migrations are removed there: they are copied with the rest.
        call_command("flush", database=TARGET, interactive=False, inhibit_post_migrate=True)
        models = apps.get_models(include_auto_created=True)
        every = [it for it in models if it._meta.managed and not it._meta.proxy]
        for model in every:
            for row in model._base_manager.order_by("pk").iterator(BATCH):
                _insert(row)
        target = connections[TARGET]
        with target.cursor() as cursor:
            for statement in target.ops.sequence_reset_sql(no_style(), every):
                cursor.execute(statement)
        for model in every:
            rows = model._base_manager.order_by("pk").values_list()
            here, there = (list(rows.using(it)) for it in (DEFAULT_DB_ALIAS, TARGET))
            yield model._meta.label_lower, len(there), here == there


def _insert(row: Model) -> None:
    """Store a row in TARGET. Raises BackupError with the row, and values that are too long."""
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
def _second_database(address: str) -> Iterator[None]:
    """Configure a second database as TARGET."""
    connections.databases[TARGET] = read_address("ADDRESS", environ.Env.db_url_config, address)
    connections.configure_settings(connections.databases)
    try:
        yield
    finally:
        connections[TARGET].close()
        del connections[TARGET], connections.databases[TARGET]


def _replace(path: Path) -> None:
    """Drop all tables and run a dump of pg_dump, in one transaction."""
    names = ", ".join(map(connection.ops.quote_name, tables()))
    # The dump drops its own tables only; those of later migrations must go, too. Django's
    # schema editor cannot run in the transaction of psql.
    drop = [f"--command=DROP TABLE {names} CASCADE"] if names else []
    once = ["--single-transaction", "--set=ON_ERROR_STOP=1"]
    _run("psql", "--no-psqlrc", "--quiet", *once, *drop, f"--file={path}")


def _run(name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on the site's database. Raises BackupError."""
    client, values = connection.client, connection.settings_dict
    (_psql, *where), env = client.settings_to_cmd_args_env(values, [])
    try:
        done = subprocess.run(  # noqa: S603  # fixed programs and options
            [name, *arguments, *where],
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise BackupError(
            f"PostgreSQL's program {name} is missing. Install the client programs of the server's "
            "version; Debian: apt-get install postgresql-client"
        ) from error
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise BackupError(f"{name} failed: {said[-1]}")
