"""The site behind the nginx of compose.yaml: the crowd is carried, and nobody reads old news."""

import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import cast

import pytest
from django.conf import settings

from tests.clients.programs import lacking

from .nginx import PROGRAM, nginx_before
from .serving import MEETING, Served, free_port, serving, wait_for

SEEN_BY_ALL = (MEETING, "/sv/evenemang.ics?all=1", "/sv/evenemang.atom", "/sv/evenemang.json")
WRITE = """
from atmp_events.models import Event
event = Event.objects.get()
for name, value in {!r}.items():
    setattr(event, name, value)
event.save()
"""
# An answer is fresh for a second, of which nginx counts whole ones: it may keep it for two.
FRESH = 2.1


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    if PROGRAM is None:
        lacking("nginx is missing. Debian: apt-get install nginx-light")
    with serving(tmp_path_factory.mktemp("site"), TRUST_PROXY="true") as served:
        yield served


@pytest.fixture
def proxied(site: Served, tmp_path: Path) -> Iterator[Served]:
    port = free_port()
    with nginx_before(site.port, tmp_path, port=port):
        yield replace(site, port=port, cookies={})
    write(site, slug_sv="stamceller-i-rymden", state="published")


def write(site: Served, **values: str) -> None:
    site.beside.run(WRITE.format(values))


def status_of(site: Served, path: str) -> int:
    return site.ask(path)[0]


def request(
    site: Served, path: str, headers: dict[str, str], body: str | None = None
) -> tuple[int, Message]:
    """Ask with headers of one's own, or send a body; return status and headers."""
    with closing(HTTPConnection("127.0.0.1", site.port, timeout=30)) as connection:
        method = "GET" if body is None else "POST"
        connection.request(method, path, body, {"Host": "localhost"} | headers)
        answer = connection.getresponse()
        return answer.status, answer.headers


def asked(site: Served, path: str) -> int:
    """Return how often the site itself has been asked for a page."""
    return site.log.read_text().count(f"GET {path} ")


def test_the_crowd_of_a_second_asks_the_site_once(proxied: Served) -> None:
    before = asked(proxied, MEETING)
    assert status_of(proxied, MEETING) == 200
    with ThreadPoolExecutor(8) as crowd:
        assert set(crowd.map(lambda _: status_of(proxied, MEETING), range(100))) == {200}
    assert asked(proxied, MEETING) - before <= 3  # A slow machine takes more than a second.


def test_a_save_is_seen_everywhere_within_two_seconds(proxied: Served) -> None:
    for number in range(2):
        for path in SEEN_BY_ALL:
            assert f"Ny rubrik {number}" not in proxied.ask(path)[2]
        write(proxied, title_sv=f"Ny rubrik {number}")
        time.sleep(FRESH)
        for path in SEEN_BY_ALL:
            assert f"Ny rubrik {number}" in proxied.ask(path)[2]


def test_what_is_withdrawn_is_gone_and_comes_back_within_two_seconds(proxied: Served) -> None:
    for state, status in (("draft", 410), ("published", 200), ("draft", 410)):
        write(proxied, state=state)
        time.sleep(FRESH)
        assert {status_of(proxied, MEETING) for _ in range(3)} == {status}


def test_what_says_no_or_elsewhere_is_never_kept(proxied: Served) -> None:
    new = "/sv/evenemang/2024/annan-adress/"
    for path, status in ((new, 404), ("/sv", 301), ("/sv/finns-inte/", 404)):
        before = asked(proxied, path)
        assert {status_of(proxied, path) for _ in range(3)} == {status}
        assert asked(proxied, path) - before == 3
    write(proxied, slug_sv="annan-adress")
    assert status_of(proxied, new) == 200  # At once: that it was missing is not remembered.
    time.sleep(FRESH)
    assert {status_of(proxied, MEETING) for _ in range(2)} == {301}


def test_the_admin_and_whoever_is_signed_in_pass_by_what_is_kept(proxied: Served) -> None:
    for _ in range(2):
        before = asked(proxied, "/admin/login/")
        status, headers, _body = proxied.ask("/admin/login/")
        assert (status, asked(proxied, "/admin/login/") - before) == (200, 1)
        assert "no-store" in headers["Cache-Control"]
        proxied.cookies.clear()
    status_of(proxied, MEETING)
    before = asked(proxied, MEETING)
    proxied.cookies["any"] = "one"
    assert {status_of(proxied, MEETING) for _ in range(2)} == {200}
    assert asked(proxied, MEETING) - before == 2


def test_each_reader_gets_an_encoding_and_a_language_of_its_own(proxied: Served) -> None:
    encodings = {"gzip, deflate, br": "gzip", "gzip": "gzip", "identity": None}
    for _ in range(2):
        for accepted, given in encodings.items():
            _, headers = request(proxied, MEETING, {"Accept-Encoding": accepted})
            assert headers.get("Content-Encoding") == given
        for language in ("sv", "en"):
            _, headers = request(proxied, "/", {"Accept-Language": language})
            assert headers["Location"] == f"/{language}/"


def test_wrong_guesses_lock_out_one_address_and_not_everybody(proxied: Served) -> None:
    token = proxied.form("/admin/login/")["csrfmiddlewaretoken"]
    body = f"csrfmiddlewaretoken={token}&username=anna&password=wrong"
    sent = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in proxied.cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }

    def guess(address: str) -> int:
        return request(proxied, "/admin/login/", sent | {"X-Forwarded-For": address}, body)[0]

    # The first address is the reader's own word, the last one is that of what ends TLS.
    guesses = [guess(f"198.51.100.{number}, 203.0.113.7") for number in range(6)]
    assert guesses[-1] == 429
    assert guess("203.0.113.8") == 200


def test_a_body_that_no_form_has_is_refused(proxied: Served) -> None:
    assert request(proxied, "/sv/", {"Content-Length": "30000000"}, "")[0] == 413


def test_a_site_that_is_away_is_not_covered_up_and_is_found_again(
    site: Served, proxied: Served
) -> None:
    assert status_of(proxied, MEETING) == 200
    site.process.terminate()
    site.process.wait(30)
    time.sleep(FRESH)
    assert status_of(proxied, MEETING) == 502
    command = [str(it) for it in cast(list[str], site.process.args)]
    with site.log.open("ab") as log:
        site.process = subprocess.Popen(  # noqa: S603
            command, cwd=settings.BASE_DIR, env=site.env, stdout=log
        )
    wait_for(site, "/healthz")
    assert status_of(proxied, MEETING) == 200
