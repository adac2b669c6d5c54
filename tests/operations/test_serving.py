"""The site under the server that we ship, while it is watched, reloaded and closed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

VISITOR = {"Host": "localhost", "X-Forwarded-For": "192.0.2.44"}


@dataclass
class Served:
    """A gunicorn of its own, with its data, its ports and what it logs."""

    process: subprocess.Popen[bytes]
    port: int
    metrics: int
    env: dict[str, str]
    log: Path

    def ask(self, path: str, port: int = 0) -> tuple[int, dict[str, str], str]:
        """Ask for a page on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", port or self.port, timeout=30)
        try:
            connection.request("GET", path, headers=VISITOR)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()

    def manage(self, *args: str) -> None:
        """Run a command on the same data."""
        command = [sys.executable, "manage.py", *args]
        subprocess.run(  # noqa: S603
            command, cwd=settings.BASE_DIR, env=self.env, check=True, stdout=subprocess.DEVNULL
        )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    port, numbers = free_port(), free_port()
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "atmp_events.settings",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "BIND": f"127.0.0.1:{port}",
        "METRICS_BIND": f"127.0.0.1:{numbers}",
        "LOG_FORMAT": "json",
        "TMPDIR": str(tmp_path),
    }
    log = tmp_path / "log"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "atmp_events.wsgi"]
        site = Served(None, port, numbers, env, log)  # type: ignore[arg-type]  # in two lines
        site.manage("migrate", "--verbosity=0")
        site.manage("load_network_meeting")
        site.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=out)  # noqa: S603
        try:
            wait_until_ready(site)
            yield site
        finally:
            site.process.terminate()
            site.process.wait(30)


def wait_until_ready(site: Served) -> None:
    for _ in range(300):
        try:
            if site.ask("/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(site.log.read_text())


def test_a_reload_under_load_fails_no_request(served: Served) -> None:
    asked: Counter[int] = Counter()

    def visit(number: int) -> int:
        if number % 100 == 50:
            served.process.send_signal(signal.SIGHUP)
        return served.ask("/sv/")[0]

    with ThreadPoolExecutor(8) as visitors:
        asked.update(visitors.map(visit, range(400)))
    assert asked == {200: 400}


def test_what_is_told_of_a_visit(served: Served) -> None:
    status, headers, _ = served.ask("/sv/evenemang/?q=hemligt")
    assert status == 200
    numbers = served.ask("/metrics", served.metrics)[2]
    assert 'events_http_requests_total{method="GET",page="events",status="200"} 1.0' in numbers
    assert served.ask("/metrics")[0] == 404

    lines = [json.loads(line) for line in served.log.read_text().splitlines()]
    [line] = [line for line in lines if line.get("request_id") == headers["X-Request-ID"]]
    assert (line["message"], line["status"]) == ("GET /sv/evenemang/ 200", 200)
    assert line["milliseconds"] > 0
    assert "hemligt" not in served.log.read_text()
    assert "192.0.2.44" not in served.log.read_text()


def test_the_site_closes_for_maintenance_and_opens_again(served: Served) -> None:
    served.manage("maintenance", "on", "--minutes", "5")
    status, headers, body = served.ask("/en/")
    assert status == 503
    assert 200 < int(headers["Retry-After"]) <= 300
    assert headers["Cache-Control"] == "no-store"
    assert '<html lang="en"' in body
    assert served.ask("/healthz")[0] == 200
    served.manage("maintenance", "off")
    assert served.ask("/en/")[0] == 200
