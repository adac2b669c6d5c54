"""What is kept of an answer, for whom and for how long."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from atmp_events.delivery.caching import PAGES, QUESTIONS
from atmp_events.delivery.generation import stamp
from atmp_events.models import Event, Organiser, Preview, Registration, State, User
from tests.builders import MORNING_BEFORE, NOON, an_event

pytestmark = pytest.mark.django_db
PATH = "/en/events/2027/on-cells/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING_BEFORE, tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("path", [PATH, "/en/", "/sv/evenemang/", "/sv/evenemang.ics"])
def test_what_is_unchanged_costs_one_query(
    client: Client, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    an_event()
    first = client.get(path)
    # The one goes to the driver, past what Django counts.
    asking = patch("atmp_events.delivery.caching.stamp", wraps=stamp)
    with asking as asked, django_assert_num_queries(0):
        again = client.get(path)
    assert asked.call_count == 1
    assert (again.status_code, again.content) == (200, first.content)
    for answer in (first, again):
        del answer.headers["X-Request-ID"]
    assert dict(again.headers) == dict(first.headers)


@pytest.mark.parametrize("path", [PATH, "/en/", "/en/events/", "/en/events.ics"])
@pytest.mark.parametrize("way", ["save", "update", "bulk", "by hand"])
def test_a_write_of_any_kind_is_seen_by_the_next_request(
    client: Client, path: str, way: str
) -> None:
    event = an_event()
    client.get(path)
    event.title_en = "On tissues"
    if way == "save":
        event.save()
    elif way == "update":
        Event.objects.update(title_en="On tissues")
    elif way == "by hand":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE events_event SET title_en = 'On tissues'")
    else:
        Event.objects.bulk_update([event], ["title_en"])
    assert "On tissues" in client.get(path).content.decode()


def test_a_bulk_insert_and_a_deletion_are_seen(client: Client) -> None:
    an_event()
    assert "Nytt råd" not in client.get("/en/events/").content.decode()
    organiser = Organiser(name_sv="Nytt råd", name_en="Nytt råd", slug_sv="rad", slug_en="rad")
    Organiser.objects.bulk_create([organiser])
    Event.objects.get().organiser_links.create(organiser=organiser)
    assert "Nytt råd" in client.get("/en/events/").content.decode()
    Event.objects.get().organiser_links.all().delete()
    assert "Nytt råd" not in client.get("/en/events/").content.decode()


@pytest.mark.parametrize(
    "reached",
    [
        NOON + timedelta(hours=1),
        NOON - timedelta(hours=3, minutes=7),
        NOON - timedelta(hours=2, seconds=11),
    ],
    ids=["ends", "opens", "closes"],
)
def test_time_changes_a_page_on_the_second(
    client: Client, clock: time_machine.Traveller, reached: object
) -> None:
    an_event(
        registration=Registration.BY_LINK,
        registration_url="https://example.org/",
        registration_opens_at=NOON - timedelta(hours=3, minutes=7),
        registration_closes_at=NOON - timedelta(hours=2, seconds=11),
    )
    clock.move_to(reached - timedelta(seconds=1))  # type: ignore[operator]
    before = client.get(PATH).content
    clock.move_to(reached)  # type: ignore[arg-type]
    after = client.get(PATH).content
    PAGES.clear()
    assert before != after == client.get(PATH).content


def test_the_last_days_of_registration_begin_on_the_second(
    client: Client, clock: time_machine.Traveller
) -> None:
    closes_at = NOON - timedelta(hours=2, seconds=11)
    an_event(
        registration=Registration.BY_LINK,
        registration_url="https://example.org/",
        registration_closes_at=closes_at,
    )
    clock.move_to(closes_at - timedelta(days=2, seconds=1))
    before = client.get(PATH).content
    clock.move_to(closes_at - timedelta(days=2))
    assert before != client.get(PATH).content


def test_a_scheduled_event_appears_on_the_second(
    client: Client, clock: time_machine.Traveller
) -> None:
    an_event(publish_at=MORNING_BEFORE + timedelta(seconds=61))
    assert "On cells" not in client.get("/en/").content.decode()
    clock.shift(60)
    assert "On cells" not in client.get("/en/").content.decode()
    clock.shift(1)
    assert "On cells" in client.get("/en/").content.decode()


def test_who_signed_in_neither_gets_nor_fills_what_is_shared(client: Client) -> None:
    an_event()
    signed_in = Client(SERVER_NAME="localhost")
    signed_in.force_login(User.objects.create_user("coordinator"))
    signed_in.get(PATH)
    assert not PAGES.used
    client.get(PATH)
    used = PAGES.used
    with patch.object(PAGES, "get", side_effect=RuntimeError):
        signed_in.get(PATH)
    assert used == PAGES.used > 0
    assert signed_in.cookies[settings.SESSION_COOKIE_NAME]


def test_a_secret_link_neither_gets_nor_fills_what_is_shared(client: Client) -> None:
    event = an_event()
    client.get(PATH)
    used = PAGES.used
    event.title_en = "Not said yet"
    event.state = State.DRAFT
    event.save()
    secret = Preview.objects.create(event=event, ends_at=NOON + timedelta(days=7))
    read = client.get(f"/en/preview/{secret.token}/")
    assert "Not said yet" in read.content.decode()
    assert read["Cache-Control"].split(", ")[0] in {"private", "no-store"}
    assert PAGES.used == used
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
def test_what_a_reader_adds_to_an_address_is_not_kept(client: Client, query: str) -> None:
    with patch.object(QUESTIONS, "get", side_effect=RuntimeError):
        client.get(f"/en/events/?{query}")
    assert not QUESTIONS.used


def test_the_order_of_parameters_makes_no_other_answer(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/en/events/?kind=seminar&year=2027")
    with django_assert_num_queries(0):
        client.get("/en/events/?year=2027&kind=seminar")


def test_ever_new_questions_do_not_fill_the_memory(client: Client) -> None:
    an_event()
    client.get(PATH)
    page = PAGES.used
    with patch.object(QUESTIONS, "room", 100_000):
        for number in range(20):
            client.get(f"/en/events/?q=word{number}")
            assert QUESTIONS.used <= QUESTIONS.room
    assert (QUESTIONS.used > 0, PAGES.used) == (True, page)


def test_a_body_is_sent_as_small_as_the_reader_can_read_it(client: Client) -> None:
    answers = {
        accepted: client.get("/en/", headers={"Accept-Encoding": accepted})
        for accepted in ("gzip, deflate, br", "gzip", "br;q=0, gzip;q=0.5", "identity")
    }
    encodings = [answer.get("Content-Encoding") for answer in answers.values()]
    assert encodings == ["br", "gzip", "gzip", None]
    assert len({answer["ETag"] for answer in answers.values()}) == 3
    for accepted, answer in answers.items():
        seen = {"Accept-Encoding": accepted, "If-None-Match": answer["ETag"]}
        assert client.get("/en/", headers=seen).status_code == 304


def test_the_admin_is_never_compressed(client: Client) -> None:
    response = client.get("/admin/login/", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in response


def test_a_missing_page_is_not_kept(client: Client) -> None:
    assert client.get(PATH).status_code == 404
    an_event()
    assert client.get(PATH).status_code == 200
