"""Check-in at the event: a coordinator marks on a phone which attendees have come."""

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
from tests.pages.parsing import get_page
from tests.participation.registration import (
    MONTH_BEFORE,
    an_event_with_registration,
    register_attendee,
)

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock at the start of the event."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def path(event: Event) -> str:
    return f"/admin/events/event/{event.pk}/door/"


def get_check_in_page(staff_client: Client, event: Event, query: str = "") -> BeautifulSoup:
    return get_page(staff_client, path(event) + query)


def names(page: BeautifulSoup) -> list[str]:
    return [it.get_text() for it in page.select(".check-in b")]


def count(page: BeautifulSoup) -> str:
    return page.select_one(".check-in-count").get_text()


def check_in(staff_client: Client, attendee: Attendee, came: str) -> Any:
    return staff_client.post(
        path(attendee.event), {"attendee": attendee.pk, "came": came, "q": "a"}
    )


def came_at(attendee: Attendee) -> datetime | None:
    return Attendee.objects.get(pk=attendee.pk).came_at


def test_confirmed_attendees_are_listed_by_name_with_a_button(staff_client: Client) -> None:
    event = an_event_with_registration(3)
    for name in ("Åsa", "Bo", "Adam", "Cy"):  # Cy waits.
        register_attendee(event, name, email=f"{name[-1]}@example.org")
    page = get_check_in_page(staff_client, event)
    assert names(page) == ["Adam", "Bo", "Åsa"]
    buttons = [it.get_text() for it in page.select(".check-in button")]
    assert buttons == ["Kom Adam", "Kom Bo", "Kom Åsa"]
    assert count(page) == "0 av 3 har kommit"
    assert "@" not in page.select(".check-in")[0].get_text()


def test_button_checks_in_an_attendee_and_undoes_it(staff_client: Client) -> None:
    event = an_event_with_registration(2)
    ada = register_attendee(event, "Ada")
    register_attendee(event, "Bo")
    response = check_in(staff_client, ada, "1")
    assert response.headers["Location"] == f"{path(event)}?q=a#attendee-{ada.pk}"
    assert came_at(ada) == NOON
    page = get_check_in_page(staff_client, event)
    assert count(page) == "1 av 2 har kommit"
    assert [it["value"] for it in page.select(".check-in button")] == ["0", "1"]
    check_in(staff_client, ada, "0")
    assert came_at(ada) is None


def test_second_check_in_keeps_the_time_of_the_first(
    staff_client: Client, clock: time_machine.Traveller
) -> None:
    ada = register_attendee(an_event_with_registration(2), "Ada")
    check_in(staff_client, ada, "1")
    clock.shift(timedelta(minutes=1))
    check_in(staff_client, ada, "1")  # From a page that was opened before the first check-in.
    assert came_at(ada) == NOON


def test_cancelled_attendee_is_not_checked_in(staff_client: Client) -> None:
    event = an_event_with_registration(2)
    ada = register_attendee(event, "Ada")
    places.cancel(ada, MONTH_BEFORE)
    response = check_in(staff_client, ada, "1")
    assert came_at(ada) is None
    page = staff_client.get(response.headers["Location"]).content.decode()
    assert "har inte längre någon plats" in page


def test_invalid_value_is_a_bad_request_and_changes_nothing(staff_client: Client) -> None:
    ada = register_attendee(an_event_with_registration(2), "Ada")
    check_in(staff_client, ada, "1")
    for came in ("", "2", "on"):
        assert check_in(staff_client, ada, came).status_code == 400
    assert came_at(ada) == NOON


def test_attendee_of_another_event_is_not_checked_in(staff_client: Client) -> None:
    event, other = an_event_with_registration(2), an_event_with_registration(2)
    ada = register_attendee(other, "Ada")
    staff_client.post(path(event), {"attendee": ada.pk, "came": "1"})
    assert came_at(ada) is None


def test_page_of_300_attendees_takes_at_most_15_queries(
    staff_client: Client, django_assert_max_num_queries: Any
) -> None:
    event = an_event_with_registration(None)
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
        page = get_check_in_page(staff_client, event)
    assert len(names(page)) == 300
    assert names(get_check_in_page(staff_client, event, "?q=person+299")) == ["Person 299"]
    assert count(page) == "0 av 300 har kommit"
