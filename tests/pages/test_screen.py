"""The screen in a foyer: today and next, where, and what is cancelled."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import OperationalError
from django.test import Client

from atmp_events.models import Status
from tests.builders import MORNING_BEFORE, NOON, a_venue, an_event
from tests.pages.reading import page_of, words

pytestmark = pytest.mark.django_db

MORNING = NOON - timedelta(hours=3)


def screen(client: Client, now: datetime = MORNING, path: str = "/en/screen/") -> BeautifulSoup:
    with time_machine.travel(now, tick=False):
        return page_of(client, path)


def test_today_is_large_with_its_entrance_and_what_follows_is_small(client: Client) -> None:
    an_event(venue=a_venue(entrance_sv="100/101"), room_en="Hall X")
    an_event(title_en="Next week", starts_at=NOON + timedelta(days=7))
    page = screen(client)
    assert words(page.h1) == "Today"
    (shown,) = page.select(".now > li")
    assert words(shown) == "12:00–13:00 On cells Ingång 100/101 Hall X Rudbeck Laboratory"
    assert [words(row) for row in page.select(".later li")] == ["Tuesday 20 April Next week"]


def test_on_other_days_the_next_event_is_large_with_its_day(client: Client) -> None:
    an_event()
    page = screen(client, MORNING_BEFORE)
    assert words(page.h1) == "Next event"
    assert words(page.select_one(".now > li")).startswith("Tuesday 13 April 12:00–13:00 On cells")
    assert page.select(".later") == []


def test_an_event_of_the_whole_day_begins_as_a_sentence_does(client: Client) -> None:
    an_event(starts_at=NOON - timedelta(hours=12), minutes=24 * 60, all_day=True)
    assert words(screen(client).select_one(".clock")) == "All day · Under way now"


@pytest.mark.parametrize("minute", [0, 59])
def test_what_is_held_now_says_so_until_it_ends(client: Client, minute: int) -> None:
    an_event()
    told = words(screen(client, NOON + timedelta(minutes=minute)).select_one(".now"))
    assert "12:00–13:00 · Under way now" in told
    page = screen(client, NOON + timedelta(hours=1))
    assert words(page.h1) == "No event is planned at the moment."


def test_what_is_cancelled_today_says_so_in_place_of_the_entrance(client: Client) -> None:
    an_event(venue=a_venue(entrance_sv="100"), status=Status.CANCELLED)
    (shown,) = screen(client).select(".now > li")
    assert words(shown.select_one(".called")) == "Cancelled"
    assert shown.s is not None
    assert shown.select(".where") == []


def test_what_has_moved_from_today_is_told_to_those_who_come(client: Client) -> None:
    later = NOON + timedelta(days=7)
    an_event(starts_at=later, status=Status.RESCHEDULED, previous_starts_at=NOON)
    (shown,) = screen(client).select(".now > li")
    assert "New date. The event has moved from 13 April to 20 April 2027." in words(shown)
    assert "Tuesday 20 April" in words(shown)


def test_a_house_shows_its_own_events_and_never_those_of_another(client: Client) -> None:
    an_event(venue=a_venue())
    an_event(title_en="Elsewhere")
    page = screen(client, path="/en/screen/?venue=rudbecklaboratoriet")
    assert [words(title) for title in page.select(".now h2")] == ["On cells"]
    assert "Rudbeck Laboratory" in words(page.footer)
    assert screen(client, path="/en/screen/?venue=no-such-house").select("li") == []
    assert len(screen(client).select(".now > li")) == 2


def test_more_than_fit_are_counted(client: Client) -> None:
    for number in range(8):
        an_event(title_en=f"No {number}")
    page = screen(client)
    assert len(page.select(".now > li")) == 6
    assert words(page.select_one(".more")) == "2 more today"


@pytest.mark.parametrize(
    ("hour", "is_black"), [(0, True), (5, True), (6, False), (21, False), (22, True)]
)
def test_it_is_black_in_the_night(client: Client, hour: int, is_black: bool) -> None:
    an_event()
    page = screen(client, NOON.replace(hour=hour))
    assert ("night" in page.html["class"]) is is_black
    assert (page.select("li") == []) is (is_black or hour > 12)
    assert page.find(["svg", "img"]) is None


def test_it_is_right_within_a_minute_without_a_script(client: Client) -> None:
    event = an_event()
    with time_machine.travel(MORNING, tick=False) as clock:
        first = client.get("/sv/skarm/")
        assert int(first["Refresh"]) <= 60
        assert first["X-Robots-Tag"] == "noindex"
        assert "s-maxage=1" in first["Cache-Control"]
        event.status = Status.CANCELLED
        event.save()
        assert "Inställt" in client.get("/sv/skarm/").content.decode()
        clock.move_to(NOON + timedelta(hours=1))
        assert "Om celler" not in client.get("/sv/skarm/").content.decode()


def test_it_tries_again_after_an_error(client: Client) -> None:
    client.raise_request_exception = False
    with patch("atmp_events.pages.screen.Options", side_effect=OperationalError):
        for path in ("/sv/skarm/", "/en/screen/"):
            failed = client.get(path)
            assert (failed.status_code, failed["Refresh"]) == (503, "60")
    assert "Refresh" not in client.get("/sv/nej/")
