"""The screen in a foyer: events of today and later, with place and status."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import OperationalError
from django.test import Client

from atmp_events.models import Status
from tests.builders import MORNING_BEFORE, NOON, a_venue, an_event, save
from tests.pages.parsing import get_page, text_of

MORNING = NOON - timedelta(hours=3)


def screen(client: Client, now: datetime = MORNING, path: str = "/en/screen/") -> BeautifulSoup:
    return get_page(client, path, now=now)


def test_screen_shows_todays_event_with_its_entrance_and_later_events(client: Client) -> None:
    an_event(venue=a_venue(entrance_sv="100/101"), room_en="Hall X")
    an_event(title_en="Next week", starts_at=NOON + timedelta(days=7))
    page = screen(client)
    assert text_of(page.h1) == "Today"
    (shown,) = page.select(".now > li")
    assert text_of(shown) == "12:00–13:00 On cells Ingång 100/101 Hall X Rudbeck Laboratory"
    assert [text_of(row) for row in page.select(".later li")] == ["Tuesday 20 April Next week"]


def test_screen_shows_the_next_event_with_its_date_on_other_days(client: Client) -> None:
    an_event()
    page = screen(client, MORNING_BEFORE)
    assert text_of(page.h1) == "Next event"
    assert text_of(page.select_one(".now > li")).startswith("Tuesday 13 April 12:00–13:00 On cells")
    assert page.select(".later") == []


def test_text_for_a_whole_day_begins_with_a_capital(client: Client) -> None:
    an_event(starts_at=NOON - timedelta(hours=12), minutes=24 * 60, all_day=True)
    assert text_of(screen(client).select_one(".clock")) == "All day · Under way now"


@pytest.mark.parametrize("minute", [0, 59])
def test_screen_marks_an_event_as_under_way_until_it_ends(client: Client, minute: int) -> None:
    an_event()
    text = text_of(screen(client, NOON + timedelta(minutes=minute)).select_one(".now"))
    assert "12:00–13:00 · Under way now" in text
    page = screen(client, NOON + timedelta(hours=1))
    assert text_of(page.h1) == "No event is planned at the moment."


def test_cancelled_event_shows_its_status_instead_of_the_entrance(client: Client) -> None:
    an_event(venue=a_venue(entrance_sv="100"), status=Status.CANCELLED)
    (shown,) = screen(client).select(".now > li")
    assert text_of(shown.select_one(".called")) == "Cancelled"
    assert shown.s is not None
    assert shown.select(".where") == []


def test_event_rescheduled_from_today_shows_its_new_date(client: Client) -> None:
    later = NOON + timedelta(days=7)
    an_event(starts_at=later, status=Status.RESCHEDULED, previous_starts_at=NOON)
    (shown,) = screen(client).select(".now > li")
    assert "New date. The event has moved from 13 April to 20 April 2027." in text_of(shown)
    assert "Tuesday 20 April" in text_of(shown)


def test_screen_of_a_venue_shows_only_its_events(client: Client) -> None:
    an_event(venue=a_venue())
    an_event(title_en="Elsewhere")
    page = screen(client, path="/en/screen/?venue=rudbecklaboratoriet")
    assert [text_of(title) for title in page.select(".now h2")] == ["On cells"]
    assert "Rudbeck Laboratory" in text_of(page.footer)
    assert screen(client, path="/en/screen/?venue=no-such-house").select("li") == []
    assert len(screen(client).select(".now > li")) == 2


def test_screen_counts_the_events_that_do_not_fit(client: Client) -> None:
    for number in range(8):
        an_event(title_en=f"No {number}")
    page = screen(client)
    assert len(page.select(".now > li")) == 6
    assert text_of(page.select_one(".more")) == "2 more today"


@pytest.mark.parametrize(
    ("hour", "is_black"), [(0, True), (5, True), (6, False), (21, False), (22, True)]
)
def test_screen_has_a_black_background_at_night(client: Client, hour: int, is_black: bool) -> None:
    an_event()
    page = screen(client, NOON.replace(hour=hour))
    assert ("night" in page.html["class"]) is is_black
    assert (page.select("li") == []) is (is_black or hour > 12)
    assert page.find(["svg", "img"]) is None


def test_screen_reloads_each_minute_and_shows_changes_at_once(client: Client) -> None:
    event = an_event()
    with time_machine.travel(MORNING, tick=False) as clock:
        first = client.get("/sv/skarm/")
        assert int(first["Refresh"]) <= 60
        assert first["X-Robots-Tag"] == "noindex"
        assert "s-maxage=1" in first["Cache-Control"]
        save(event, status=Status.CANCELLED)
        assert "Inställt" in client.get("/sv/skarm/").content.decode()
        clock.move_to(NOON + timedelta(hours=1))
        assert "Om celler" not in client.get("/sv/skarm/").content.decode()


def test_screen_reloads_after_an_error(client: Client) -> None:
    client.raise_request_exception = False
    with patch("atmp_events.pages.screen.Options", side_effect=OperationalError):
        for path in ("/sv/skarm/", "/en/screen/"):
            failed = client.get(path)
            assert (failed.status_code, failed["Refresh"]) == (503, "60")
    assert "Refresh" not in client.get("/sv/nej/")
