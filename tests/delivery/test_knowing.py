"""What is known of events holds until something is written, whatever the clock says."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atmp_events.delivery.generation import stamp
from atmp_events.delivery.knowing import KNOWN, facts_known
from atmp_events.models import Event, Person, State
from tests.builders import MORNING_BEFORE, NOON, a_person, a_talk, an_event

pytestmark = pytest.mark.django_db

PAGE = "/en/events/2027/on-cells/"
LIST = "/en/events/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING_BEFORE, tick=False) as traveller:
        yield traveller


def asked_for_talks(client: Client, path: str) -> tuple[bool, str]:
    with CaptureQueriesContext(connection) as asked:
        body = client.get(path).content.decode()
    return any("events_talk" in it["sql"] for it in asked), body


@pytest.mark.parametrize("path", [PAGE, LIST, "/en/"])
def test_a_page_that_the_clock_has_changed_asks_for_no_event_again(
    client: Client, clock: time_machine.Traveller, path: str
) -> None:
    a_talk(an_event(), speakers=(a_person(),))
    first, before = asked_for_talks(client, path)
    clock.move_to(NOON + timedelta(hours=2))
    second, after = asked_for_talks(client, path)
    assert (first, second) == (True, False)
    assert before != after
    assert "On cells" in after


@pytest.mark.parametrize("path", [PAGE, LIST, "/en/people/ada-lund/"])
def test_a_write_to_whatever_an_event_is_told_from_is_seen(client: Client, path: str) -> None:
    event = an_event()
    a_talk(event, speakers=(a_person(name="Ada Lund"),))
    client.get(path)
    Event.objects.filter(pk=event.pk).update(title_en="On tissues")
    assert "On tissues" in client.get(path).content.decode()
    Person.objects.update(name="Ada Falk")
    assert "Ada Falk" in client.get(PAGE).content.decode()


def test_an_event_is_known_only_while_readers_may_see_it(
    client: Client, clock: time_machine.Traveller
) -> None:
    event = an_event(publish_at=MORNING_BEFORE + timedelta(minutes=1))
    assert client.get(PAGE).status_code == 404
    clock.shift(timedelta(minutes=1))
    assert client.get(PAGE).status_code == 200
    Event.objects.filter(pk=event.pk).update(state=State.DRAFT)
    assert client.get(PAGE).status_code in {404, 410}


def test_wrong_addresses_fill_nothing(client: Client) -> None:
    an_event()
    for number in range(20):
        client.get(f"/en/events/2027/nothing-{number}/")
    assert KNOWN.used == 0


def test_facts_of_what_was_deleted_are_left_out() -> None:
    kept, gone = an_event(slug_en="kept"), an_event(slug_en="gone")
    Event.objects.filter(pk=gone.pk).delete()
    assert list(facts_known([kept.pk, gone.pk], "en", stamp())) == [kept.pk]


def test_each_language_has_its_own(client: Client) -> None:
    event = an_event()
    told = {language: facts_known([event.pk], language, stamp()) for language in ("sv", "en", "sv")}  # type: ignore[arg-type]
    assert {language: facts[event.pk].language for language, facts in told.items()} == {
        "sv": "sv",
        "en": "en",
    }
