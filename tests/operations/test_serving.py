"""The site under gunicorn as in production: reloads, logs, limits, copies and shutdown."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from select import select
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from .serving import MEETING, SiteServer, serving

WRITE = """
from atmp_events.models import Event
event = Event.objects.get(slug_sv="stamceller-i-rymden")
event.summary_sv = "Skriven på nytt {}."
event.save()
"""

SITE = "http://testserver"
PICTURE = """
from io import BytesIO
from django.core.files.base import ContentFile
from PIL import Image
from atmp_events.models import Event
out = BytesIO()
Image.new("RGB", (900, 600), "green").save(out, "WEBP")
event = Event.objects.get()
event.image = ContentFile(out.getvalue(), "green.webp")
event.image_alt_sv, event.image_alt_en = "Grönt", "Green"
event.save()
"""
LINKS = "a[href], link[rel=stylesheet][href], img[src]"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    folder = tmp_path_factory.mktemp("served")
    with serving(folder, preload=False, WEB_CONCURRENCY="2", SITE_URL=SITE) as site:
        yield site


def test_reload_under_load_fails_no_request(served: SiteServer) -> None:
    statuses: Counter[int] = Counter()

    def visit(number: int) -> int:
        if number == 50:
            served.process.send_signal(signal.SIGHUP)
        return served.request("/sv/")[0]

    with ThreadPoolExecutor(8) as visitors:
        statuses.update(visitors.map(visit, range(150)))
    assert statuses == {200: 150}


def test_access_log_line_has_method_path_status_and_request_id(served: SiteServer) -> None:
    status, headers, _ = served.request("/sv/evenemang/?q=hemligt")
    assert status == 200
    lines = [json.loads(line) for line in served.log.read_text().splitlines()]
    [line] = [line for line in lines if line.get("request_id") == headers["X-Request-ID"]]
    assert (line["message"], line["status"]) == ("GET /sv/evenemang/ 200", 200)
    assert line["milliseconds"] > 0
    assert "hemligt" not in served.log.read_text()
    assert "192.0.2.44" not in served.log.read_text()


def test_refused_request_is_logged_without_address_and_sender(served: SiteServer) -> None:
    token = "hKx2_9Qw-7LmZr4TnYb8VcPd"
    long = f"/sv/forhandsvisning/{token}/?{'x' * 5000}"
    malformed = (f"GET /sv/forhandsvisning/{token}/\n\n", f"GET {long} HTTP/1.1\r\n\r\n")
    header = f"GET /sv/ HTTP/1.1\r\nHost: a\r\nRe\"fe'rer: {token}\r\n\r\n"
    for request in (*malformed, header):
        with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
            connection.sendall(request.encode())
            assert b" 4" in connection.recv(100)
    lines = [it for it in served.log.read_text().splitlines() if "Invalid request" in it]
    assert len(lines) == len(malformed) + 1
    assert any("Request Line is too large" in it for it in lines)
    assert not any(token in it or "127.0.0.1" in it for it in lines)


def test_write_of_another_process_is_seen_by_every_worker(served: SiteServer) -> None:
    assert "Skriven på nytt" not in "".join(served.request(MEETING)[2] for _ in range(8))
    for number in range(2):
        served.shell.run(WRITE.format(number))
        assert all(f"Skriven på nytt {number}." in served.request(MEETING)[2] for _ in range(8))


def flood(served: SiteServer, path: str, headers: str, piece: bytes) -> bytes:
    """Send an endless body until the site responds; return the start of the response."""
    with socket.create_connection(("127.0.0.1", served.port), 10) as line:
        line.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\n".encode())
        sent = 0
        with suppress(ConnectionError):
            while sent < 50_000_000 and not select([line], [], [], 0)[0]:
                sent += line.send(piece)
        assert sent < 50_000_000
        return line.recv(20)


def test_endless_body_is_refused_and_not_written_to_disk(served: SiteServer) -> None:
    form = "Content-Type: multipart/form-data; boundary=b\r\nCookie: csrftoken=" + "a" * 32 + "\r\n"
    part = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + b"x" * 60_000
    chunk = b"%x\r\n%s\r\n" % (len(part), part)
    folder = Path(served.env["TMPDIR"])
    before = {it.name for it in folder.iterdir()}
    for path in ("/sv/", "/admin/login/"):
        for headers, piece in (
            ("Content-Length: 400000000", part),
            ("Transfer-Encoding: chunked", chunk),
        ):
            assert b" 413 " in flood(served, path, form + headers, piece)
    assert {it.name for it in folder.iterdir()} == before
    assert served.request("/sv/")[0] == 200


@pytest.mark.skipif(not shutil.which("wget"), reason="wget is not installed")
def test_documented_commands_copy_the_whole_public_site(served: SiteServer, tmp_path: Path) -> None:
    docs = (settings.BASE_DIR / "docs/operations.md").read_text()
    [lines] = re.findall(r"```sh\n(SITE=.*?)```", docs, re.S)
    lines = lines.replace("https://events.example.org", SITE)
    served.shell.run(PICTURE)
    proxy = {"http_proxy": f"http://127.0.0.1:{served.port}"}  # The host of SITE has no DNS name.
    subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", lines],
        cwd=tmp_path,
        env=os.environ | proxy,
        check=True,
        capture_output=True,
    )
    copy = tmp_path / "copy"
    addresses = (tmp_path / "addresses.txt").read_text().split()
    assert len(addresses) > 20
    for address in addresses:
        assert (copy / urlsplit(address).path.lstrip("/") / "index.html").is_file(), address
    event = copy / "sv/evenemang/2024/stamceller-i-rymden"
    assert event.with_suffix(".ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert (event / "affisch/index.html").is_file()
    for name in ("sv/evenemang.atom", "en/events.json", "en/events.ics", "robots.txt"):
        assert (copy / name).stat().st_size, name
    _check_links(copy)
    page = BeautifulSoup((event / "index.html").read_text(), "html.parser")
    assert page.select_one("picture img[src]")


def _check_links(copy: Path) -> None:
    """Check that each link leads to a file in the copy, except filters and the admin."""
    for file in copy.rglob("*.html"):
        page = BeautifulSoup(file.read_text(), "html.parser")
        assert not page.select("source"), file
        for it in page.select(LINKS):
            link = str(it.get("href") or it.get("src"))
            parts = urlsplit(link)
            if not parts.scheme and parts.path:
                assert (file.parent / unquote(parts.path)).exists(), (file, link)
            elif link.startswith(SITE):
                assert "&" in parts.query or "admin" in parts.path, (file, link)


def test_every_answer_is_logged_before_the_server_stops(served: SiteServer) -> None:
    request_ids = {served.request("/sv/")[1]["X-Request-ID"] for _ in range(20)}
    served.process.terminate()  # This test is the last: the others need the server.
    served.process.wait(30)
    lines = [json.loads(line) for line in served.log.read_text().splitlines()]
    assert request_ids <= {line.get("request_id") for line in lines}
