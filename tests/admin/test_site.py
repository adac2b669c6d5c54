"""The admin site: language of the coordinator, links to public pages, forms, the website."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from atmp_events.models import Event, Page, User, Website, WebsiteOrganiser
from tests.builders import NOON, an_event, an_organiser, the_website
from tests.pages.parsing import get_page, page_of

from .event_form import formset_data
from .test_merging import merge, merge_path

LIST = "/admin/events/event/"


def public_links(client: Client, event: Event) -> dict[str, str]:
    """The links above the form of an event that lead out of the admin."""
    page = get_page(client, f"{LIST}{event.pk}/change/")
    found = page.select(".object-tools a:not([href^='/admin/'])")
    return {link.text.strip(): str(link["href"]) for link in found}


def test_chosen_language_is_stored_and_leads_back_to_the_page(
    staff_client: Client, coordinator: User
) -> None:
    response = staff_client.post("/admin/language/", {"language": "en", "next": LIST})
    assert (response.status_code, response["Location"]) == (302, LIST)
    page = staff_client.get(LIST)
    assert page["Content-Language"] == "en"
    chosen = page_of(page).select(".language [aria-current]")
    assert [(button.text, button["lang"]) for button in chosen] == [("English", "en")]
    coordinator.refresh_from_db()
    assert coordinator.language == "en"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", ""])
def test_chosen_language_does_not_redirect_to_another_site(
    staff_client: Client, elsewhere: str
) -> None:
    response = staff_client.post("/admin/language/", {"language": "sv", "next": elsewhere})
    assert response["Location"] == "/admin/"


def test_unknown_language_changes_nothing(staff_client: Client, coordinator: User) -> None:
    staff_client.post("/admin/language/", {"language": "fi"})
    coordinator.refresh_from_db()
    assert coordinator.language == "sv"


def test_form_of_a_public_event_links_both_its_pages(staff_client: Client) -> None:
    assert public_links(staff_client, an_event()) == {
        "Visa på svenska": "/sv/evenemang/2027/om-celler/",
        "Visa på engelska": "/en/events/2027/on-cells/",
    }


NEXT_CENTURY = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("hidden", [{"state": "draft"}, {"publish_at": NEXT_CENTURY}])
def test_form_of_a_hidden_event_links_no_public_page(
    staff_client: Client, hidden: dict[str, object]
) -> None:
    assert public_links(staff_client, an_event(**hidden)) == {}


def test_information_page_is_changed_but_not_added_or_deleted(staff_client: Client) -> None:
    for key in Page.Key:
        Page.objects.create(key=key, title_sv=key, title_en=key)
    page = Page.objects.get(key=Page.Key.ABOUT)
    address = f"/admin/events/page/{page.pk}"
    assert staff_client.get("/admin/events/page/add/").status_code == 403
    assert staff_client.get(f"{address}/delete/").status_code == 403
    sent = {"key": "privacy", "title_sv": "Om oss", "title_en": "About", "body_sv": "<p>Hej</p>"}
    assert staff_client.post(f"{address}/change/", sent).status_code == 302
    page.refresh_from_db()
    assert (page.key, page.title_sv) == (Page.Key.ABOUT, "Om oss")


def test_new_site_name_is_sent_to_clients_with_if_modified_since(
    client: Client, coordinator: User
) -> None:
    """Apple's calendars send If-Modified-Since only."""
    an_event()
    with time_machine.travel(NOON, tick=False):
        website = the_website()
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        before = client.get("/sv/evenemang.ics")["Last-Modified"]
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        staff_client = Client()
        staff_client.force_login(coordinator)
        path = f"/admin/events/website/{website.pk}/change/"
        typed = {"name_sv": "ATMP-centrum Skåne", "first_language": "sv", "hue": "165"}
        assert staff_client.post(path, typed | formset_data("organiser_links")).status_code == 302
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        since = {"If-Modified-Since": before}
        response = client.get("/sv/evenemang.ics", headers=since)
    assert response.status_code == 200
    assert "NAME;LANGUAGE=sv:ATMP-centrum Skåne: evenemang" in response.content.decode()


def test_organiser_of_the_website_is_merged_but_not_deleted(staff_client: Client) -> None:
    website, wrong = the_website(), an_organiser(name_sv="Regionen")
    right = an_organiser(name_sv="Region Norr")
    WebsiteOrganiser.objects.create(website=website, organiser=wrong)
    page = get_page(staff_client, f"/admin/events/organiser/{wrong.pk}/delete/")
    assert [it["href"] for it in page.select("#deleted-objects a")] == [
        "/admin/events/website/1/change/"
    ]
    merge_page = staff_client.get(merge_path(right, wrong)).content.decode()
    assert "ATMP-centrum Uppsala" in merge_page
    merge(staff_client, right, wrong)
    assert [it.organiser for it in Website.objects.get().organiser_links.all()] == [right]


def test_website_form_cannot_add_another(staff_client: Client) -> None:
    page = staff_client.get("/admin/events/website/add/").content.decode()
    assert "_continue" in page
    assert "_addanother" not in page
