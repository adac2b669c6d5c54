"""The admin speaks the coordinator's language, finds things, and leads to the public pages."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.models import Page, User
from tests.builders import (
    an_event,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/events/event/"


def links(response_content: bytes, selector: str) -> dict[str, str]:
    soup = BeautifulSoup(response_content, "html.parser")
    return {link.text.strip(): str(link["href"]) for link in soup.select(selector)}


def test_the_coordinator_chooses_the_language_where_she_is(desk: Client, coordinator: User) -> None:
    response = desk.post("/admin/language/", {"language": "en", "next": LIST})
    assert (response.status_code, response["Location"]) == (302, LIST)
    page = desk.get(LIST)
    assert page["Content-Language"] == "en"
    chosen = BeautifulSoup(page.content, "html.parser").select(".language [aria-current]")
    assert [(button.text, button["lang"]) for button in chosen] == [("English", "en")]
    coordinator.refresh_from_db()
    assert coordinator.language == "en"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", ""])
def test_the_choice_of_language_leads_nowhere_else(desk: Client, elsewhere: str) -> None:
    response = desk.post("/admin/language/", {"language": "sv", "next": elsewhere})
    assert response["Location"] == "/admin/"


def test_a_language_that_is_not_ours_changes_nothing(desk: Client, coordinator: User) -> None:
    desk.post("/admin/language/", {"language": "fi"})
    coordinator.refresh_from_db()
    assert coordinator.language == "sv"


@pytest.mark.parametrize(("asked", "button"), [("sv", "Logga in"), ("en-GB", "Log in")])
def test_the_login_speaks_the_browsers_language(client: Client, asked: str, button: str) -> None:
    page = client.get("/admin/login/", headers={"Accept-Language": asked})
    soup = BeautifulSoup(page.content, "html.parser")
    assert [str(field["value"]) for field in soup.select("[type=submit]")] == [button]


def test_a_public_event_leads_to_both_its_pages(desk: Client) -> None:
    event = an_event()
    page = desk.get(f"{LIST}{event.pk}/change/")
    found = links(page.content, ".object-tools a:not([href^='/admin/'])")
    assert found == {
        "Visa på svenska": "/sv/evenemang/2027/om-celler/",
        "Visa på engelska": "/en/events/2027/on-cells/",
    }


NEXT_CENTURY = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("hidden", [{"state": "draft"}, {"publish_at": NEXT_CENTURY}])
def test_what_is_not_public_leads_nowhere(desk: Client, hidden: dict[str, object]) -> None:
    event = an_event(**hidden)
    page = desk.get(f"{LIST}{event.pk}/change/")
    assert links(page.content, ".object-tools a:not([href^='/admin/'])") == {}


def test_the_list_tells_time_news_and_what_is_to_be_translated(desk: Client) -> None:
    an_event(title_en="", timezone="Europe/Helsinki", status="cancelled")
    soup = BeautifulSoup(desk.get(LIST).content, "html.parser")
    cells = [" ".join(cell.text.split()) for cell in soup.select("#result_list tbody tr > *")[1:]]
    facts = ["2027-04-13 12:00", "Om celler", "Inställt"]
    assert cells == [*facts, "Saknas på engelska: rubrik"]


def test_the_three_information_pages_can_be_changed_but_neither_added_nor_deleted(
    desk: Client,
) -> None:
    pages = [
        Page.objects.create(key=key, title_sv=str(key.label), title_en=str(key.label))
        for key in Page.Key
    ]
    address = f"/admin/events/page/{pages[0].pk}"
    assert desk.get("/admin/events/page/add/").status_code == 403
    assert desk.get(f"{address}/delete/").status_code == 403
    sent = {"key": "privacy", "title_sv": "Om oss", "title_en": "About", "body_sv": "<p>Hej</p>"}
    assert desk.post(f"{address}/change/", sent).status_code == 302
    pages[0].refresh_from_db()
    assert (pages[0].key, pages[0].title_sv) == (Page.Key.ABOUT, "Om oss")


@pytest.mark.parametrize(
    "model", ["event", "person", "venue", "organiser", "series", "page", "user"]
)
def test_every_list_and_every_form_opens(desk: Client, model: str) -> None:
    assert desk.get(f"/admin/events/{model}/").status_code == 200
    assert desk.get(f"/admin/events/{model}/add/").status_code == 200
