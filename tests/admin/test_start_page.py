"""The start page of the admin: menu, needs of events, first steps, statements required by law."""

from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.models import Event, LinkCheck, User, Website, WebsiteOrganiser
from tests.builders import (
    NOON,
    a_person,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
    save,
    the_website,
)
from tests.pages.parsing import get_page

from .authentication import client_with

pytestmark = pytest.mark.usefixtures("clock", "website")


@pytest.fixture
def website(db: None) -> Website:
    """A website with all the statements that the law requires."""
    return the_website()


def page(client: Client) -> BeautifulSoup:
    return get_page(client, "/admin/")


def needs(staff_client: Client) -> dict[str, str]:
    """The needs on the start page, each with the last part of its link."""
    return {
        link.text: str(link["href"]).rpartition("/")[2]
        for link in page(staff_client).select(".tasks li a")
    }


def a_complete_event(**fields: object) -> Event:
    defaults: dict[str, object] = {
        "spoken_languages": "sv",
        "summary_sv": "Om celler.",
        "summary_en": "On cells.",
    }
    event = an_event(venue=a_venue(), **defaults | fields)
    a_talk(event, speakers=(a_person(),))
    return event


def test_start_page_says_that_nothing_needs_attention(
    staff_client: Client, coordinator: User
) -> None:
    a_complete_event()
    soup = page(staff_client)
    assert soup.select(".tasks") == []
    assert soup.select_one(".calm").text.startswith("Ingenting behöver dig just nu.")  # type: ignore[union-attr]
    save(coordinator, language="en")
    assert page(staff_client).select_one(".calm").text.startswith("Nothing needs you just now.")  # type: ignore[union-attr]


def test_start_page_without_events_links_to_the_add_form(staff_client: Client) -> None:
    soup = page(staff_client)
    assert soup.select_one(".calm").text.startswith("Inget är planerat ännu.")  # type: ignore[union-attr]
    assert soup.select("a.addlink")[0]["href"] == "/admin/events/event/add/"


def test_start_page_lists_upcoming_events_with_date_and_state(staff_client: Client) -> None:
    an_event(starts_at=NOON - timedelta(days=30), title_sv="Förr")
    an_event(title_sv="Inställt", status="cancelled")
    an_event(starts_at=NOON + timedelta(days=7), state="draft", title_sv="Om en vecka")
    an_event(starts_at=None, state="draft", title_sv="Någon gång")
    rows = [" ".join(row.text.split()) for row in page(staff_client).select(".coming li")]
    assert rows == [
        "2027-04-13 12:00 Inställt Inställt",
        "2027-04-20 12:00 Om en vecka Utkast",
        "inget datum än Någon gång Utkast",
    ]


def test_each_need_links_to_its_field(staff_client: Client) -> None:
    an_event(starts_at=None, state="draft", title_en="", summary_sv="Hej.", summary_en="Hi.")
    assert needs(staff_client) == {
        "Utkast: ingen kan läsa det ännu": "#id_state",
        "Ett publicerat evenemang behöver en start- och en sluttid.": "#id_starts_at_0",
        "Det framgår inte vilket språk som talas.": "#id_spoken_languages",
        "Ingen plats": "#id_venue",
        "Ingen medverkande": "#appearances-group",
        "rubrik": "#id_title_en",
    }


def test_outdated_translation_is_shown_with_a_link_to_its_field(staff_client: Client) -> None:
    event = a_complete_event(summary_sv="Hej.", summary_en="Hi.")
    save(event, summary_sv="Välkommen.")
    need = " ".join(page(staff_client).select(".unfinished li")[0].text.split())
    assert need.startswith("Ändrat på svenska, inte på engelska: ingress")
    assert needs(staff_client) == {"ingress": "#id_summary_en"}


def test_registration_closing_soon_is_shown_until_it_has_closed(staff_client: Client) -> None:
    closes_at = NOON - timedelta(hours=20)
    event = a_complete_event(
        registration="by_link", registration_url="https://x.se/", registration_closes_at=closes_at
    )
    assert needs(staff_client) == {
        "Anmälan stänger 2027-04-12 16:00": "#id_registration_closes_at_0"
    }
    Event.objects.filter(pk=event.pk).update(registration_closes_at=NOON - timedelta(days=2))
    assert needs(staff_client) == {}


@pytest.mark.parametrize(
    ("starts_at", "room", "clash"),
    [
        (NOON + timedelta(minutes=30), "Rudbecksalen", True),
        (NOON + timedelta(minutes=60), "Rudbecksalen", False),
        (NOON, "Hörsalen", False),
        (NOON, "rudbecksalen ", True),
    ],
)
def test_two_events_at_one_time_in_one_room_are_shown(
    staff_client: Client, starts_at: datetime, room: str, clash: bool
) -> None:
    first = a_complete_event(room_sv="Rudbecksalen", kind="other")
    an_event(venue=first.venue, room_en=room, starts_at=starts_at, title_sv="Annat", kind="other")
    shown = [text for text in needs(staff_client) if "I samma rum" in text]
    both = [
        "Lokal (svenska): I samma rum samtidigt som ”Annat”",
        "Lokal (svenska): I samma rum samtidigt som ”Om celler”",
    ]
    assert shown == (both if clash else [])


