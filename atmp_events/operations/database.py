"""Dump and load of the database: by SQLite's backup API, or by pg_dump and psql."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from .archive import BackupError

DEBIAN_PROGRAMS: Final = Path("/usr/lib/postgresql")  # Debian's folder, by version


def dump(folder: Path) -> Path:
    """Write a consistent copy of the database into a folder; return its path.

    It blocks nobody. Raises BackupError if PostgreSQL's programs are missing or fail.
    """
    if connection.vendor == "sqlite":
        path = folder / "database.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
        return path
    path = folder / "database.sql"
    own = ["--no-owner", "--no-privileges"]  # The roles of another server may differ.
    _run("pg_dump", *own, "--clean", "--if-exists", f"--file={path}")
    return path


def load(path: Path) -> None:
    """Replace the database with a dump, and migrate it to this version of the site.

    All or nothing: readers see the former data until it is done. Raises BackupError.
    """
    if connection.vendor == "sqlite":
        manage("migrate", f"sqlite:///{path}")
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            copy.backup(connection.connection)  # one transaction
        return
    with TemporaryDirectory(dir=path.parent) as folder:
        former = dump(Path(folder))
        _replace(path)
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except BaseException:
            _replace(former)
            raise


def manage(command: str, address: str) -> None:
    """Run a management command on the database at an address (as DATABASE_URL).

    It runs in a separate process, with that database as the default. Raises BackupError.
    """
    manage_py = str(settings.BASE_DIR / "manage.py")
    _call([sys.executable, manage_py, command], {**os.environ, "DATABASE_URL": address})


def tables() -> list[str]:
    """Return the names of the tables; none for an empty database."""
    return connection.introspection.table_names()


def is_migrated() -> bool:
    """Return whether the database has all tables of this version of the site."""
    executor = MigrationExecutor(connection)
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


def _replace(path: Path) -> None:
    """Drop all tables and run a dump of pg_dump, in one transaction."""
    names = ", ".join(map(connection.ops.quote_name, tables()))
    # The dump drops its own tables only; those of later migrations must go, too. Django's
    # schema editor cannot run in the transaction of psql.
    drop = [f"--command=DROP TABLE {names} CASCADE"] if names else []
    once = ["--single-transaction", "--set=ON_ERROR_STOP=1"]
    _run("psql", "--no-psqlrc", "--quiet", *once, *drop, f"--file={path}")


def _run(name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on the site's database."""
    client, values = connection.client, connection.settings_dict
    (_psql, *where), env = client.settings_to_cmd_args_env(values, [])
    _call([_program(name), *arguments, *where], {**os.environ, **(env or {})})


def _program(name: str) -> str:
    versions = sorted(DEBIAN_PROGRAMS.glob(f"*/bin/{name}"), key=lambda it: float(it.parts[-3]))
    found = shutil.which(name) or (versions and str(versions[-1]))
    if not found:
        raise BackupError(
            f"PostgreSQL's program {name} is missing. Install the client programs of the server's "
            "version; Debian: apt-get install postgresql-client"
        )
    return found


def _call(command: list[str], env: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603  # fixed programs and options
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise BackupError(f"{Path(command[0]).name} failed: {said[-1]}")
