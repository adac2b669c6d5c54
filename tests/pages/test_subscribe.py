"""How a visitor takes an event along, or lets all events come by themselves."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.models import Status
from tests.builders import MORNING_BEFORE, NOON, a_series, an_event
from tests.pages.reading import page_of, words

pytestmark = pytest.mark.django_db

FEED = "https://events.example.org/en/events.ics"
EVENT = "/en/events/2027/on-cells/"


def read(client: Client, path: str) -> BeautifulSoup:
    with time_machine.travel(MORNING_BEFORE, tick=False):
        return page_of(client, path)


def ways(page: BeautifulSoup) -> dict[str, str]:
    """What each link says first, and where it leads."""
    links = page.select(".add li a")
    return {next(iter(link.stripped_strings)): str(link["href"]) for link in links}


@pytest.mark.parametrize("path", [EVENT, f"{EVENT}poster/", f"{EVENT}poster/both/", "/en/"])
def test_one_takes_a_copy_or_subscribes_and_is_told_what_follows_changes(
    client: Client, path: str
) -> None:
    an_event()
    page = read(client, path)
    found = ways(page)
    assert list(found) == [
        "Download calendar file",
        *("30 minutes", "1 hour", "1 day"),
        *("Google Calendar", "Outlook.com", "Outlook (work or school)"),
        *("Subscribe", "Google, Outlook and others, step by step"),
    ]
    file = EVENT.removesuffix("/") + ".ics"
    assert found["Download calendar file"] == file
    assert found["1 hour"] == f"{file}?alarm=1h"
    assert found["Subscribe"] == "webcal://events.example.org/en/events.ics"
    copied = page.select_one(".add input")
    assert (copied["value"], copied.has_attr("readonly")) == (FEED, True)
    told = [words(it) for it in page.select(".add .of")]
    assert told == [
        "Only this event A copy: later changes will not show.",
        "All events A subscription. New dates and changes appear automatically, usually within "
        "hours; Google may take a day.",
    ]


@pytest.mark.parametrize("path", [EVENT, f"{EVENT}poster/"])
def test_nobody_is_offered_what_will_not_take_place(client: Client, path: str) -> None:
    an_event(status=Status.CANCELLED)
    assert ways(read(client, path)) == {}


def test_the_printed_poster_has_no_calendar_on_it(client: Client) -> None:
    an_event()
    page = read(client, f"{EVENT}poster/")
    assert page.select_one(".sheet .add") is None
    assert page.select_one("nav.hint .add") is not None  # `.hint` is not printed.


def test_one_subscribes_to_all_events_with_each_calendar(client: Client) -> None:
    page = read(client, "/en/subscribe/")
    assert page.select_one("#feed")["value"] == FEED
    apple, google, outlook, work = (it["href"] for it in page.select(".prose .btn"))
    assert apple == "webcal://events.example.org/en/events.ics"
    assert parse_qs(urlsplit(google).query) == {"cid": [apple]}
    assert parse_qs(urlsplit(outlook).query) == {
        "url": [FEED],
        "name": ["ATMP-centrum Uppsala: events"],
    }
    assert work == outlook.replace("outlook.live.com", "outlook.office.com")
    steps = {words(it.h3): len(it.select("li")) for it in page.select(".steps > div")}
    assert steps == {"Outlook": 3, "Google Calendar": 3, "Apple Calendar": 3, "Thunderbird": 3}


def test_one_chooses_which_events_and_when_to_be_reminded(client: Client) -> None:
    an_event(kind="course", series=a_series(), starts_at=NOON)
    page = read(client, "/en/subscribe/")
    names = [it["name"] for it in page.select("form select")]
    assert names == ["kind", "series", "alarm"]
    chosen = read(client, "/en/subscribe/?kind=course&series=network-meetings&alarm=1h")
    query = "?kind=course&series=network-meetings&alarm=1h"
    assert chosen.select_one("#feed")["value"] == FEED + query
    assert unquote(chosen.select(".prose .btn")[1]["href"]).endswith(f"/en/events.ics{query}")
    assert [it["value"] for it in chosen.select("option[selected]")] == [
        *("course", "network-meetings", "1h")
    ]
    honest = "Google Calendar sets its own reminders"
    assert (honest in words(page), honest in words(chosen)) == (False, True)
    twin = chosen.select_one("a[hreflang=sv]:not([lang])")
    assert twin["href"] == "/sv/prenumerera/?kind=course&series=natverkstraffar&alarm=1h"


def test_what_cannot_be_read_in_the_address_leaves_all_events(client: Client) -> None:
    page = read(client, "/en/subscribe/?kind=nonsense&series=&alarm=9y&q=x")
    assert page.select_one("#feed")["value"] == FEED
    canonical = page.select_one("link[rel=canonical]")
    assert canonical["href"] == "https://events.example.org/en/subscribe/"