def test_dead_link_is_shown_with_a_link_to_its_field(staff_client: Client) -> None:
    an_event(web_page="https://dead.example/")
    LinkCheck.objects.create(
        address="https://dead.example/", checked_at=NOON, dead_since_at=NOON, answer="404"
    )
    assert needs(staff_client)["Länken https://dead.example/ är död (404)."] == "#id_web_page"


def statements(client: Client) -> dict[str, str]:
    return {link.text: str(link["href"]) for link in page(client).select(".task a")}


def test_portrait_without_alt_text_is_shown_once_for_all_its_events(staff_client: Client) -> None:
    ada = a_person()
    type(ada).objects.update(portrait="people/ada.jpg", portrait_alt_sv="Ada ler.")
    for number in range(8):
        event = an_event(title_sv=f"Evenemang {number}", starts_at=NOON + timedelta(days=number))
        a_talk(event, speakers=(ada,))
    soup = page(staff_client)
    links = soup.select(f'a[href="/admin/events/person/{ada.pk}/change/#id_portrait_alt_en"]')
    assert len(links) == 1
    named = soup.select("#kind-shared ~ article .starts")[0].text
    assert named == "Evenemang 0, Evenemang 1, Evenemang 2 …"


def test_section_folds_all_but_the_first_events(staff_client: Client) -> None:
    for number in range(12):
        an_event(title_sv=f"Utkast {number}", state="draft")
    an_event(title_sv="Publicerat")
    section = page(staff_client).select_one("[aria-labelledby=kind-drafts]")
    assert len(section.select(".tasks")) == 12
    assert len(section.select("details .tasks")) == 7
    assert section.select_one("summary").text.startswith("Visa alla 12")
    published = page(staff_client).select_one("[aria-labelledby=kind-published]")
    assert not published.select("details")


def test_menu_comes_before_the_needs(staff_client: Client) -> None:
    an_event(state="draft")
    content = page(staff_client).select_one("#content-main")
    links = {link.text: str(link["href"]) for link in content.select("nav.start-menu a")}
    assert content.find(True) is content.select_one("nav.start-menu")
    assert links["Personer"] == "/admin/events/person/"
    assert links["Importera evenemang"] == "/admin/events/event/import/"
    assert links["Programmet som text"] == "/admin/events/event/programme/"
    assert links["Året i siffror"] == "/admin/events/event/figures/"
    assert links["Handbok"] == "/admin/guide/sv/"


def test_missing_statements_about_the_site_are_shown(staff_client: Client) -> None:
    Website.objects.all().delete()
    shown = statements(staff_client)
    assert [words[:30] for words in shown] == [
        "Tillgänglighetsredogörelsen ka",
        "Sidan om personuppgifter kalla",
        "Besökare får inte veta hur de ",
        "Besökare får inte veta hur man",
    ]
    assert set(shown.values()) == {
        "/admin/events/website/add/",
        "/admin/events/website/add/#id_data_protection_email",
        "/admin/events/website/add/#id_contact_email",
        "/admin/events/website/add/#id_proposals_sv",
    }
    the_website(conformity="")
    (words,) = statements(staff_client)
    assert words.startswith("Tillgänglighetsredogörelsen kallar sig ett utkast. Den saknar: om ")
    Website.objects.update(conformity="full")
    assert statements(staff_client) == {}
    Website.objects.update(stated_on=date(2026, 4, 1))
    (words,) = statements(staff_client)
    assert words.startswith("Tillgänglighetsredogörelsen gicks senast igenom 1 april 2026.")


@pytest.mark.usefixtures("roles")
def test_editor_is_not_shown_missing_statements(client: Client) -> None:
    Website.objects.all().delete()
    editor = client_with(client, "Editor")
    assert statements(editor) == {}
    assert page(editor).select("a.addlink")


def test_new_site_shows_first_steps_until_all_are_done(staff_client: Client) -> None:
    Website.objects.all().delete()
    add = "/admin/events/website/add/"
    assert {link.text: link["href"] for link in page(staff_client).select(".first-steps a")} == {
        "Ge webbplatsen dess namn": f"{add}#id_name_sv",
        "Välj vilket språk som kommer först": f"{add}#id_first_language",
        "Välj färgen": f"{add}#id_hue",
        "Ange arrangörerna": f"{add}#organiser_links-group",
        "Skriv det första evenemanget": "/admin/events/event/add/",
    }
    website = the_website()
    done = [words.text for words in page(staff_client).select(".first-steps .is-done a")]
    assert done == ["Ge webbplatsen dess namn", "Välj vilket språk som kommer först", "Välj färgen"]
    WebsiteOrganiser.objects.create(website=website, organiser=an_organiser())
    an_event()
    assert page(staff_client).select(".first-steps") == []
