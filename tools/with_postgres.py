"""Runs a command with a temporary PostgreSQL: `python tools/with_postgres.py COMMAND …`.

The cluster listens on loopback only. The command gets its address as DATABASE_URL. After the
command the cluster is removed. Exit code 77 (as in automake) means that PostgreSQL is missing.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MISSING = 77
HINT = "PostgreSQL is missing. Debian: apt-get install postgresql"


def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, which in Debian is not in PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    found = shutil.which("initdb") or (str(debian[0]) if debian else None)
    return Path(found).resolve().parent if found else None


def owner_prefix() -> list[str]:
    """Return the prefix of a command that changes the user: PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def make_folder() -> str:
    """Make a folder for the cluster that its user can read."""
    if os.geteuid() != 0:
        return tempfile.mkdtemp(prefix="atmp-postgres-")
    folder = tempfile.mkdtemp(prefix="atmp-postgres-", dir="/var/tmp")  # by mkdtemp
    shutil.chown(folder, "postgres")
    return folder


@dataclass(frozen=True)
class Cluster:
    """A temporary PostgreSQL cluster on loopback."""

    binaries: Path
    folder: str
    port: int

    @property
    def address(self) -> str:
        """The value of DATABASE_URL."""
        return f"postgres://events@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start the server; return when it accepts connections."""
        listen = "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        listen += " -c max_connections=250"  # A test registers two hundred people at once.
        log = f"{self.folder}/log"
        self.run("pg_ctl", "-w", "-l", log, "-o", f"-p {self.port} {listen}", "start")

    def stop(self) -> None:
        """Stop the server and close all connections at once."""
        self.run("pg_ctl", "-w", "-m", "immediate", "stop")

    def run(self, program: str, *args: str) -> None:
        """Run one of PostgreSQL's programs on the cluster."""
        command = [
            *owner_prefix(),
            str(self.binaries / program),
            "-D",
            f"{self.folder}/data",
            *args,
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)


@contextmanager
def cluster(binaries: Path) -> Iterator[Cluster]:
    """Start a cluster, yield it, stop and remove it."""
    found = Cluster(binaries, make_folder(), free_port())
    try:
        own = ["-U", "events", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        found.run("initdb", *own)
        found.start()
        yield found
        found.stop()
    finally:
        shutil.rmtree(found.folder, ignore_errors=True)


def main(command: list[str]) -> int:
    binaries = programs()
    if binaries is None:
        print(HINT, file=sys.stderr)
        return MISSING
    with cluster(binaries) as server:
        env = {**os.environ, "DATABASE_URL": server.address}
        return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
