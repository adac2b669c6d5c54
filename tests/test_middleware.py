"""What is kept of an answer, for whom and for how long; its size, its headers."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache, caches
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from atmp_events.models import Event, Person, Preview, SiteVersion, State, User
from atmp_events.pages.event import show
from tests.builders import MORNING_BEFORE, NOON, a_person, a_talk, an_event, an_organiser

pytestmark = pytest.mark.django_db
PATH = "/en/events/2027/on-cells/"
PATHS = ["/", "/sv/", "/en/subscribe/", "/sv/finns-inte/", "/admin/login/"]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING_BEFORE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The keys of the answers that are kept."""
    keys, pages = set[str](), caches["pages"]
    keep = pages.set
    monkeypatch.setattr(pages, "set", lambda key, *rest: (keys.add(key), keep(key, *rest)))
    return keys


@pytest.mark.parametrize("path", [PATH, "/en/", "/sv/evenemang/", "/sv/evenemang.ics"])
def test_what_is_unchanged_costs_one_query(
    client: Client, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    an_event()
    first = client.get(path)
    with django_assert_num_queries(1):
        again = client.get(path)
    assert (again.status_code, again.content) == (200, first.content)
    for answer in (first, again):
        del answer.headers["X-Request-ID"]
    assert dict(again.headers) == dict(first.headers)


@pytest.mark.parametrize("path", [PATH, "/en/", "/en/events/", "/en/events.ics"])
def test_a_save_is_seen_by_the_next_request(client: Client, path: str) -> None:
    event = an_event()
    client.get(path)
    event.title_en = "On tissues"
    event.save()
    assert "On tissues" in client.get(path).content.decode()


def test_a_save_while_a_page_is_made_is_seen_by_the_next_request(client: Client) -> None:
    event = an_event()

    def show_and_save(*args: Any, **kwargs: Any) -> HttpResponse:
        response = show(*args, **kwargs)
        event.title_en = "On tissues"
        event.save()
        return response

    with patch("atmp_events.pages.event.show", show_and_save):
        assert "On cells" in client.get(PATH).content.decode()
    assert "On tissues" in client.get(PATH).content.decode()


ELSEWHERE: dict[str, Callable[[Event], object]] = {
    "a speaker has another name": lambda event: rename(event.appearances.get().person),
    "a speaker is gone": lambda event: event.appearances.get().delete(),
    "an organiser is added": lambda event: event.organiser_links.create(organiser=an_organiser()),
}


def rename(person: Person) -> None:
    person.name = "Ada Falk"
    person.save()


@pytest.mark.parametrize("change", ELSEWHERE)
def test_a_change_of_what_an_event_names_is_seen_by_the_next_request(
    client: Client, change: str
) -> None:
    event = an_event()
    a_talk(event, speakers=(a_person(),))
    before = client.get(PATH).content
    ELSEWHERE[change](event)
    assert client.get(PATH).content != before


def test_what_is_written_in_bulk_is_seen_once_the_version_is_raised(client: Client) -> None:
    event = an_event()
    client.get(PATH)
    Event.objects.filter(pk=event.pk).update(title_en="On tissues")
    SiteVersion.increment()
    assert "On tissues" in client.get(PATH).content.decode()


def test_what_the_clock_changes_is_seen_within_a_minute(
    client: Client, clock: time_machine.Traveller
) -> None:
    an_event(publish_at=MORNING_BEFORE + timedelta(seconds=55))
    clock.shift(50)
    assert "On cells" not in client.get("/en/").content.decode()
    assert client.get(PATH).status_code == 404
    clock.shift(10)
    assert "On cells" in client.get("/en/").content.decode()
    assert client.get(PATH).status_code == 200


def test_a_missing_page_is_not_kept(client: Client) -> None:
    assert client.get(PATH).status_code == 404
    an_event(publish_at=None)
    assert client.get(PATH).status_code == 200


def test_who_signed_in_neither_gets_nor_fills_what_is_shared(
    client: Client, kept: set[str]
) -> None:
    an_event()
    signed_in = Client(SERVER_NAME="localhost")
    signed_in.force_login(User.objects.create_user("coordinator"))
    signed_in.cookies[settings.SESSION_COOKIE_NAME]["path"] = "/"
    signed_in.get(PATH)
    signed_in.get(PATH, headers={"Authorization": "Basic x"})
    client.get(PATH, headers={"Authorization": "Basic x"})
    assert not kept
    client.get(PATH)
    assert len(kept) == 1


def test_a_secret_link_neither_gets_nor_fills_what_is_shared(
    client: Client, kept: set[str]
) -> None:
    event = an_event()
    client.get(PATH)
    event.title_en = "Not said yet"
    event.state = State.DRAFT
    event.save()
    secret = Preview.objects.create(event=event, ends_at=NOON + timedelta(days=7))
    read = client.get(f"/en/preview/{secret.token}/")
    assert "Not said yet" in read.content.decode()
    assert read["Cache-Control"] == "private, no-store"
    assert "ETag" not in read
    assert len(kept) == 1
    assert client.get(PATH).status_code == 410


def test_nothing_leaks_into_another_language_host_or_scheme(client: Client) -> None:
    an_event()
    assert 'lang="en"' in client.get("/en/").content.decode()
    assert 'lang="sv"' in client.get("/sv/").content.decode()
    for host, secure in [("127.0.0.1", False), ("localhost", True), ("evil.example", False)]:
        with patch("atmp_events.pages.home.coming_and_past", side_effect=RuntimeError):
            other = Client(SERVER_NAME=host, raise_request_exception=False)
            assert other.get("/en/", secure=secure).status_code in {400, 500}


@pytest.mark.parametrize("query", ["x=1", "preview=secret", "kind=a&kind=b", "q=" + "a" * 600])
def test_what_a_reader_adds_to_an_address_is_not_kept(
    client: Client, kept: set[str], query: str
) -> None:
    client.get(f"/en/events/?{query}")
    assert not kept


def test_the_order_of_parameters_makes_no_other_answer(client: Client, kept: set[str]) -> None:
    client.get("/en/events/?kind=seminar&year=2027")
    client.get("/en/events/?year=2027&kind=seminar")
    assert len(kept) == 1


def test_ever_new_questions_push_out_nothing_that_signing_in_counts() -> None:
    cache.set("codes", 4)
    for number in range(400):
        caches["pages"].set(str(number), number)
    assert cache.get("codes") == 4


@pytest.mark.parametrize("path", ["/en/", "/en/events/?x=1", "/en/events.ics", "/sitemap.xml"])
def test_a_reader_who_has_it_is_not_sent_it_again(client: Client, path: str) -> None:
    an_event()
    for accepted in ("gzip, deflate, br", "identity"):
        headers = {"Accept-Encoding": accepted}
        first, second = (client.get(path, headers=headers) for _ in range(2))
        assert first["ETag"] == second["ETag"]
        again = client.get(path, headers=headers | {"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert "Accept-Encoding" in again["Vary"]


def test_a_body_is_compressed_for_those_who_can_read_it(client: Client) -> None:
    an_event()
    for _ in ("made", "kept"):
        plain = client.get(PATH, headers={"Accept-Encoding": "identity"})
        small = client.get(PATH, headers={"Accept-Encoding": "gzip, deflate, br"})
        assert ("Content-Encoding" in plain, small["Content-Encoding"]) == (False, "gzip")
        assert len(small.content) < len(plain.content) / 2
        assert int(small["Content-Length"]) == len(small.content)
        assert plain["Vary"] == small["Vary"] == "Accept-Encoding"


def test_the_admin_is_never_compressed(client: Client) -> None:
    response = client.get("/admin/login/", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in response


def test_a_browser_asks_each_time_and_a_proxy_each_second(client: Client) -> None:
    an_event()
    wanted = "public, max-age=0, s-maxage=1, must-revalidate"
    assert {client.get(path)["Cache-Control"] for path in (PATH, "/en/", "/sv/om/")} <= {
        wanted,
        "no-store",  # where the page was never written
    }
    assert client.get(PATH)["Cache-Control"] == wanted


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 302),
        ("/sv", 301),
        ("/en/events/2027/former/", 301),
        ("/en/nothing/", 404),
        ("/static/nothing.css", 404),
        ("/media/nothing.jpg", 404),
        ("/en/events/2027/gone/", 410),
    ],
)
def test_nobody_may_keep_that_something_is_missing_or_elsewhere(
    client: Client, path: str, status: int
) -> None:
    moved, gone = an_event(slug_en="former"), an_event(slug_en="gone")
    moved.slug_en, gone.state = "present", State.DRAFT
    moved.save(), gone.save()
    response = client.get(path)
    assert (response.status_code, response["Cache-Control"]) == (status, "no-store")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_a_strict_policy(client: Client, path: str) -> None:
    for response in (client.get(path), client.get(path)):
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "geolocation=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("path", PATHS)
def test_scripts_run_in_the_admin_alone(client: Client, path: str) -> None:
    policy = client.get(path)["Content-Security-Policy"].split("; ")
    if path.startswith("/admin/"):
        assert any(it.startswith("script-src 'self'") for it in policy)
    else:
        assert {"script-src 'none'", "trusted-types 'none'"} <= set(policy)
        assert "require-trusted-types-for 'script'" in policy


def test_an_answer_is_logged_without_an_address(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in ("made", "kept"):
        caplog.clear()
        with caplog.at_level("INFO", logger="atmp_events.operations.logs"):
            answer = client.get("/en/events/?q=secret", REMOTE_ADDR="192.0.2.44")
        [line] = [it for it in caplog.records if it.name == "atmp_events.operations.logs"]
        assert line.getMessage() == "GET /en/events/ 200"
        assert line.request_id == answer["X-Request-ID"]  # type: ignore[attr-defined]
        assert "192.0.2.44" not in str(line.__dict__)
        assert "secret" not in line.getMessage()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/sv/evenemang/", 4096, 405),
        ("/sv/evenemang/", 4097, 413),
        ("/sv/finns-inte/", 400_000_000, 413),
        ("/", 400_000_000, 413),
        ("/admin/login/", 25 * 1024 * 1024, 200),
        ("/admin/login/", 25 * 1024 * 1024 + 1, 413),
    ],
)
def test_a_body_is_refused_before_it_is_read(path: str, length: int, status: int) -> None:
    class Unread(io.BytesIO):
        def read(self, *args: Any) -> bytes:
            assert status != 413
            return super().read(*args)

    given = {"CONTENT_LENGTH": str(length), "wsgi.input": Unread()}
    client = Client(SERVER_NAME="localhost")
    answer = client.generic("POST", path, content_type="text/plain", **given)
    assert answer.status_code == status
    assert ("För mycket skickades." in answer.content.decode()) == (status == 413)
    if status == 413:
        assert "no-store" in answer["Cache-Control"]
        assert ("Ingenting har sparats" in answer.content.decode()) == path.startswith("/admin/")
