"""Adding an event to a calendar, and subscribing to events."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.models import Status
from tests.builders import MORNING_BEFORE, NOON, a_full_event, a_series, an_event, an_organiser
from tests.pages.parsing import get_page, text_of

pytestmark = pytest.mark.usefixtures("named_site")

FEED = "https://events.example.org/en/events.ics"
EVENT = "/en/events/2027/on-cells/"


def read(client: Client, path: str) -> BeautifulSoup:
    return get_page(client, path, now=MORNING_BEFORE)


def menu(page: BeautifulSoup) -> dict[str, str]:
    """The first text of each link of the menu and its address."""
    links = page.select(".add li a")
    return {next(iter(link.stripped_strings)): str(link["href"]) for link in links}


@pytest.mark.parametrize("path", [EVENT, f"{EVENT}poster/", f"{EVENT}poster/both/", "/en/"])
def test_menu_offers_copies_and_subscriptions_and_explains_both(client: Client, path: str) -> None:
    event = an_event()
    page = read(client, path)
    links = menu(page)
    assert list(links) == [
        "Follow",
        "Download calendar file",
        *("30 minutes", "1 hour", "1 day"),
        *("Google Calendar", "Outlook.com", "Outlook (work or school)"),
        *("Subscribe", "Google, Outlook and others, step by step"),
    ]
    file = EVENT.removesuffix("/") + ".ics"
    assert links["Download calendar file"] == file
    assert links["1 hour"] == f"{file}?alarm=1h"
    assert links["Subscribe"] == "webcal://events.example.org/en/events.ics"
    own = f"https://events.example.org/en/mine.ics?e={event.code}"
    copied = page.select(".add input")
    assert [(it["value"], it.has_attr("readonly")) for it in copied] == [(own, True), (FEED, True)]
    assert links["Follow"] == own.replace("https:", "webcal:")
    explanations = [text_of(it) for it in page.select(".add .of")]
    assert explanations == [
        "Follow this event A subscription. If it is moved or cancelled, your calendar shows it, "
        "usually within hours; Google may take a day.",
        "Only this event A copy: later changes will not show.",
        "All events A subscription. New dates and changes appear automatically, usually within "
        "hours; Google may take a day.",
    ]


@pytest.mark.parametrize("path", [EVENT, f"{EVENT}poster/"])
def test_cancelled_event_has_no_menu(client: Client, path: str) -> None:
    an_event(status=Status.CANCELLED)
    assert menu(read(client, path)) == {}


def test_printed_poster_has_no_menu(client: Client) -> None:
    an_event()
    page = read(client, f"{EVENT}poster/")
    assert page.select_one(".sheet .add") is None
    assert page.select_one("nav.hint .add") is not None  # `.hint` is not printed.


def test_subscription_page_has_links_and_steps_for_each_calendar(client: Client) -> None:
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
    steps = {text_of(it.h3): len(it.select("li")) for it in page.select(".steps > div")}
    assert steps == {"Outlook": 3, "Google Calendar": 3, "Apple Calendar": 3, "Thunderbird": 3}


def test_subscription_is_filtered_and_has_a_reminder(client: Client) -> None:
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
    warning = "Google Calendar and Outlook do not take reminders from a subscription"
    assert warning in text_of(page)
    twin = chosen.select_one("a[hreflang=sv]:not([lang])")
    assert twin["href"] == "/sv/prenumerera/?kind=course&series=natverkstraffar&alarm=1h"


@pytest.mark.parametrize(
    ("path", "label", "query"),
    [
        ("series/network-meetings/", "Subscribe to the series", "?series=network-meetings"),
        ("people/ada-lund/", "Subscribe to events with this person", "?person=ada-lund"),
        ("venues/rudbecklaboratoriet/", "Subscribe to events here", "?venue=rudbecklaboratoriet"),
        ("organisers/sll/", "Subscribe to the organiser’s events", "?organiser=sll"),
        ("events/?mode=on_site", "Subscribe to these events", "?mode=on_site"),
        ("events/?q=cells", "Subscribe to these events", "?q=cells"),
        ("events/", "Subscribe to all events", ""),
    ],
)
def test_each_list_links_to_its_subscription(
    client: Client, path: str, label: str, query: str
) -> None:
    a_full_event(organisers=(an_organiser(name_sv="SLL"),))
    button = read(client, f"/en/{path}").select_one("#follow ~ div .btn")
    assert (text_of(button), button["href"]) == (label, f"/en/subscribe/{query}#address")
    page = read(client, f"/en/subscribe/{query}")
    assert page.select_one("#feed")["value"] == FEED + query
    form = page.select_one("form.filter")
    kept = {it["name"] for it in form.select("input[value]")} | {
        it.find_parent("select")["name"] for it in form.select("option[selected][value]")
    }
    assert kept - {"kind", "alarm"} == ({query[1:].partition("=")[0]} if query else set())


def test_event_page_links_to_the_subscription_of_its_series(client: Client) -> None:
    an_event(series=a_series())
    assert menu(read(client, EVENT))["Only this series"] == (
        "/en/subscribe/?series=network-meetings#address"
    )


def test_invalid_filters_of_a_subscription_are_ignored(client: Client) -> None:
    page = read(client, "/en/subscribe/?kind=nonsense&series=&alarm=9y&person=nobody")
    assert page.select_one("#feed")["value"] == FEED
    canonical = page.select_one("link[rel=canonical]")
    assert canonical["href"] == "https://events.example.org/en/subscribe/"
