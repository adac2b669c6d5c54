"""Which migrations a database has behind it, and what its tables looked like then."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Standing = frozenset[tuple[str, str]]  # pairs of an app's label and a migration's name

WORKBENCH: Final = "workbench"


class UnknownMigrationsError(Exception):
    """The database comes from a newer version of the site; `args` name its migrations."""


def standing_of(using: str = DEFAULT_DB_ALIAS) -> Standing:
    """Return the migrations that a database has behind it; none of an empty one."""
    return frozenset(MigrationRecorder(connections[using]).applied_migrations())


def standing_of_code() -> Standing:
    """Return the migrations that this version of the site knows."""
    return frozenset(MigrationLoader(None).graph.nodes)


def models_at(standing: Standing) -> Apps:
    """Return the models as they were after those migrations.

    Raises UnknownMigrationsError if this version of the site does not have them all.
    """
    loader = MigrationLoader(None)
    unknown = sorted(standing - set(loader.disk_migrations))
    if unknown:
        raise UnknownMigrationsError(", ".join(f"{app}.{name}" for app, name in unknown))
    nodes = sorted(standing & set(loader.graph.nodes))
    state = loader.project_state(nodes)
    apps: Apps = state.apps
    return apps


def migrate(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Bring a database's tables up to this version of the site."""
    call_command("migrate", database=using, verbosity=0, interactive=False)


def migrate_to(standing: Standing, *, using: str) -> None:
    """Bring an empty database's tables to where another one stood."""
    executor = MigrationExecutor(connections[using])
    graph = executor.loader.graph
    known = [node for node in sorted(standing) if node in graph.nodes]
    executor.migrate([node for node in known if not _later(graph.node_map[node], standing)])


@contextmanager
def workbench(folder: Path) -> Iterator[str]:
    """Yield the alias of an empty SQLite database in a folder, for as long as it is needed."""
    with opened(f"sqlite:///{folder / 'workbench.sqlite3'}", alias=WORKBENCH) as alias:
        yield alias


@contextmanager
def opened(address: str, *, alias: str) -> Iterator[str]:
    """Let Django know a second database by an alias; `address` is as in DATABASE_URL."""
    import environ

    settings: dict[str, Any] = environ.Env.db_url_config(address)
    connections.databases[alias] = settings
    connections.configure_settings(connections.databases)
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


def _later(node: Any, standing: Standing) -> bool:
    """Tell whether a migration of the same app comes after this one in the same standing."""
    return any(child.key in standing and child.key[0] == node.key[0] for child in node.children)
