"""Dead links are found, and nobody gets this server to look inside its own network."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event as Moment
from threading import Thread
from typing import Any
from unittest.mock import patch

import pytest

from atmp_events.models import Event, LinkCheck
from atmp_events.proofreading.dead_links import (
    LinkAnswer,
    ask,
    check,
    dead_answers,
    dead_links,
    due,
    is_outside,
)
from atmp_events.proofreading.rules import findings
from tests.builders import NOON, an_event

OUTSIDE = "93.184.215.14"


class Site(BaseHTTPRequestHandler):
    """Answers with the status in the path; `/to/<address>` leads there."""

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
        """Send a head that has an end, but only after seconds, and never pause for long."""
        with suppress(OSError):
            for byte in b"HTTP/1.0 200 OK\r\nX-Slow: 1\r\n\r\n":
                self.wfile.write(bytes([byte]))
                time.sleep(0.1)

    def log_message(self, *args: Any) -> None:
        """Keep quiet."""


@contextmanager
def the_internet(names: dict[str, str]) -> Iterator[Any]:
    """A server that stands for the whole internet: every address outside leads to it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Site.asked = []
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def connect(place: tuple[str, int], timeout: float) -> Any:
        assert is_outside(place[0]), f"connected inside: {place}"
        return real(("127.0.0.1", server.server_port), timeout)

    real = socket.create_connection
    try:
        with patch("atmp_events.proofreading.dead_links.socket.create_connection", connect):
            yield lambda address: ask(address, resolve=lambda host, port: [names[host]])
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/200", LinkAnswer("200", is_dead=False)),
        ("/404", LinkAnswer("404", is_dead=True)),
        ("/410", LinkAnswer("410", is_dead=True)),
        ("/403", LinkAnswer("403", is_dead=None)),  # perhaps only programs are turned away
        ("/503", LinkAnswer("503", is_dead=None)),  # perhaps only today
        ("/to//200", LinkAnswer("200", is_dead=False)),
        ("/to/http://moved.example/404", LinkAnswer("404", is_dead=True)),
    ],
)
def test_an_address_is_judged_by_what_it_answers(path: str, answer: LinkAnswer) -> None:
    names = {"here.example": OUTSIDE, "moved.example": OUTSIDE}
    with the_internet(names) as asking:
        assert asking(f"http://here.example{path}") == answer


@pytest.mark.parametrize(
    "inside",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1%eth0", "fc00::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "::"),
    ],
)
def test_nobody_is_asked_inside_the_network_directly_or_by_redirect(inside: str) -> None:
    names = {"here.example": OUTSIDE, "inside.example": inside}
    with the_internet(names) as asking:
        for address in ("http://inside.example/", "http://here.example/to/http://inside.example/"):
            assert asking(address) == LinkAnswer("an address inside the network", is_dead=None)
        assert not [line for line in Site.asked if line.startswith("inside.example")]


@pytest.mark.parametrize(
    "address",
    [
        *("ftp://here.example/", "file:///etc/passwd", "http://here.example:8080/", "http://"),
        *("http://user:secret@here.example/", "gopher://here.example/"),
    ],
)
def test_only_plain_web_addresses_are_asked(address: str) -> None:
    with the_internet({"here.example": OUTSIDE}) as asking:
        assert asking(address).is_dead is None
        assert Site.asked == []


def test_a_link_with_swedish_letters_is_asked_as_a_browser_asks() -> None:
    with the_internet({"here.example": OUTSIDE}) as asking:
        assert asking("http://here.example/to//404?möte=å") == LinkAnswer("404", is_dead=True)
        assert Site.asked[0] == "here.example /to//404?m%C3%B6te=%C3%A5"


def test_an_answer_that_drips_is_not_waited_for_without_end() -> None:
    with the_internet({"here.example": OUTSIDE}):
        dripping = ask("http://here.example/drip", seconds=0.5, resolve=lambda *_: [OUTSIDE])
        assert dripping == LinkAnswer("timed out", is_dead=None)


def test_a_name_that_nobody_resolves_is_not_waited_for_without_end() -> None:
    answered = Moment()

    def never(host: str, port: int) -> list[str]:
        answered.wait(30)
        return [OUTSIDE]

    lost = ask("http://here.example/", seconds=0.1, resolve=never)
    assert (lost, answered.is_set()) == (LinkAnswer("timed out", is_dead=None), False)
    answered.set()


def test_a_circle_of_redirects_ends() -> None:
    with the_internet({"here.example": OUTSIDE}) as asking:
        circle = "http://here.example/to/" * 8
        assert asking(circle) == LinkAnswer("redirects without end", is_dead=True)


@pytest.mark.django_db
def test_a_dead_link_is_told_at_its_field_until_it_lives_again() -> None:
    body = '<p>See <a href="https://dead.example/page">the programme</a>.</p>'
    an_event(body_sv=body, body_en=body, web_page="https://alive.example/")
    event = Event.objects.with_facts().get()
    answers = {"https://dead.example/page": True, "https://alive.example/": False}
    assert due([event], now=NOON) == sorted(answers)
    check(
        answers, now=NOON, ask=lambda it: LinkAnswer("404" if answers[it] else "200", answers[it])
    )

    [finding] = dead_links(event, dead_answers())
    assert finding.field == "body_sv"  # Once, wherever else it stands.
    assert "https://dead.example/page" in finding.words
    assert due([event], now=NOON) == []
    later = NOON + timedelta(days=2)
    check(answers, now=later, ask=lambda it: LinkAnswer("timed out", is_dead=None))
    assert LinkCheck.objects.get(address="https://dead.example/page").dead_since_at == NOON
    check(answers, now=later, ask=lambda it: LinkAnswer("200", is_dead=False))
    assert list(dead_links(event, dead_answers())) == []


@pytest.mark.django_db
def test_why_a_link_is_dead_is_said_in_the_coordinators_language() -> None:
    an_event(web_page="https://gone.example/")
    check(["https://gone.example/"], now=NOON, ask=lambda it: LinkAnswer("no such host", True))
    event = Event.objects.with_facts().get()
    said = [it.words for it in findings(event, "sv", NOON) if it.field == "web_page"]
    assert said == ["Länken https://gone.example/ är död (adressen finns inte)."]
