"""A kept answer leaves before Django is woken, and is what Django would have given."""

from datetime import timedelta
from time import sleep
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.utils import timezone

from atmp_events.models import Event
from atmp_events.operations import maintenance
from atmp_events.operations.front import LATELY, in_front_of
from tests.builders import an_event

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/en/events/2027/on-cells/"


class Door:
    """The site as a server meets it; it counts how often Django is woken."""

    def __init__(self) -> None:
        self.woken = 0
        site = WSGIHandler()

        def counted(environ: dict[str, Any], start_response: Any) -> Any:
            self.woken += 1
            return site(environ, start_response)

        self.application = in_front_of(counted)

    def ask(self, path: str, **headers: str) -> tuple[str, dict[str, str], bytes]:
        """Status, headers and body of an answer."""
        told: list[Any] = []
        environ = RequestFactory().get(path, HTTP_HOST="localhost").environ | headers
        body = self.application(environ, lambda status, lines, *_: told.extend([status, lines]))
        return told[0], dict(told[1]), b"".join(body)


@pytest.fixture
def door() -> Door:
    return Door()


def test_the_second_answer_is_the_first_without_waking_django(door: Door) -> None:
    an_event()
    first, second = door.ask(PAGE), door.ask(PAGE)
    assert door.woken == 1
    assert first[0] == second[0] == "200 OK"
    assert first[2] == second[2]
    names = {*first[1], *second[1]} - {"X-Request-ID"}
    assert {name: first[1].get(name) for name in names} == {it: second[1].get(it) for it in names}
    assert first[1]["X-Request-ID"] != second[1]["X-Request-ID"]


def test_who_has_it_already_is_told_so(door: Door) -> None:
    an_event()
    door.ask(PAGE, HTTP_ACCEPT_ENCODING="br")
    etag = door.ask(PAGE, HTTP_ACCEPT_ENCODING="br")[1]["ETag"]
    for known in (etag, f'"another", W/{etag}', "*"):
        status, headers, body = door.ask(PAGE, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=known)
        assert (status, body) == ("304 Not Modified", b"")
        assert headers["ETag"] == etag
        assert headers["Vary"] == "Accept-Encoding"
        assert "Content-Length" not in headers
    assert door.ask(PAGE, HTTP_IF_NONE_MATCH=etag)[0] == "200 OK"  # That was another encoding.
    assert door.woken == 1


def test_a_save_is_seen_by_the_very_next_reader(door: Door) -> None:
    event = an_event(summary_en="Before.")
    door.ask(PAGE), door.ask(PAGE)
    Event.objects.filter(pk=event.pk).update(summary_en="Afterwards.")
    assert b"Afterwards." in door.ask(PAGE)[2]
    assert door.woken == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_COOKIE": "sessionid=abc"},
        {"QUERY_STRING": "preview=1"},
        {"REQUEST_METHOD": "HEAD"},
        {"HTTP_IF_MODIFIED_SINCE": "Sat, 01 Jan 2022 00:00:00 GMT"},
        {"HTTP_HOST": "127.0.0.1"},
        {"wsgi.url_scheme": "https"},
        {"HTTP_AUTHORIZATION": "Basic x"},
    ],
)
def test_whatever_may_decide_on_an_answer_is_left_to_django(
    door: Door, settings: Any, headers: dict[str, str]
) -> None:
    settings.SESSION_COOKIE_NAME = "sessionid"
    an_event()
    door.ask(PAGE), door.ask(PAGE)
    door.ask(PAGE, **headers)
    assert door.woken == 2


def test_a_closed_site_gives_nothing_away(door: Door, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    an_event()
    door.ask(PAGE), door.ask(PAGE)
    maintenance.close(until=timezone.now() + timedelta(hours=1))
    sleep(LATELY)
    assert door.ask(PAGE)[0].startswith("503")
    maintenance.open_again()
    assert door.ask(PAGE)[0] == "200 OK"


def test_it_is_noted_as_any_answer_without_an_address(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    an_event()
    door.ask(PAGE)
    caplog.clear()
    with caplog.at_level("INFO"):
        door.ask(PAGE, REMOTE_ADDR="192.0.2.44")
    (line,) = (it for it in caplog.records if it.name == "atmp_events.operations.logs")
    assert line.getMessage() == f"GET {PAGE} 200"
    assert "192.0.2.44" not in str(line.__dict__)
