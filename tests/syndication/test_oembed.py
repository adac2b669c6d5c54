"""The card of an event that another site shows for a link (oEmbed 1.0)."""

import logging
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.models import Event, State, Status
from tests.builders import an_event, save
from tests.pages.parsing import get_page, text_of
from tests.syndication.parsing import SITE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "named_site")]

ENGLISH = f"{SITE}/en/events/2027/on-cells/"
SWEDISH = f"{SITE}/sv/evenemang/2027/om-celler/"


def oembed_path(url: str, more: str = "") -> str:
    return f"/oembed?url={quote(url, safe='')}{more}"


@pytest.mark.parametrize(
    ("url", "title", "card"),
    [
        (ENGLISH, "On cells", f"{ENGLISH}embed/"),
        (f"{ENGLISH}?utm=1#x", "On cells", f"{ENGLISH}embed/"),
        (SWEDISH, "Om celler", f"{SWEDISH}inbaddat/"),
        (SWEDISH.replace("om-celler", "om%2Dceller"), "Om celler", f"{SWEDISH}inbaddat/"),
    ],
)
def test_page_links_to_its_card(client: Client, url: str, title: str, card: str) -> None:
    an_event()
    page = get_page(client, url.removeprefix(SITE))
    discovered = page.find("link", type="application/json+oembed")["href"]
    assert discovered.startswith(f"{SITE}/oembed?url=")
    for path in (discovered.removeprefix(SITE), oembed_path(url)):
        response = client.get(path)
        assert response["Content-Type"] == "application/json"
        assert response["Access-Control-Allow-Origin"] == "*"
        card_data = response.json()
        assert (card_data["version"], card_data["type"]) == ("1.0", "rich")
        assert (card_data["title"], card_data["provider_name"]) == (title, "ATMP-centrum Uppsala")
        (frame,) = BeautifulSoup(card_data["html"], "html.parser").find_all(recursive=False)
        assert (frame.name, frame["src"], frame["title"]) == ("iframe", card, title)
        assert (int(frame["width"]), int(frame["height"])) == (
            card_data["width"],
            card_data["height"],
        )
        assert title in text_of(get_page(client, card.removeprefix(SITE)))


def test_card_has_at_most_the_requested_size(client: Client) -> None:
    an_event()
    for more, size in (
        ("", (600, 280)),
        ("&maxwidth=320&maxheight=200", (320, 200)),
        ("&maxwidth=5000", (600, 280)),
        ("&maxwidth=wide&maxheight=-1", (600, 280)),
    ):
        response = client.get(oembed_path(ENGLISH, more)).json()
        assert (response["width"], response["height"]) == size


def test_card_of_a_cancelled_event_says_so(client: Client) -> None:
    an_event(status=Status.CANCELLED, title_en='"Cells" & <b>')
    response = client.get(oembed_path(f"{SITE}/en/events/2027/cells-b/")).json()
    assert response["title"] == 'Cancelled: "Cells" & <b>'
    assert BeautifulSoup(response["html"], "html.parser").iframe["title"] == response["title"]


def test_short_and_former_addresses_have_the_card(client: Client) -> None:
    event = an_event()
    assert client.get(oembed_path(f"{SITE}/e/{event.code}")).json()["title"] == "Om celler"
    save(event, slug_en="on-tissues")
    assert "/on-tissues/embed/" in client.get(oembed_path(ENGLISH)).json()["html"]


def test_address_is_accepted_without_final_slash_or_in_capitals(client: Client) -> None:
    an_event()
    host = SITE.partition("//")[2]
    for url in (ENGLISH.removesuffix("/"), ENGLISH.replace(host, host.title())):
        assert client.get(oembed_path(url)).json()["title"] == "On cells"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "https://[",
        "https://elsewhere.example.org/en/events/2027/on-cells/",
        f"{SITE}",
        f"{SITE}/en/",
        f"{SITE}/en/events/2027/no-such/",
        f"{SITE}/sv/evenemang/2027/on-cells/",
        f"{SITE}/admin/",
        f"{SITE}/e/nosuchcode",
        "file:///etc/passwd",
    ],
)
def test_other_addresses_have_no_card(client: Client, url: str) -> None:
    an_event()
    assert client.get(oembed_path(url)).status_code == 404


def test_event_that_is_not_public_has_no_card(client: Client) -> None:
    event = an_event()
    Event.objects.filter(pk=event.pk).update(state=State.DRAFT)
    assert client.get(oembed_path(ENGLISH)).status_code == 404


def test_format_other_than_json_is_not_implemented(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    an_event()
    assert client.get(oembed_path(ENGLISH, "&format=xml")).status_code == 501
    assert not [it for it in caplog.records if it.levelno >= logging.WARNING], caplog.text
    assert client.get(oembed_path(ENGLISH, "&format=json")).status_code == 200
