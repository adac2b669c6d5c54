"""Whether anybody has committed to SQLite is seen at once, and SQLite is left in peace."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from atmp_events.delivery.wal_index import Witness

ELSEWHERE = "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1], 0.1).execute(sys.argv[2]))"


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = str(tmp_path / "db.sqlite3")
    with closing(sqlite3.connect(path)) as made:
        made.executescript("PRAGMA journal_mode=WAL; CREATE TABLE told (word TEXT)")
    return path


@pytest.fixture
def connection(database: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(database, isolation_level=None)) as opened:
        yield opened


def elsewhere(database: str, statement: str) -> str:
    command = [sys.executable, "-c", ELSEWHERE, database, statement]
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout  # noqa: S603


def test_each_commit_is_seen_and_nothing_else(
    database: str, connection: sqlite3.Connection
) -> None:
    index = Witness().index(database)
    assert index is not None
    before = index.header()
    connection.execute("SELECT * FROM told").fetchall()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO told VALUES ('not yet')")
    assert before == index.header()
    assert index.ask("SELECT COUNT(*) FROM told") == (before, 0)
    connection.execute("COMMIT")
    seen = [before, index.header()]
    assert index.ask("SELECT COUNT(*) FROM told") == (seen[1], 1)
    for word in "abc":
        connection.execute("INSERT INTO told VALUES (?)", (word,))
        seen.append(index.header())
    assert len(set(seen)) == 5


def test_what_another_process_commits_is_seen_also_after_all_was_written_back(
    database: str,
) -> None:
    index = Witness().index(database)
    assert index is not None
    seen = [index.header()]
    for _ in range(3):  # Each ends by writing back what it can, as the last to leave would.
        elsewhere(database, "INSERT INTO told VALUES ('x') RETURNING 1")
        elsewhere(database, "PRAGMA wal_checkpoint(TRUNCATE)")
        seen.append(index.header())
    assert len(set(seen)) == 4


def test_the_locks_of_sqlite_hold_while_it_is_looked_at(
    database: str, connection: sqlite3.Connection
) -> None:
    connection.execute("INSERT INTO told VALUES ('a')")
    connection.execute("BEGIN")
    connection.execute("SELECT * FROM told").fetchall()
    assert Witness().index(database)
    busy = elsewhere(database, "PRAGMA wal_checkpoint(TRUNCATE)")
    assert busy.startswith("(1,")  # since somebody reads


@pytest.mark.parametrize("made", ["", "PRAGMA journal_mode=DELETE; CREATE TABLE told (word TEXT)"])
def test_a_database_without_such_a_file_is_left_to_sqlite(tmp_path: Path, made: str) -> None:
    path = tmp_path / "other.sqlite3"
    if made:
        with closing(sqlite3.connect(path)) as database:
            database.executescript(made)
    assert Witness().index(str(path)) is None
    assert path.exists() == bool(made)
