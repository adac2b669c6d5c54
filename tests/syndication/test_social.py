"""What is shown where somebody shares a link (Open Graph)."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.models import Status
from tests.builders import an_event
from tests.pages.reading import page_of
from tests.syndication.reading import SITE

pytestmark = pytest.mark.django_db

ENGLISH = "/en/events/2027/on-cells/"


def shared(page: BeautifulSoup) -> dict[str, str]:
    return {
        tag["property"].removeprefix("og:"): tag["content"] for tag in page("meta", property=True)
    }


def test_a_shared_event_shows_its_title_its_lead_and_its_picture(client: Client) -> None:
    an_event(summary_en="About <cells>.")
    tags = shared(page_of(client, ENGLISH))
    picture, alternative = tags.pop("image"), tags.pop("image:alt")
    assert tags == {
        "type": "website",
        "site_name": "ATMP-centrum Uppsala",
        "url": f"{SITE}{ENGLISH}",
        "locale": "en_GB",
        "locale:alternate": "sv_SE",
        "title": "On cells",
        "description": "About <cells>.",
        "image:width": "1200",
        "image:height": "630",
    }
    assert picture.startswith(f"{SITE}/en/events/2027/on-cells/")
    assert client.get(picture.removeprefix(SITE))["Content-Type"] == "image/png"
    assert alternative


def test_what_has_become_of_it_stands_first_there_too(client: Client) -> None:
    an_event(status=Status.CANCELLED)
    tags = shared(page_of(client, "/sv/evenemang/2027/om-celler/"))
    assert (tags["title"], tags["locale"]) == ("Inställt: Om celler", "sv_SE")


def test_a_page_without_a_picture_claims_none(client: Client) -> None:
    tags = shared(page_of(client, "/sv/"))
    assert (tags["title"], tags["url"]) == ("Evenemang", f"{SITE}/sv/")
    assert "image" not in tags
