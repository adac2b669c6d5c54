"""The check for dead links, which never connects to the server's own network."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event as Signal
from threading import Thread
from typing import Any
from unittest.mock import patch

import pytest

from atmp_events.models import Event, LinkCheck
from atmp_events.proofreading.dead_links import (
    LinkResult,
    check_links,
    check_url,
    dead_answers,
    dead_links,
    is_public_address,
    links_to_check,
)
from atmp_events.proofreading.rules import findings
from tests.builders import NOON, an_event

OUTSIDE = "93.184.215.14"


class StatusHandler(BaseHTTPRequestHandler):
    """Answers with the status in the path; `/to/<address>` redirects to the address."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(f"{self.headers['Host']} {self.path}")
        if self.path == "/drip":
            self.drip()
            return
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
        else:
            self.send_response(int(self.path.partition("?")[0].strip("/") or 200))
        self.end_headers()

    def drip(self) -> None:
        """Send the headers byte by byte, for three seconds."""
        with suppress(OSError):
            for byte in b"HTTP/1.0 200 OK\r\nX-Slow: 1\r\n\r\n":
                self.wfile.write(bytes([byte]))
                time.sleep(0.1)

    def log_message(self, *args: Any) -> None:
        """Log nothing."""


@contextmanager
def fake_internet(names: dict[str, str]) -> Iterator[Any]:
    """Run a server in place of every outside address; yield a function that checks a link."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), StatusHandler)
    StatusHandler.asked = []
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def connect(place: tuple[str, int], timeout: float) -> Any:
        assert is_public_address(place[0]), f"connected inside: {place}"
        return real(("127.0.0.1", server.server_port), timeout)

    real = socket.create_connection
    try:
        with patch("atmp_events.proofreading.dead_links.socket.create_connection", connect):
            yield lambda address: check_url(address, resolve=lambda host, port: [names[host]])
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/200", LinkResult("200", is_dead=False)),
        ("/404", LinkResult("404", is_dead=True)),
        ("/410", LinkResult("410", is_dead=True)),
        ("/403", LinkResult("403", is_dead=None)),  # may refuse only programs
        ("/503", LinkResult("503", is_dead=None)),  # may be temporary
        ("/to//200", LinkResult("200", is_dead=False)),
        ("/to/http://moved.example/404", LinkResult("404", is_dead=True)),
    ],
)
def test_link_is_judged_by_its_answer(path: str, answer: LinkResult) -> None:
    names = {"here.example": OUTSIDE, "moved.example": OUTSIDE}
    with fake_internet(names) as ask_link:
        assert ask_link(f"http://here.example{path}") == answer


@pytest.mark.parametrize(
    "inside",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1%eth0", "fc00::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "::"),
    ],
)
def test_address_inside_the_network_is_never_asked(inside: str) -> None:
    names = {"here.example": OUTSIDE, "inside.example": inside}
    with fake_internet(names) as ask_link:
        for address in ("http://inside.example/", "http://here.example/to/http://inside.example/"):
            assert ask_link(address) == LinkResult("an address inside the network", is_dead=None)
        assert not [line for line in StatusHandler.asked if line.startswith("inside.example")]


@pytest.mark.parametrize(
    "address",
    [
        *("ftp://here.example/", "file:///etc/passwd", "http://here.example:8080/", "http://"),
        *("http://user:secret@here.example/", "gopher://here.example/"),
    ],
)
def test_only_plain_web_addresses_are_requested(address: str) -> None:
    with fake_internet({"here.example": OUTSIDE}) as ask_link:
        assert ask_link(address).is_dead is None
        assert StatusHandler.asked == []


def test_link_with_swedish_letters_is_encoded() -> None:
    with fake_internet({"here.example": OUTSIDE}) as ask_link:
        assert ask_link("http://here.example/to//404?möte=å") == LinkResult("404", is_dead=True)
        assert StatusHandler.asked[0] == "here.example /to//404?m%C3%B6te=%C3%A5"


def test_slow_answer_times_out() -> None:
    with fake_internet({"here.example": OUTSIDE}):
        dripping = check_url("http://here.example/drip", seconds=0.5, resolve=lambda *_: [OUTSIDE])
        assert dripping == LinkResult("timed out", is_dead=None)


def test_slow_name_resolution_times_out() -> None:
    answered = Signal()

    def resolve(host: str, port: int) -> list[str]:
        answered.wait(30)
        return [OUTSIDE]

    lost = check_url("http://here.example/", seconds=0.1, resolve=resolve)
    assert (lost, answered.is_set()) == (LinkResult("timed out", is_dead=None), False)
    answered.set()


def test_circle_of_redirects_is_dead() -> None:
    with fake_internet({"here.example": OUTSIDE}) as ask_link:
        circle = "http://here.example/to/" * 8
        assert ask_link(circle) == LinkResult("redirects without end", is_dead=True)


@pytest.mark.django_db
def test_dead_link_is_found_at_its_field_until_it_answers_again() -> None:
    body = '<p>See <a href="https://dead.example/page">the programme</a>.</p>'
    an_event(body_sv=body, body_en=body, web_page="https://alive.example/")
    event = Event.objects.with_facts().get()
    answers = {"https://dead.example/page": True, "https://alive.example/": False}
    assert links_to_check([event], now=NOON) == sorted(answers)
    check_links(
        answers,
        now=NOON,
        check_url=lambda it: LinkResult("404" if answers[it] else "200", answers[it]),
    )

    [finding] = dead_links(event, dead_answers())
    assert finding.field == "body_sv"  # Only once, though it is in two fields.
    assert "https://dead.example/page" in finding.words
    assert links_to_check([event], now=NOON) == []
    later = NOON + timedelta(days=2)
    check_links(answers, now=later, check_url=lambda it: LinkResult("timed out", is_dead=None))
    assert LinkCheck.objects.get(address="https://dead.example/page").dead_since_at == NOON
    check_links(answers, now=later, check_url=lambda it: LinkResult("200", is_dead=False))
    assert list(dead_links(event, dead_answers())) == []


@pytest.mark.django_db
def test_reason_of_a_dead_link_is_translated() -> None:
    an_event(web_page="https://gone.example/")
    check_links(
        ["https://gone.example/"], now=NOON, check_url=lambda it: LinkResult("no such host", True)
    )
    event = Event.objects.with_facts().get()
    found = [it.words for it in findings(event, "sv", NOON) if it.field == "web_page"]
    assert found == ["Länken https://gone.example/ är död (adressen finns inte)."]
