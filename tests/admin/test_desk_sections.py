"""The start page: a menu first, each need once, a few of each kind, and what the law wants."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client

from atmp_events.models import User, Website, WebsiteOrganiser
from tests.builders import NOON, a_person, a_talk, an_event, an_organiser, the_site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning_before")]


@pytest.fixture
def morning_before() -> Iterator[None]:
    """It is nine in the morning, the day before."""
    with time_machine.travel(NOON - timedelta(days=1, hours=3), tick=False):
        yield


def page(client: Client) -> BeautifulSoup:
    return BeautifulSoup(client.get("/admin/").content, "html.parser")


def duties(client: Client) -> dict[str, str]:
    return {link.text: str(link["href"]) for link in page(client).select(".duty a")}


def test_a_portrait_without_words_is_said_once_for_all_events_of_its_speaker(desk: Client) -> None:
    the_site()
    ada = a_person()
    type(ada).objects.update(portrait="people/ada.jpg", portrait_alt_sv="Ada ler.")
    for number in range(8):
        a_talk(an_event(title_sv=f"Evenemang {number}"), speakers=(ada,))
    soup = page(desk)
    links = soup.select(f'a[href="/admin/events/person/{ada.pk}/change/#id_portrait_alt_en"]')
    assert len(links) == 1
    assert "Evenemang" in soup.select("#kind-shared ~ article .starts")[0].text


def test_a_few_of_each_kind_are_shown_and_the_rest_is_one_click_away(desk: Client) -> None:
    the_site()
    for number in range(12):
        an_event(title_sv=f"Utkast {number}", state="draft")
    an_event(title_sv="Publicerat")
    section = page(desk).select_one("[aria-labelledby=kind-drafts]")
    assert section
    assert len(section.select(".needs")) == 12
    assert len(section.select("details .needs")) == 7
    summary = section.select_one("summary")
    assert summary
    assert summary.text.startswith("Visa alla 12")
    published = page(desk).select_one("[aria-labelledby=kind-published]")
    assert published
    assert not published.select("details")


def test_the_menu_comes_before_all_needs(desk: Client) -> None:
    the_site()
    an_event(state="draft")
    content = page(desk).select_one("#content-main")
    assert content
    links = {link.text: str(link["href"]) for link in content.select("nav.desk-menu a")}
    assert content.find(True) is content.select_one("nav.desk-menu")
    assert links["Personer"] == "/admin/events/person/"
    assert links["Programmet som text"] == "/admin/events/event/programme/"
    assert links["Året i siffror"] == "/admin/events/event/figures/"
    assert links["Handbok"] == "/admin/guide/sv/"


def test_what_the_pages_about_the_site_lack_is_told(desk: Client) -> None:
    told = duties(desk)
    assert [words[:30] for words in told] == [
        "Tillgänglighetsredogörelsen ka",
        "Sidan om personuppgifter kalla",
        "Besökare får inte veta hur de ",
        "Besökare får inte veta hur man",
    ]
    assert set(told.values()) == {
        "/admin/events/website/add/",
        "/admin/events/website/add/#id_data_protection_email",
        "/admin/events/website/add/#id_contact_email",
        "/admin/events/website/add/#id_proposals_sv",
    }
    the_site(conformity="")
    (words,) = duties(desk)
    assert words.startswith("Tillgänglighetsredogörelsen kallar sig ett utkast. Den saknar: om ")
    Website.objects.update(conformity="full")
    assert duties(desk) == {}
    Website.objects.update(stated_on=date(2026, 4, 1))
    (words,) = duties(desk)
    assert words.startswith("Tillgänglighetsredogörelsen gicks senast igenom 1 april 2026.")


@pytest.mark.usefixtures("roles")
def test_those_who_cannot_mend_it_are_not_asked(client: Client) -> None:
    editor = User.objects.create_user("bo", password="correct horse", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))
    client.force_login(editor)
    assert duties(client) == {}
    assert page(client).select("a.addlink")


def test_a_new_site_is_led_through_its_first_steps(desk: Client) -> None:
    add = "/admin/events/website/add/"
    assert {link.text: link["href"] for link in page(desk).select(".first-steps a")} == {
        "Ge webbplatsen dess namn": f"{add}#id_name_sv",
        "Välj vilket språk som kommer först": f"{add}#id_first_language",
        "Välj färgen": f"{add}#id_hue",
        "Ange arrangörerna": f"{add}#organiser_links-group",
        "Skriv det första evenemanget": "/admin/events/event/add/",
    }
    website = the_site()
    done = [words.text for words in page(desk).select(".first-steps .is-done a")]
    assert done == ["Ge webbplatsen dess namn", "Välj vilket språk som kommer först", "Välj färgen"]
    WebsiteOrganiser.objects.create(website=website, organiser=an_organiser())
    an_event()
    assert page(desk).select(".first-steps") == []
