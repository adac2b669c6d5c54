"""Runs the site under gunicorn as in production, with its own data, for tests and benchmarks."""

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from tests.pages.parsing import sent_fields
from tools.with_postgres import free_port

MEETING = "/sv/evenemang/2024/stamceller-i-rymden/"
ORGANISER = "/admin/events/organiser/1/change/"
ADD = "/admin/events/organiser/add/"
NOTHING_SAVED = "Ingenting har sparats"
VISITOR = {"Host": "localhost", "X-Forwarded-For": "192.0.2.44"}
SETUP = """
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from atmp_events.models import User
call_command("migrate", verbosity=0)
call_command("load_network_meeting", verbosity=0)
client = Client()
client.force_login(User.objects.create_superuser("anna"))
name = settings.SESSION_COOKIE_NAME
print("cookie", name, client.cookies[name].value)
"""
PRINT_NAMES = """
from atmp_events.models import Organiser
print(*Organiser.objects.values_list("name_sv", flat=True), sep="\\n")
"""
RUN = """
from django.core.management import CommandError, call_command
try:
    call_command(*{!r})
except CommandError as error:
    print("FAILED", error)
"""
PRINT_INTEGRITY = "from tests.operations.killed_saver import integrity; print(integrity())"
# Reads code, one JSON string a line; writes its output in the same form.
SHELL_LOOP = """
import contextlib, io, json, sys
import django
django.setup()
for line in sys.stdin:
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(json.loads(line), {})
    print(json.dumps(output.getvalue()), flush=True)
"""


@dataclass
class SiteShell:
    """A Python process with the settings and data of a site, started at its first use."""

    env: dict[str, str]
    process: "subprocess.Popen[str] | None" = None

    def run(self, code: str) -> str:
        """Run Python code in the process; return what it prints."""
        if self.process is None:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-c", SHELL_LOOP],
                cwd=settings.BASE_DIR,
                env=self.env | {"LOG_LEVEL": "CRITICAL"},
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps(code), file=self.process.stdin, flush=True)
        return str(json.loads(self.process.stdout.readline()))

    def command(self, *args: str) -> str:
        """Run a management command; return its output, or `FAILED` and its error."""
        return self.run(RUN.format(args))

    def stop(self) -> None:
        """End the process and wait for it."""
        if self.process:
            self.process.communicate()


@dataclass
class SiteServer:
    """A running gunicorn with its port, data and log, and the cookies of the next request."""

    process: subprocess.Popen[bytes]
    port: int
    env: dict[str, str]
    log: Path
    shell: SiteShell
    coordinator: dict[str, str] = field(default_factory=dict)  # cookies of a signed-in coordinator
    cookies: dict[str, str] = field(default_factory=dict)

    def request(
        self,
        path: str,
        *,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, str], str]:
        """Get a page, or post `data` as a form; return status, headers and body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=40)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = VISITOR | ({"Cookie": cookies} if cookies else {}) | (headers or {})
        try:
            if data is None:
                connection.request("GET", path, headers=headers)
            else:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                connection.request("POST", path, urlencode(data, doseq=True), headers)
            response = connection.getresponse()
            for cookie in response.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            content = response.read().decode(errors="replace")
            return response.status, dict(response.getheaders()), content
        finally:
            connection.close()

    def sign_in(self) -> None:
        """Send the coordinator's cookies from now on."""
        self.cookies = dict(self.coordinator)

    def form(self, path: str) -> dict[str, Any]:
        """Open a page of the admin; return the values of its form."""
        status, _headers, body = self.request(path)
        assert status == 200, (status, body)
        return sent_fields(BeautifulSoup(body, "html.parser").select_one("#content form"))


def send_again(site: SiteServer, body: str) -> int:
    """Submit the form of the page that says that nothing was saved; return the status."""
    form = BeautifulSoup(body, "html.parser").select_one("form[method=post]")
    assert form is not None
    return site.request(str(form["action"]), data=sent_fields(form))[0]


