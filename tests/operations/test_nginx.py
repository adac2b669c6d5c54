"""The site behind the nginx of compose.yaml: what nginx caches, for how long, and what it logs."""

import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from socket import create_connection
from typing import cast

import pytest
from django.conf import settings

from tests.missing_programs import skip_missing
from tools.with_postgres import free_port

from .nginx import PROGRAM, nginx_before
from .serving import MEETING, SiteServer, serving, wait_for

CACHED = (MEETING, "/sv/evenemang.ics?all=1", "/sv/evenemang.atom", "/sv/evenemang.json")
ADMIN = "desk/of-events"
WRITE = """
from atmp_events.models import Event
event = Event.objects.get()
for name, value in {!r}.items():
    setattr(event, name, value)
event.save()
"""
LARGE = """
from datetime import date
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from atmp_events.models import Talk
default_storage.save("a.png", ContentFile(b"x"))
talk = Talk.objects.first()
talk.slides_file, talk.consent_on = ContentFile(b"%PDF-", name="a.pdf"), date(2024, 1, 1)
talk.save()
"""
# seconds: an answer is fresh for one, but nginx counts whole seconds and may keep it for two
FRESH = 2.1
NOT_STORED = "private, no-store"
SLOW = 200  # connections at the same time


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    if PROGRAM is None:
        skip_missing("nginx is missing. Debian: apt-get install nginx-light")
    folder = tmp_path_factory.mktemp("site")
    with serving(folder, TRUST_PROXY="true", ADMIN_PATH=ADMIN) as served:
        yield served


@pytest.fixture
def proxied(site: SiteServer, tmp_path: Path) -> Iterator[SiteServer]:
    port = free_port()
    with nginx_before(site.port, tmp_path, port=port):
        yield replace(site, port=port, cookies={})
    write(site, slug_sv="stamceller-i-rymden", state="published", deleted_at=None)


def write(site: SiteServer, **values: str | None) -> None:
    site.shell.run(WRITE.format(values))


def status_of(site: SiteServer, path: str) -> int:
    return site.request(path)[0]


def start(site: SiteServer) -> None:
    """Start the site again after it was stopped."""
    command = [str(it) for it in cast(list[str], site.process.args)]
    with site.log.open("ab") as log:
        site.process = subprocess.Popen(  # noqa: S603
            command, cwd=settings.BASE_DIR, env=site.env, stdout=log
        )
    wait_for(site, "/healthz")


def requests_of(site: SiteServer, path: str) -> int:
    """Return how many requests for a path have reached the site itself."""
    return site.log.read_text().count(f"GET {path} ")


def test_requests_within_a_second_reach_the_site_once(proxied: SiteServer) -> None:
    before, began = requests_of(proxied, MEETING), time.monotonic()
    assert status_of(proxied, MEETING) == 200
    with ThreadPoolExecutor(8) as crowd:
        assert set(crowd.map(lambda _: status_of(proxied, MEETING), range(100))) == {200}
    seconds = int(time.monotonic() - began) + 2  # on the clock of nginx, also those that began
    assert requests_of(proxied, MEETING) - before <= seconds


def test_a_save_is_seen_everywhere_within_two_seconds(proxied: SiteServer) -> None:
    for number in range(2):
        for path in CACHED:
            assert f"Ny rubrik {number}" not in proxied.request(path)[2]
        write(proxied, title_sv=f"Ny rubrik {number}")
        time.sleep(FRESH)
        for path in CACHED:
            assert f"Ny rubrik {number}" in proxied.request(path)[2]


def test_withdrawn_event_is_gone_and_returns_within_two_seconds(proxied: SiteServer) -> None:
    parts = ("", "affisch/", "kort.png")
    moment = "2026-01-02T03:04:05Z"
    for values, status in (
        ({"state": "draft"}, 410),
        ({"state": "published"}, 200),
        ({"deleted_at": moment}, 410),
        ({"deleted_at": None}, 200),
    ):
        for part in parts:  # Put an old answer into the cache.
            status_of(proxied, f"{MEETING}{part}")
        write(proxied, **values)
        time.sleep(FRESH)
        assert {status_of(proxied, f"{MEETING}{part}") for part in parts * 2} == {status}


def test_redirects_and_missing_pages_are_never_cached(proxied: SiteServer) -> None:
    new = "/sv/evenemang/2024/annan-adress"
    parts = ("/", ".ics", "/affisch/", "/kort.png")
    uncached = {f"{new}{part}": 404 for part in parts} | {"/sv": 301, "/": 302, "/EN/": 302}
    uncached |= {"/sv/personer/ingen/": 404, "/sv/evenemang/2024/": 302, "/e/ingen": 404}
    for path, status in uncached.items():
        before = requests_of(proxied, path)
        answers = [proxied.request(path) for _ in range(2)]
        assert {it[0] for it in answers} == {status}, path
        assert {it[1]["Cache-Control"] for it in answers} == {NOT_STORED}
        assert requests_of(proxied, path) - before == 2
    write(proxied, slug_sv="annan-adress")
    # At once: the 404 was not cached.
    assert {status_of(proxied, f"{new}{part}") for part in parts} == {200}
    time.sleep(FRESH)
    former = MEETING.removesuffix("/")
    assert {status_of(proxied, f"{former}{part}") for part in parts * 2} == {301}
    # The event moves back, and its address in between redirects.
    write(proxied, slug_sv="stamceller-i-rymden")
    assert {status_of(proxied, f"{former}{part}") for part in parts} == {200}
    time.sleep(FRESH)
    assert {status_of(proxied, f"{new}{part}") for part in parts * 2} == {301}


