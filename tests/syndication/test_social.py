"""Title, description and picture of a shared link (Open Graph)."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from PIL import Image

from atmp_events.models import Page, Status
from tests.builders import a_person, a_series, a_talk, a_venue, an_event, an_organiser
from tests.pages.parsing import get_page
from tests.syndication.parsing import SITE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("named_site")]

LINE = "Seminarier och nätverksträffar om avancerade terapier"
SUBSCRIBE = (
    "Nya evenemang läggs in i din kalender automatiskt. "
    "Om ett evenemang flyttas eller ställs in uppdateras kalendern."
)
ENGLISH = "/en/events/2027/on-cells/"


def open_graph(page: BeautifulSoup) -> dict[str, str]:
    return {
        tag["property"].removeprefix("og:"): tag["content"] for tag in page("meta", property=True)
    }


def test_event_has_title_summary_and_picture(client: Client) -> None:
    an_event(summary_en="About <cells>.")
    tags = open_graph(get_page(client, ENGLISH))
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


def test_title_begins_with_the_status(client: Client) -> None:
    an_event(status=Status.CANCELLED)
    tags = open_graph(get_page(client, "/sv/evenemang/2027/om-celler/"))
    assert (tags["title"], tags["locale"]) == ("Inställt: Om celler", "sv_SE")


@pytest.mark.parametrize(
    ("path", "title", "description"),
    [
        ("/sv/", "Kommande evenemang", LINE),
        ("/sv/evenemang/?kind=seminar", "Seminarier", LINE),
        ("/sv/personer/ada-lund/", "Ada Lund", "Forskar om celler & vävnader. Och undervisar."),
        ("/sv/platser/rudbecklaboratoriet/", "Rudbecklaboratoriet", LINE),
        ("/sv/arrangorer/uppsala-universitet/", "Uppsala universitet", LINE),
        ("/sv/serier/natverkstraffar/", "Nätverksträffar", "Vi ses varje månad."),
        ("/sv/om/", "Om ATMP", "Läkemedel av gener, celler eller vävnader."),
        ("/sv/tillganglighet/", "Tillgänglighetsredogörelse", LINE),
        ("/sv/integritet/", "Integritet", "Inga kakor."),
        ("/sv/prenumerera/", "Prenumerera på alla evenemang", SUBSCRIBE),
    ],
)
def test_other_page_has_title_description_and_picture_of_the_site(
    client: Client, path: str, title: str, description: str
) -> None:
    series = a_series(description_sv="<p>Vi ses varje månad.</p>")
    event = an_event(series=series, venue=a_venue(), organisers=(an_organiser(),))
    biography = "<p>Forskar om celler &amp; vävnader.</p><p>Och undervisar.</p>"
    a_talk(event, speakers=(a_person(bio_sv=biography),))
    about = "<p>Läkemedel av gener, celler eller vävnader.</p>"
    Page.objects.create(key=Page.Key.ABOUT, title_sv="Om ATMP", body_sv=about)
    Page.objects.create(key=Page.Key.PRIVACY, title_sv="Integritet", body_sv="<p>Inga kakor.</p>")
    tags = open_graph(get_page(client, path))
    assert (tags["title"], tags["description"]) == (title, description)
    assert tags["url"] == f"{SITE}{path}"
    picture = Image.open(BytesIO(client.get(tags["image"].removeprefix(SITE)).getvalue()))
    assert (tags["image:alt"], picture.size) == ("ATMP-centrum Uppsala", (1200, 630))
