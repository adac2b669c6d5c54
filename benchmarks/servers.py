"""The servers that are measured, on this machine's loopback, and how fast they answer."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
WORK: Final = ROOT / "build" / "bench"
HEADERS: Final = {"Host": "localhost", "Accept-Encoding": "gzip, br"}
WRK: Final = shutil.which("wrk")
CONNECTIONS: Final = 8  # as many as the server has threads
PATIENCE: Final = 60  # seconds for a server to answer for the first time


class Site:
    """Our site with so many synthetic events; what an earlier run has made serves again."""

    def __init__(self, count: int) -> None:
        newest = max(path.stem for path in (ROOT / "atmp_events" / "migrations").glob("0*.py"))
        self.folder = WORK / f"{count}-{newest}"
        self.env = {
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
        }
        if not (self.folder / "ready").exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            self.run("manage.py", "migrate", "--verbosity=0")
            self.run("manage.py", "load_network_meeting")
            self.run("-m", "benchmarks.generator", str(count))
            (self.folder / "ready").touch()

    def run(self, *args: str) -> str:
        """Run Python on its data; return what is printed."""
        command = [sys.executable, *args]
        return subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    @contextmanager
    def served(self, **more: str) -> Iterator[int]:
        """Serve it as in production but for TLS, with more variables; yield the port."""
        with gunicorn("atmp_events.wsgi", env={**self.env, **more}, path="/en/") as port:
            yield port


@contextmanager
def gunicorn(
    application: str,
    *,
    env: Mapping[str, str],
    path: str,
    folder: Path = ROOT,
    python: str = sys.executable,
) -> Iterator[int]:
    """Serve an application as we ship ours; yield the port once it answers at `path`."""
    port = free_port()
    command = [python, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py"), application]
    with (WORK / "log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=folder, env={**env, "BIND": f"127.0.0.1:{port}"}, stdout=log, stderr=log
        )
    try:
        _wait(port, path)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def get(port: int, path: str) -> tuple[dict[str, str], bytes]:
    """Return headers and body of an answer, compressed where it can be."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path, headers=HEADERS)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    return dict(answer.getheaders()), body


def milliseconds(port: int, path: str) -> float:
    """Return the time of an answer on a connection of its own."""
    began = perf_counter()
    get(port, path)
    return (perf_counter() - began) * 1000


def rate(port: int, path: str, seconds: float = 1) -> float:
    """Return answers a second on a few connections that are kept open: by wrk where it is there."""
    if WRK is None:
        return _rate_in_python(port, path, seconds)
    headers = [part for it in HEADERS.items() for part in ("-H", ": ".join(it))]
    command = [WRK, "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout=20s", *headers]
    told = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], check=True, capture_output=True, text=True
    ).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if "Non-2xx" in told or found is None:
        raise RuntimeError(told)
    return float(found[1])


def _rate_in_python(port: int, path: str, seconds: float) -> float:
    """Ask on all connections, then read all answers, again and again."""
    hands = [HTTPConnection("127.0.0.1", port, timeout=PATIENCE) for _ in range(CONNECTIONS)]
    began, answered = perf_counter(), 0
    while perf_counter() - began < seconds:
        for hand in hands:
            hand.request("GET", path, headers=HEADERS)
        for hand in hands:
            answer = hand.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answers {answer.status}")
        answered += len(hands)
    taken = perf_counter() - began
    for hand in hands:
        hand.close()
    return answered / taken


def _wait(port: int, path: str) -> None:
    until = perf_counter() + PATIENCE
    while perf_counter() < until:
        try:
            get(port, path)
        except OSError:
            sleep(0.05)
        else:
            return
    raise TimeoutError(f"No answer at {path}; see {WORK / 'log'}.")
