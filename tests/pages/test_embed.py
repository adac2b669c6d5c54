"""Events on other sites: in a frame, as a fragment of HTML, as a card."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from csp.constants import SELF
from django.test import Client

from atmp_events.models import Event, Status
from tests.builders import NOON, a_series, a_venue, an_event, revise_once, save
from tests.pages.parsing import get_page, text_of

pytestmark = pytest.mark.usefixtures("clock")

SITE = "https://events.example.org"
EVENT = "/en/events/2027/on-cells/"


def titles(page: BeautifulSoup) -> list[str]:
    return [text_of(link) for link in page.select("li h3 a, .atmp-events li a")]


@pytest.fixture
def four_events() -> None:
    """Two coming events and two past ones."""
    with revise_once():
        for title, days in (("First", 0), ("Second", 7), ("Last", -7), ("Before", -14)):
            an_event(title_en=title, title_sv=f"{title} sv", starts_at=NOON + timedelta(days=days))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["First", "Second"]),
        ("?limit=1", ["First"]),
        ("?past=1", ["First", "Second", "Last", "Before"]),
        ("?past=1&limit=3", ["First", "Second", "Last"]),
        ("?limit=0&past=no", ["First"]),
        ("?limit=many", ["First", "Second"]),
        (f"?limit={'9' * 5000}", ["First", "Second"]),
        ("?q=second", ["Second"]),
        ("?kind=course", []),
        ("?kind=zebra", []),
        ("?series=without-public-events&past=1", []),
    ],
)
def test_embed_shows_the_events_that_its_query_selects(
    client: Client, four_events: None, query: str, shown: list[str]
) -> None:
    for path in ("/en/embed/", "/en/embed.html"):
        page = get_page(client, path + query)
        assert titles(page) == shown
        assert ("No event is planned" in text_of(page)) is not bool(shown)


def test_embed_shows_at_most_fifty_events(client: Client) -> None:
    with revise_once():
        for number in range(52):
            an_event(title_en=f"No {number}", starts_at=NOON + timedelta(days=number))
    assert len(titles(get_page(client, "/en/embed/?limit=999"))) == 50


@pytest.mark.parametrize(
    ("path", "language", "title"),
    [("/sv/inbaddat/", "sv", "First sv"), ("/en/embed/", "en", "First")],
)
def test_frame_has_no_header_and_its_links_open_in_the_top_window(
    client: Client, four_events: None, path: str, language: str, title: str
) -> None:
    page = get_page(client, path)
    assert page.html["lang"] == language
    assert page.find_all(["header", "footer", "nav", "script", "form"]) == []
    assert page.base.attrs == {"target": "_top"}
    assert titles(page)[0] == title
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_embed_marks_cancelled_and_fully_booked_events(client: Client) -> None:
    an_event(status=Status.CANCELLED)
    an_event(
        title_en="Full",
        fully_booked=True,
        registration="by_link",
        registration_url="https://www.uu.se/",
    )
    for path in ("/en/embed/", "/en/embed.html"):
        text = text_of(get_page(client, path))
        assert "Cancelled: On cells" in text
        assert "Fully booked: Full" in text


def test_embed_marks_text_in_the_other_language(client: Client) -> None:
    an_event(title_en="", venue=a_venue(name_en=""))
    for path in ("/en/embed/", "/en/embed.html"):
        page = get_page(client, path)
        assert [link["lang"] for link in page.select("li a")] == ["sv"]
        assert page.find("span", string="Rudbeck\u00adlaboratoriet")["lang"] == "sv"


def test_fragment_has_plain_markup_and_absolute_links(client: Client, four_events: None) -> None:
    response = client.get("/en/embed.html")
    html = response.content.decode()
    fragment = BeautifulSoup(html, "html.parser")
    (root,) = fragment.find_all(recursive=False)
    assert root["lang"] == "en"
    assert not fragment.find_all(["html", "head", "style", "link", "script", "img", "svg"])
    assert all(link["href"].startswith(f"{SITE}/en/events/") for link in fragment("a"))
    assert "style=" not in html
    assert response["Access-Control-Allow-Origin"] == "*"


def test_card_shows_time_place_and_registration(client: Client) -> None:
    an_event(venue=a_venue(entrance_sv="100"), room_en="Hall X", registration="not_needed")
    card = text_of(get_page(client, f"{EVENT}embed/").main)
    assert card.startswith("On cells Tuesday 13 April 2027, 12:00–13:00 Ingång 100 Hall X")
    assert "No registration needed" in card
    assert f"events.example.org/e/{Event.objects.get().code}" in card


@pytest.mark.parametrize("existed", [True, False])
def test_card_of_a_missing_event_says_that_it_is_not_public(client: Client, existed: bool) -> None:
    event = an_event()
    save(event, state="draft")
    path = f"{EVENT}embed/" if existed else "/en/events/2027/no/embed/"
    response = client.get(path)
    assert response.status_code == (410 if existed else 404)
    assert "This event is no longer public." in response.content.decode()
    assert "X-Frame-Options" not in response
    assert "no-store" in response["Cache-Control"]


def test_card_redirects_to_the_new_address_of_its_event(client: Client) -> None:
    event = an_event()
    save(event, slug_en="on-tissues")
    moved = client.get(f"{EVENT}embed/")
    assert (moved.status_code, moved["Location"]) == (301, "/en/events/2027/on-tissues/embed/")
    assert "X-Frame-Options" not in moved


@pytest.mark.parametrize("path", ["/sv/inbaddat/", "/en/embed/", f"{EVENT}embed/"])
def test_sites_in_the_setting_may_frame_the_embed(client: Client, settings: Any, path: str) -> None:
    an_event()
    settings.EMBED_ANCESTORS = [SELF, "https://www.uu.se", "https://*.akademiska.se"]
    response = client.get(path)
    assert "X-Frame-Options" not in response
    policy = response["Content-Security-Policy"].split("; ")
    assert "frame-ancestors 'self' https://www.uu.se https://*.akademiska.se" in policy
    assert {"default-src 'none'", "script-src 'none'", "style-src 'self'"} <= set(policy)
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Cache-Control"].startswith("public")
    assert not response.cookies


def test_embed_is_filtered_by_the_slug_of_a_series(client: Client) -> None:
    an_event(series=a_series())
    an_event(title_en="Other")
    assert titles(get_page(client, "/en/embed/?series=network-meetings")) == ["On cells"]
    assert titles(get_page(client, "/sv/inbaddat/?series=natverkstraffar")) == ["Om celler"]
