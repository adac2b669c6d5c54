"""Tells whether SQLite has committed anything, without asking it.

In WAL mode a file beside the database, which all who use it share, begins with a header that each
commit of anybody changes (sqlite.org/walformat.html, 2.1). To look at it costs next to nothing;
each question to SQLite lets the other threads of the process in, and waits until they let go.
"""

import mmap
import os
import sqlite3
from contextlib import ExitStack
from threading import Lock
from time import monotonic
from typing import Any, Final
from urllib.parse import quote

HEADER: Final = 2 * 48  # bytes: it is written twice, so that a reader sees one half written
AGAIN: Final = 60.0  # seconds until a database is tried again that had no such file
# To close one of these files would take SQLite's own locks on it away, since locks of POSIX belong
# to the process; so none is, not even when nobody looks at it any more.
HELD: Final[list[mmap.mmap]] = []


class WalIndex:
    """The header for one database. Its connection keeps SQLite from removing the file."""

    def __init__(self, database: str) -> None:
        """Take a file of SQLite. Raise OSError, ValueError or sqlite3.Error if it has no header."""
        self._lock = Lock()
        with ExitStack() as undone:
            self._connection = sqlite3.connect(
                f"file:{quote(database)}?mode=rw", uri=True, timeout=0, check_same_thread=False
            )
            undone.callback(self._connection.close)
            # One that may only read would have all others of the process only read, for ever.
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("ROLLBACK")
            file = os.open(f"{database}-shm", os.O_RDWR)
            self._memory = mmap.mmap(file, HEADER, prot=mmap.PROT_READ)
            HELD.append(self._memory)
            undone.pop_all()

    def header(self) -> bytes:
        """Return what differs as soon as a commit can be read by others."""
        return self._memory[:]

    def ask(self, statement: str) -> tuple[bytes, Any]:
        """Return a header, and the one value that a statement selects at that header or later.

        On a connection that asks nothing else: one that is still reading would see what was.
        """
        with self._lock:
            header = self.header()
            return header, self._connection.execute(statement).fetchone()[0]


class Witness:
    """Finds the header of a database, or that there is none."""

    def __init__(self) -> None:
        self._known: dict[str, WalIndex | None] = {}
        self._again_at = 0.0
        self._lock = Lock()

    def index(self, database: str) -> WalIndex | None:
        """Return the one for a file of SQLite; None where only SQLite itself can tell."""
        index = self._known.get(database)
        if index is None and monotonic() >= self._again_at:
            index = self._found(database)
        return index

    def _found(self, database: str) -> WalIndex | None:
        with self._lock:
            if self._known.get(database) is None:
                self._again_at = monotonic() + AGAIN
                try:
                    self._known[database] = WalIndex(database)
                except (OSError, ValueError, sqlite3.Error):
                    return None
            return self._known[database]


WITNESS: Final = Witness()