def test_admin_pages_are_never_cached_at_any_admin_path(proxied: SiteServer) -> None:
    pages = {"login/": (200, 302), "": (302, 200), "jsi18n/": (302, 200)}
    pages |= {"nothing/": (302, 404), "events/event/1/publish/": (302, 200)}
    for page, statuses in pages.items():
        path = f"/{ADMIN}/{page}"
        for cookies, status in zip(({}, proxied.coordinator), statuses, strict=True):
            before = requests_of(proxied, path)
            for _ in range(2):
                proxied.cookies = dict(cookies)
                got, headers, _body = proxied.request(path)
                assert (got, "no-store" in headers["Cache-Control"]) == (status, True), path
                assert "private" in headers["Cache-Control"], path
            assert requests_of(proxied, path) - before == 2


def test_only_pictures_without_a_query_are_cached(proxied: SiteServer) -> None:
    proxied.shell.run(LARGE)
    paths = {"/media/a.png": 1, "/media/a.png?1": 2, "/media/slides/a.pdf": 2}
    paths |= {"/media/%73lides/a.pdf?1": 2}
    for path, times in paths.items():
        before = len(proxied.log.read_text().split("GET /media/"))
        assert {status_of(proxied, path) for _ in range(2)} == {200}
        assert len(proxied.log.read_text().split("GET /media/")) - before == times, path


def test_request_with_a_cookie_bypasses_the_cache(proxied: SiteServer) -> None:
    status_of(proxied, MEETING)
    before = requests_of(proxied, MEETING)
    proxied.cookies["any"] = "one"
    assert {status_of(proxied, MEETING) for _ in range(2)} == {200}
    assert requests_of(proxied, MEETING) - before == 2


def test_cache_is_separate_for_each_encoding_and_language(proxied: SiteServer) -> None:
    encodings = {"gzip, deflate, br": "gzip", "gzip": "gzip", "identity": None}
    for _ in range(2):
        for accepted, given in encodings.items():
            _, headers, _ = proxied.request(MEETING, headers={"Accept-Encoding": accepted})
            assert headers.get("Content-Encoding") == given
        for language in ("sv", "en"):
            _, headers, _ = proxied.request("/", headers={"Accept-Language": language})
            assert headers["Location"] == f"/{language}/"


def test_nginx_accepts_addresses_as_long_as_the_site_does(proxied: SiteServer) -> None:
    for length in range(500, 4000, 500):
        assert status_of(proxied, f"/sv/mina/?{'e' * length}") == 200


def test_too_large_body_is_refused(proxied: SiteServer) -> None:
    too_large = {"Content-Length": "30000000"}
    status, headers, _body = proxied.request("/sv/", data={}, headers=too_large)
    assert (status, headers["Cache-Control"]) == (413, NOT_STORED)


def test_stopped_site_gives_502_and_logs_have_no_secret_addresses(
    site: SiteServer, proxied: SiteServer, tmp_path: Path
) -> None:
    token, stranger = "hKx2_9Qw-7LmZr4TnYb8VcPd", "203.0.113.99"
    secret = [f"/sv/forhandsvisning/{token}/", f"/EN/Preview/{token}/", f"//en/preview/{token}/"]
    secret += [f"/{ADMIN}/password/MQ/{token}/", f"/en/%70review/{token}/poster/"]
    sent = {"X-Forwarded-For": stranger, "Referer": f"https://localhost/en/preview/{token}/"}
    assert proxied.request(MEETING, headers=sent)[0] == 200
    site.process.terminate()
    site.process.wait(30)
    assert {proxied.request(it, headers=sent)[0] for it in secret} == {502}
    time.sleep(FRESH)
    status, headers, _body = proxied.request(MEETING)
    assert (status, headers["Cache-Control"]) == (502, NOT_STORED)
    start(site)
    assert status_of(proxied, MEETING) == 200
    assert {proxied.request(it, headers=sent)[0] for it in secret} <= {302, 301, 404, 200}
    written = "".join(it.read_text() for it in tmp_path.glob("*.log"))
    assert token not in written
    assert stranger not in written


def test_two_hundred_slow_connections_do_not_block_the_site(proxied: SiteServer) -> None:
    form = (
        f"POST /{ADMIN}/login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken={'a' * 32}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n"
    ).encode()
    unfinished = (b"GET /sv/ HTTP/1.1\r\nHost: loc", form, form + b"\r\na=1&b=")
    with ExitStack() as slow:
        for number in range(SLOW):
            connection = create_connection(("127.0.0.1", proxied.port), timeout=5)
            slow.enter_context(connection).sendall(unfinished[number % len(unfinished)])
        for path in ("/healthz", MEETING, "/sv/evenemang/") * 2:
            before = time.monotonic()
            assert status_of(proxied, path) == 200
            # Also on a busy machine; a blocked request would take twenty seconds.
            assert time.monotonic() - before < 15