def run(env: dict[str, str], *command: str) -> str:
    """Run Python in a new process; return what it prints."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def own_site(folder: Path) -> dict[str, str]:
    """Environment variables of a site with its own data, on the database engine of the tests."""
    postgres = os.environ["DATABASE_URL"]
    if "postgres" in postgres:
        env = environment(folder, postgres)
        run(env, "manage.py", "migrate", "--verbosity=0")
        return env
    shutil.copy(filled_database()[0], folder)
    return environment(folder, f"sqlite:///{folder / 'db.sqlite3'}")


@cache
def filled_database() -> tuple[Path, dict[str, str]]:
    """An SQLite database with data, made once and then copied; and the coordinator's cookies."""
    folder = Path(tempfile.mkdtemp(dir=settings.DATA_DIR))
    atexit.register(shutil.rmtree, folder)
    file = folder / "db.sqlite3"
    env = environment(folder, f"sqlite:///{file}")
    lines = run(env, "manage.py", "shell", "--verbosity=0", "-c", SETUP).splitlines()
    [[_cookie, name, value]] = [it.split() for it in lines if it.startswith("cookie ")]
    return file, {name: value}


def environment(data: Path, database: str) -> dict[str, str]:
    """Environment variables of a site with this data folder and database URL."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "atmp_events.settings",
        "DATA_DIR": str(data),
        "DATABASE_URL": database,
    }


@contextmanager
def serving(
    folder: Path, *, data: Path | None = None, preload: bool = True, **more: str
) -> Iterator[SiteServer]:
    """Serve the network meeting until the block ends, with `data` (or `folder`) as DATA_DIR.

    A DATABASE_URL in `more` must lead to a database that has the meeting. There is one worker with
    four threads, unless WEB_CONCURRENCY says otherwise. `preload` imports the code once for all
    workers, which is faster; production does not, so that a reload brings new code.
    """
    data, port = data or folder, free_port()
    env = {
        **environment(data, f"sqlite:///{data / 'db.sqlite3'}"),
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": "1",
        "LOG_FORMAT": "json",
        "TMPDIR": str(folder),
        **more,
    }
    file, coordinator = filled_database()
    if "DATABASE_URL" not in more:
        shutil.copy(file, data / "db.sqlite3")
    log = folder / "log"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "atmp_events.wsgi"]
        command += ["--preload"] if preload else []
        site = SiteServer(None, port, env, log, SiteShell(env), coordinator)  # type: ignore[arg-type]  # in two lines
        site.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=out)  # noqa: S603
        try:
            wait_for(site, "/healthz")
            yield site
        finally:
            site.process.terminate()
            site.process.wait(30)
            site.shell.stop()


def wait_for(site: SiteServer, path: str, status: int = 200) -> None:
    """Wait until an address answers with this status."""
    for _ in range(300):
        try:
            if site.request(path)[0] == status:
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(site.log.read_text())


def kill(processes: list[int]) -> None:
    """Kill processes without a warning (SIGKILL)."""
    for process in processes:
        with suppress(ProcessLookupError):  # It has already ended.
            os.kill(process, signal.SIGKILL)


def children(pid: int) -> list[int]:
    """Return the ids of a process's children."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(it) for it in found.split()]


def save_while_killing(site: SiteServer, processes: Callable[[], list[int]]) -> set[str]:
    """Add organisers while processes are killed several times; return the acknowledged names."""
    site.sign_in()
    form, saved = site.form(ADD), set[str]()

    def save(name: str) -> None:
        names = {"name_sv": name, "name_en": name, "slug_sv": name, "slug_en": name}
        with suppress(OSError, HTTPException):  # The killed worker had this request.
            if site.request(ADD, data=form | names)[0] == 302:
                saved.add(name)

    with ThreadPoolExecutor(2) as savers:
        for number in range(4):
            saves = [savers.submit(save, f"grupp-{number}-{it}") for it in range(6)]
            time.sleep(0.05 * number)  # to kill at different moments of a save
            kill(processes())
            for it in saves:
                it.result()
            wait_for(site, "/readyz")
    assert saved
    return saved


def names(site: SiteServer) -> set[str]:
    """Return the names of all organisers in the database."""
    return set(site.shell.run(PRINT_NAMES).splitlines())
