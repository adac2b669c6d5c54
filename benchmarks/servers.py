"""The servers that are measured, each a gunicorn of its own with the configuration that we ship."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep
from typing import Final

from .load import Hand, answers

ROOT: Final = Path(__file__).resolve().parent.parent
WORK: Final = ROOT / "build" / "bench"
PATIENCE: Final = 60  # seconds for a server to answer for the first time


@dataclass(frozen=True, slots=True)
class Server:
    """A gunicorn that answers."""

    port: int
    process: "subprocess.Popen[bytes]"
    first_answer: float  # seconds from its start

    def workers(self) -> list[int]:
        """Return the process ids of its workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def rate(self, asked: bytes, seconds: float, *, status: int = 200) -> float:
        """Return how often it answers a question in a second of processor that it uses.

        Others may use the machine too: the clock on the wall would count what is theirs.
        """
        before = self._processor()
        answered = answers(self.port, asked, seconds, status=status)
        return answered / max(self._processor() - before, 0.01)

    def rate_after(self, write: Callable[[], None], asked: bytes, times: int) -> float:
        """Return the same for a question that is asked so often, each time after a write."""
        hand, used = Hand(self.port, asked, 200), 0.0
        for _ in range(times):
            write()
            before = self._processor()
            hand.ask()
            while not hand.hear():
                pass
            used += self._processor() - before
        hand.socket.close()
        return times / max(used, 0.01)

    def _processor(self) -> float:
        """Return the processor time of all its processes, also of workers that have ended."""
        used = 0
        for pid, columns in [(self.process.pid, 4), *((it, 2) for it in self.workers())]:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += sum(int(it) for it in fields[11 : 11 + columns])  # utime, stime, and children's
        return used / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Return the resident memory of its first worker, in KiB."""
        status = Path(f"/proc/{self.workers()[0]}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of one answer, compressed where it can be."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(
                "GET", path, headers={"Host": "localhost", "Accept-Encoding": "gzip, br"}
            )
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Site:
    """Our site with data of its own."""

    folder: Path

    @property
    def env(self) -> dict[str, str]:
        """The variables it runs with: as in production, but without TLS."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "atmp_events.settings",
            "SECRET_KEY": "only for measuring " * 4,
            "ALLOWED_HOSTS": "localhost",
            "SITE_URL": "http://localhost",
            "TLS": "false",
            "TRUST_PROXY": "false",
            "DEBUG": "false",
            "LOG_FORMAT": "json",
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.folder / 'db.sqlite3'}",
            "STATIC_ROOT": str(ROOT / "build" / "static"),
        }

    def manage(self, *args: str) -> str:
        """Run a command on its data; return what it prints."""
        return self.run("manage.py", *args)

    def run(self, *args: str) -> str:
        """Run Python on its data; return what it prints."""
        command = [sys.executable, *args]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def write(self) -> None:
        """Raise the site's version as every save does, so that no kept answer is given."""
        with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as database, database:
            database.execute("UPDATE events_siteversion SET number = number + 1")

    @contextmanager
    def served(self, **more: str) -> Iterator[Server]:
        """Serve it on a free port, with more variables."""
        with serve("atmp_events.wsgi", env={**self.env, **more}, path="/en/") as server:
            yield server


@contextmanager
def serve(
    application: str,
    *,
    env: Mapping[str, str],
    path: str,
    folder: Path = ROOT,
    python: str = sys.executable,
) -> Iterator[Server]:
    """Serve a WSGI application under the gunicorn of `python`; wait until it answers at `path`."""
    port = _free_port()
    command = [python, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py"), application]
    began = perf_counter()
    with (WORK / "log").open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**env, "BIND": f"127.0.0.1:{port}"},
            stdout=log,
            stderr=log,
        )
    try:
        _wait(port, path)
        yield Server(port, process, perf_counter() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def compiled(folder: Path) -> None:
    """Have the code in a folder compiled beforehand, as an image of the site does."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(folder)], check=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _wait(port: int, path: str) -> None:
    until = perf_counter() + PATIENCE
    while perf_counter() < until:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Host": "localhost"})
            if connection.getresponse().status < 500:
                return
        except OSError:
            sleep(0.01)
        finally:
            connection.close()
    raise TimeoutError(f"No answer at {path}; see {WORK / 'log'}.")
