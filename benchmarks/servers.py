"""Starts servers on loopback, and measures how fast they respond."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep
from typing import Final, NamedTuple
from urllib.request import Request, urlopen

import tests.environment  # noqa: F401  # sets the variables of the site, TLS=false among them
from tests.operations.serving import environment
from tools.with_postgres import free_port

ROOT: Final = Path(__file__).resolve().parent.parent
WORK: Final = ROOT / "build" / "bench"
HOST: Final = "localhost"
COMPRESSED: Final = "gzip, br"  # values of Accept-Encoding
UNCOMPRESSED: Final = "identity"
WRK: Final = shutil.which("wrk") if sys.platform == "linux" else None
CONNECTIONS: Final = 8  # as many as the server has threads
TICK: Final = os.sysconf("SC_CLK_TCK")  # units of processor time in a second
# Synthetic events, of which the first hundred are one series.
GENERATE: Final = """
from django.utils import timezone
from atmp_events.models import Event, Series
from benchmarks.generator import generate
generate({}, now=timezone.now())
series = Series.objects.create(
    title_sv="Hundra", title_en="Hundred", slug_sv="hundra", slug_en="hundred"
)
some = Event.objects.filter(title_en__startswith="Synthetic").order_by("pk")[:100]
Event.objects.filter(pk__in=list(some.values_list("pk", flat=True))).update(series=series)
"""
TIMEOUT: Final = 60  # seconds until the first response of a server


def run(*command: "str | Path", env: Mapping[str, str], folder: Path = ROOT) -> str:
    """Run a program; return its output. Its warnings are shown only if it fails."""
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
        done.check_returncode()
    return done.stdout


class Server(NamedTuple):
    """A running gunicorn."""

    port: int
    pid: int  # of the process that started the workers

    def rate(self, path: str, seconds: int, encodings: str = COMPRESSED) -> float:
        """Measure responses per second of processor time, under load."""
        before = self._processor_seconds()
        responses, _ = load(self.port, path, seconds, encodings)
        return responses / (self._processor_seconds() - before)

    def _processor_seconds(self) -> float:
        """Return the processor time of the workers, in seconds (proc_pid_stat(5))."""
        workers = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        fields = [Path(f"/proc/{it}/stat").read_text().rpartition(")")[2].split() for it in workers]
        return sum(int(it[11]) + int(it[12]) for it in fields) / TICK


class Site:
    """Our site with `count` synthetic events. It uses the database of an earlier run, if any."""

    def __init__(self, count: int) -> None:
        newest = max(path.stem for path in (ROOT / "atmp_events" / "migrations").glob("0*.py"))
        folder = WORK / f"{count}-{newest}"
        self.env = environment(folder, f"sqlite:///{folder / 'db.sqlite3'}")
        self.env["LOG_FORMAT"] = "json"
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            self.run("manage.py", "migrate", "--verbosity=0")
            self.run("manage.py", "load_network_meeting")
            self.run("manage.py", "shell", "--verbosity=0", "-c", GENERATE.format(count))
            (folder / "ready").touch()

    def run(self, *args: str) -> str:
        """Run Python with the site's settings; return its output."""
        return run(sys.executable, *args, env=self.env)

    @contextmanager
    def served(self, **more: str) -> Iterator[Server]:
        """Serve the site as in production but without TLS, with additional variables."""
        with gunicorn("atmp_events.wsgi", env={**self.env, **more}, path="/en/") as server:
            yield server


@contextmanager
def gunicorn(
    application: str,
    *,
    env: Mapping[str, str],
    path: str,
    folder: Path = ROOT,
    python: str = sys.executable,
) -> Iterator[Server]:
    """Serve an application with our gunicorn settings; yield when it responds at `path`."""
    port = free_port()
    env = {**env, "BIND": f"127.0.0.1:{port}"}
    command = [python, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py"), application]
    with (WORK / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
    try:
        _wait(port, path)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, path: str) -> None:
    until = perf_counter() + TIMEOUT
    while perf_counter() < until:
        try:
            get(port, path)
        except OSError:
            sleep(0.05)
        else:
            return
    raise TimeoutError(f"No response at {path}; see {WORK / 'log'}.")


def get(port: int, path: str) -> tuple[dict[str, str], bytes]:
    """Get a page; return its headers and its body, which may be compressed. Raises OSError."""
    headers = {"Host": HOST, "Accept-Encoding": COMPRESSED}
    request = Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    with urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
        return dict(response.headers), response.read()


def milliseconds(port: int, path: str) -> float:
    """Measure the time of one response on a new connection, in milliseconds."""
    began = perf_counter()
    get(port, path)
    return (perf_counter() - began) * 1000


def load(port: int, path: str, seconds: int, encodings: str = COMPRESSED) -> tuple[int, float]:
    """Run wrk on keep-alive connections; return the number of pages, and the responses per second.

    A page of an error is not counted: it costs less.
    """
    headers = ["-H", f"Host: {HOST}", "-H", f"Accept-Encoding: {encodings}"]
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout=20s", *headers]
    output = run(str(WRK), *options, f"http://127.0.0.1:{port}{path}", env=os.environ)
    responses = re.search(r"(\d+) requests in", output)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    # pretalx sometimes fails under load: its threads share an HTML sanitiser.
    errors = int(failed[1]) if failed else 0
    if not (responses and rate) or int(responses[1]) <= 10 * errors:
        raise RuntimeError(output)
    return int(responses[1]) - errors, float(rate[1])
