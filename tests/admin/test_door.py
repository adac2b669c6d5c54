"""At the door is noted who has come, on a phone, by one press, also by two at once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.models import Attendee, Event
from atmp_events.participation import places
from tests.builders import NOON
from tests.participation.people import MONTH_BEFORE, an_event_here, registered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is noon, and the clock stands still."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def path(event: Event) -> str:
    return f"/admin/events/event/{event.pk}/door/"


def opened(desk: Client, event: Event, query: str = "") -> BeautifulSoup:
    answer = desk.get(path(event) + query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def names(page: BeautifulSoup) -> list[str]:
    return [it.get_text() for it in page.select(".door b")]


def count(page: BeautifulSoup) -> str:
    found = page.select_one(".door-count")
    assert found
    return found.get_text()


def press(desk: Client, attendee: Attendee, came: str) -> Any:
    return desk.post(path(attendee.event), {"attendee": attendee.pk, "came": came, "q": "a"})


def came_at(attendee: Attendee) -> datetime | None:
    return Attendee.objects.get(pk=attendee.pk).came_at


def test_those_with_a_place_stand_by_name_with_a_button_each(desk: Client) -> None:
    event = an_event_here(3)
    for name in ("Åsa", "Bo", "Adam", "Cy"):  # Cy waits.
        registered(event, name, email=f"{name[-1]}@example.org")
    page = opened(desk, event)
    assert names(page) == ["Adam", "Bo", "Åsa"]
    assert [it.get_text() for it in page.select(".door button")] == [
        "Kom Adam",
        "Kom Bo",
        "Kom Åsa",
    ]
    assert count(page) == "0 av 3 har kommit"
    assert "@" not in page.select(".door")[0].get_text()


def test_one_press_notes_that_somebody_came_and_another_takes_it_back(desk: Client) -> None:
    event = an_event_here(2)
    ada = registered(event, "Ada")
    registered(event, "Bo")
    answer = press(desk, ada, "1")
    assert answer.headers["Location"] == f"{path(event)}?q=a#attendee-{ada.pk}"
    assert came_at(ada) == NOON
    page = opened(desk, event)
    assert count(page) == "1 av 2 har kommit"
    assert [it["value"] for it in page.select(".door button")] == ["0", "1"]
    press(desk, ada, "0")
    assert came_at(ada) is None


def test_two_at_the_door_who_press_at_once_do_not_undo_each_other(
    desk: Client, clock: time_machine.Traveller
) -> None:
    ada = registered(an_event_here(2), "Ada")
    press(desk, ada, "1")
    clock.shift(timedelta(minutes=1))
    press(desk, ada, "1")  # from a page that is a minute old
    assert came_at(ada) == NOON


def test_one_who_has_cancelled_meanwhile_does_not_come(desk: Client) -> None:
    event = an_event_here(2)
    ada = registered(event, "Ada")
    places.cancel(ada, MONTH_BEFORE)
    answer = press(desk, ada, "1")
    assert came_at(ada) is None
    assert "har inte längre någon plats" in desk.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize("came", ["", "2", "on"])
def test_a_press_that_says_nothing_changes_nothing(desk: Client, came: str) -> None:
    ada = registered(an_event_here(2), "Ada")
    press(desk, ada, "1")
    assert press(desk, ada, came).status_code == 400
    assert came_at(ada) == NOON


def test_an_attendee_of_another_event_is_not_touched(desk: Client) -> None:
    event, other = an_event_here(2), an_event_here(2)
    ada = registered(other, "Ada")
    desk.post(path(event), {"attendee": ada.pk, "came": "1"})
    assert came_at(ada) is None


def test_a_get_notes_nothing(desk: Client) -> None:
    ada = registered(an_event_here(2), "Ada")
    opened(desk, ada.event, f"?attendee={ada.pk}&came=1")
    assert came_at(ada) is None


def test_three_hundred_people_cost_as_few_queries_as_three(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    event = an_event_here(None)
    Attendee.objects.bulk_create(
        Attendee(
            event=event,
            name=f"Person {number:03}",
            email=f"p{number}@example.org",
            email_folded=f"p{number}@example.org",
            state="confirmed",
            registered_at=MONTH_BEFORE,
        )
        for number in range(300)
    )
    with django_assert_max_num_queries(15):
        page = opened(desk, event)
    assert len(names(page)) == 300
    assert names(opened(desk, event, "?q=person+299")) == ["Person 299"]
    assert count(page) == "0 av 300 har kommit"
