"""The list of attendees of an event: add, change, cancel, give a place; CSV, paper list, badges."""

import csv
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from post_office.models import STATUS, Email

from atmp_events.models import Attendee, Event, State, Status
from atmp_events.participation import places
from tests.builders import NOON, an_event, save
from tests.pages.parsing import get_page, sent_fields, text_of
from tests.participation.registration import (
    MONTH_BEFORE,
    an_event_with_registration,
    attendee_states,
    register_attendee,
)

pytestmark = pytest.mark.usefixtures("mail", "a_month_before")


def path(event: Event, page: str = "attendees", attendee: str = "") -> str:
    key = f"?attendee={event.attendees.get(name=attendee).pk}" if attendee else ""
    return f"/admin/events/event/{event.pk}/{page}/{key}"


def names(staff_client: Client, where: str) -> list[str]:
    return [it.get_text() for it in get_page(staff_client, where).select(".of-whom b")]


def a_full_event() -> Event:
    """An event with one place: Åsa has it, Bo and Cy wait."""
    event = an_event_with_registration(1)
    for name, organisation in (("Åsa", ""), ("Bo", "SLU"), ("Cy", "")):
        register_attendee(event, name, email=f"{name[-1]}@example.org", organisation=organisation)
    Email.objects.all().delete()
    return event


def letter_recipients() -> list[list[str]]:
    return [it.to for it in Email.objects.order_by("pk")]


def test_list_names_attendees_whose_letters_failed(staff_client: Client) -> None:
    event = a_full_event()
    assert not get_page(staff_client, path(event)).select("#unreached")
    register_attendee(event, "Olle", email="Olle@exmple.org")
    register_attendee(event, "Pia")
    Email.objects.filter(context__recipient="olle@exmple.org").update(status=STATUS.failed)
    page = get_page(staff_client, path(event))
    assert [it.get_text() for it in page.select(".short-notice li")] == ["Olle, Olle@exmple.org"]


def test_event_form_links_to_the_list_with_the_number_of_attendees(staff_client: Client) -> None:
    event = a_full_event()
    places.cancel(event.attendees.get(name="Cy"), MONTH_BEFORE)
    link = get_page(staff_client, path(event, "change")).select_one(f"a[href='{path(event)}']")
    assert link.get_text() == "Anmälda (2)"


def test_event_form_has_no_link_without_registration_or_attendees(
    staff_client: Client, settings: Any
) -> None:
    def has_link(event: Event) -> bool:
        form = get_page(staff_client, path(event, "change"))
        return bool(form.select(f"a[href='{path(event)}']"))

    assert not has_link(an_event())
    settings.EMAIL_URL = ""
    here = an_event_with_registration(2)
    assert not has_link(here)
    register_attendee(here)
    assert has_link(here)


def test_list_page_shows_the_numbers_by_state(staff_client: Client) -> None:
    event = a_full_event()
    places.cancel(event.attendees.get(name="Cy"), MONTH_BEFORE)
    key = event.attendees.get(name="Åsa").pk
    places.note_arrival(event, key, MONTH_BEFORE, has_come=True)
    page = get_page(staff_client, path(event))
    numbers = {dt.get_text(): dt.find_next("dd") for dt in page.select("dt")}
    assert {label: dd.get_text() for label, dd in numbers.items()} == {
        "Platser": "1",
        "Har plats": "1",
        "Har erbjudits": "0",
        "Väntar": "1",
        "Har avbokat": "1",
        "Kom": "1",
    }


def test_list_is_sorted_by_state_and_name_and_the_queue_by_position(staff_client: Client) -> None:
    event = a_full_event()
    save(event, capacity=2)
    register_attendee(event, "Adam")  # Adam waits behind Bo and Cy.
    adam = event.attendees.get(name="Adam")
    places.give_place(adam, MONTH_BEFORE, is_beyond=False, by_letter=False)
    assert names(staff_client, path(event)) == ["Adam", "Åsa", "Bo", "Cy"]
    queue = get_page(staff_client, path(event)).select(".in-queue")
    assert [it.get_text(strip=True) for it in queue] == ["Plats i kön:1", "Plats i kön:2"]


def test_list_is_searched_and_filtered(staff_client: Client) -> None:
    where = path(a_full_event())
    for query, found in {
        "q=asa": ["Åsa"],
        "q=o@EXA": ["Bo"],
        "q=slu": ["Bo"],
        "q=nobody": [],
        "state=waiting": ["Bo", "Cy"],
        "state=waiting&q=cy": ["Cy"],
        "state=wrong": ["Åsa", "Bo", "Cy"],
    }.items():
        assert names(staff_client, f"{where}?{query}") == found, query


def attendee_data(name: str = "Di", **ticks: str) -> dict[str, str]:
    return {"name": name, "email": f"{name.lower()}@example.org", "language": "en"} | ticks


def test_attendee_beyond_capacity_is_added_only_when_confirmed(staff_client: Client) -> None:
    event = a_full_event()
    where = path(event, "add-attendee")
    refused = staff_client.post(where, attendee_data())
    assert "Kryssa för att det ska bli en plats till." in refused.content.decode()
    assert "Ge en plats mer än det finns: 1 plats, som är upptagen" in refused.content.decode()
    assert "Di" not in attendee_states(event)
    assert staff_client.post(where, attendee_data(is_beyond="on")).status_code == 302
    assert attendee_states(event)["Di"] == "confirmed"
    assert letter_recipients() == []


def test_attendee_is_added_without_confirmation_when_places_are_free(staff_client: Client) -> None:
    event = an_event_with_registration(5, registration_settings={"asks_food": True})
    where = path(event, "add-attendee")
    assert not get_page(staff_client, where).select("[name=is_beyond]")
    staff_client.post(where, attendee_data(by_letter="on", food="Vegan"))
    added = Attendee.objects.get()
    assert (added.state, added.language, added.food) == ("confirmed", "en", "Vegan")
    assert letter_recipients() == [["di@example.org"]]


def test_email_address_is_registered_once_unless_cancelled(staff_client: Client) -> None:
    event = an_event_with_registration(5, attendees=["Di"])
    where = path(event, "add-attendee")
    again = staff_client.post(where, attendee_data())
    assert "Den här adressen är redan anmäld." in again.content.decode()
    places.cancel(event.attendees.get(name="Di"), MONTH_BEFORE)
    staff_client.post(where, attendee_data())
    assert attendee_states(event) == {"Di": "confirmed"}


def test_place_is_given_to_a_waiting_attendee_before_others(staff_client: Client) -> None:
    event = a_full_event()
    where = path(event, "give-place", "Cy")
    assert staff_client.post(where).status_code == 200  # All places are taken.
    assert attendee_states(event)["Cy"] == "waiting"
    staff_client.post(where, {"is_beyond": "on", "by_letter": "on"})
    assert attendee_states(event) == {"Åsa": "confirmed", "Bo": "waiting", "Cy": "confirmed"}
    assert letter_recipients() == [["y@example.org"]]


def test_offered_place_is_given_without_confirmation(staff_client: Client) -> None:
    event = a_full_event()
    places.cancel(event.attendees.get(name="Åsa"), MONTH_BEFORE)
    assert attendee_states(event)["Bo"] == "offered"
    staff_client.post(path(event, "give-place", "Bo"))
    assert attendee_states(event) == {"Åsa": "cancelled", "Bo": "confirmed", "Cy": "waiting"}


def test_cancelled_attendee_gets_the_place_and_the_invitation_again(staff_client: Client) -> None:
    event = an_event_with_registration(2, attendees=["Di"])
    staff_client.post(path(event, "cancel-attendee", "Di"), {"by_letter": "on"})
    staff_client.post(path(event, "give-place", "Di"), {"by_letter": "on"})
    assert attendee_states(event) == {"Di": "confirmed"}
    methods = [it.context["calendar"].partition("METHOD:")[2][:6] for it in Email.objects.all()]
    assert methods == ["REQUES", "CANCEL", "REQUES"]


@pytest.mark.parametrize(("ticks", "to"), [({}, []), ({"by_letter": "on"}, [["a@example.org"]])])
def test_cancelling_sends_a_letter_if_ticked_and_offers_the_place_to_the_next(
    staff_client: Client, ticks: dict[str, str], to: list[list[str]]
) -> None:
    event = a_full_event()
    staff_client.post(path(event, "cancel-attendee", "Åsa"), ticks)
    assert attendee_states(event) == {"Åsa": "cancelled", "Bo": "offered", "Cy": "waiting"}
    assert letter_recipients() == [*to, ["o@example.org"]]  # Bo always gets the offer.


ASKED = {"asks_food": True, "asks_access_needs": True}


def test_answers_are_shown_with_their_questions(staff_client: Client) -> None:
    event = an_event_with_registration(2, registration_settings=ASKED)
    register_attendee(event, "Ada", food="Nej", access_needs="Ja,\nhiss")
    details = get_page(staff_client, path(event)).select_one("details")
    assert text_of(details) == "Svar Ada Behov av tillgänglighet: Ja, hiss Mat: Nej"


def test_coordinator_corrects_answers_without_a_letter(staff_client: Client) -> None:
    event = an_event_with_registration(2, registration_settings=ASKED | {"asks_organisation": True})
    register_attendee(event, "Ada", food="Vegan", access_needs="Hiss")
    register_attendee(event, "Bo")
    Email.objects.all().delete()
    ada_row = "li:has(bdi:-soup-contains(Ada))"
    (link,) = get_page(staff_client, path(event)).select(f"{ada_row} a[href*=change-]")
    form = get_page(staff_client, link["href"])
    assert [it["name"] for it in form.select(".form-row [id^=id_]:not([type=hidden])")] == [
        *("name", "organisation", "access_needs", "food")
    ]
    typed = {"name": "Ada Lund", "organisation": "SLU", "access_needs": "Hiss", "food": ""}
    response = staff_client.post(str(link["href"]), typed, follow=True)
    assert "Det är ändrat." in response.content.decode()
    ada = event.attendees.get(email="ada@example.org")
    assert (ada.name, ada.organisation, ada.access_needs) == ("Ada Lund", "SLU", "Hiss")
    assert event.attendees.filter(name="Bo").exists()
    assert letter_recipients() == []
    assert staff_client.post(str(link["href"]), typed | {"name": " "}).status_code == 200


def test_answers_changed_by_the_attendee_meanwhile_are_kept(staff_client: Client) -> None:
    event = an_event_with_registration(2, registration_settings=ASKED)
    ada = register_attendee(event, "Ada", food="Vegan")
    where = path(event, "change-attendee", "Ada")
    began = sent_fields(get_page(staff_client, where).select_one("form.step"))
    event.attendees.filter(pk=ada.pk).update(food="Allt", access_needs="Hiss")
    staff_client.post(where, {**began, "name": "Ada Lund"})
    ada.refresh_from_db()
    assert (ada.name, ada.food, ada.access_needs) == ("Ada Lund", "Allt", "Hiss")


def test_name_of_invisible_characters_is_refused(staff_client: Client) -> None:
    event = an_event_with_registration(2)
    for name in ("\u200b", "\u2060 \ufeff", "\u202e"):
        response = staff_client.post(path(event, "add-attendee"), attendee_data() | {"name": name})
        assert "Detta fält måste fyllas i." in response.content.decode()
    assert attendee_states(event) == {}


def test_right_to_left_name_is_isolated_from_the_text_beside_it(staff_client: Client) -> None:
    event = an_event_with_registration(2)
    register_attendee(event, "\u202eadA", email="a@example.org", organisation="\u202eSLU")
    for page in ("attendees", "door", "attendee-list"):
        found = [it.get_text() for it in get_page(staff_client, path(event, page)).select("bdi")]
        assert found == ["\u202eadA", "\u202eSLU"]


def test_pages_state_that_names_have_been_erased(staff_client: Client, coordinator: Any) -> None:
    event = a_full_event()
    with time_machine.travel(NOON + timedelta(days=31), tick=False):
        call_command("tidy")
        staff_client.force_login(coordinator)
        for page in ("attendees", "door"):
            calm = get_page(staff_client, path(event, page)).select_one(".calm")
            assert calm.get_text() == "Namn, adresser och svar är raderade. Siffrorna finns kvar."


def test_get_request_changes_no_attendee(staff_client: Client) -> None:
    event = a_full_event()
    for page in ("cancel-attendee", "give-place", "change-attendee"):
        get_page(staff_client, path(event, page, "Bo"))
    get_page(staff_client, f"{path(event, 'door', 'Åsa')}&came=1")
    assert not event.attendees.exclude(came_at=None).exists()
    assert attendee_states(event) == {"Åsa": "confirmed", "Bo": "waiting", "Cy": "waiting"}


def test_cancelling_a_deleted_attendee_shows_a_message(staff_client: Client) -> None:
    event = a_full_event()
    where = path(event, "cancel-attendee", "Åsa")
    event.attendees.get(name="Åsa").delete()
    response = staff_client.post(where, follow=True)
    assert "Den anmälan finns inte längre." in response.content.decode()


def test_log_entries_name_no_attendee(staff_client: Client) -> None:
    event = a_full_event()
    staff_client.post(path(event, "cancel-attendee", "Åsa"))
    staff_client.post(path(event, "give-place", "Cy"), {"is_beyond": "on"})
    staff_client.post(path(event, "add-attendee"), attendee_data("Didrik", is_beyond="on"))
    staff_client.post(path(event, "change-attendee", "Didrik"), attendee_data("Didrik"))
    log = [f"{it.object_repr} {it.change_message}" for it in LogEntry.objects.all()]
    assert len(log) == 4
    assert not any(name in line for line in log for name in ("Åsa", "Cy", "Didrik", "@"))


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.DRAFT},
        {"starts_at": MONTH_BEFORE - timedelta(hours=1), "ends_at": MONTH_BEFORE},
    ],
)
def test_no_letter_is_offered_about_a_past_or_draft_event(
    staff_client: Client, change: dict[str, Any]
) -> None:
    event = a_full_event()
    Event.objects.update(**change)
    for where in (path(event, "add-attendee"), path(event, "cancel-attendee", "Åsa")):
        assert not get_page(staff_client, where).select("[name=by_letter]")
    staff_client.post(path(event, "add-attendee"), attendee_data(is_beyond="on", by_letter="on"))
    assert attendee_states(event)["Di"] == "confirmed"
    assert letter_recipients() == []


def test_csv_table_has_all_attendees_and_escapes_formulas(staff_client: Client) -> None:
    event = an_event_with_registration(
        1, registration_settings={"question_sv": "Dag?", "question_en": "Day?"}
    )
    register_attendee(event, "=1+1", email="a@example.org", food="Vegan", answer="@tisdag")
    register_attendee(event, "Bo")
    text = staff_client.get(path(event, "attendee-table")).content.decode("utf-8-sig")
    head, ada, bo = csv.reader(text.splitlines(), delimiter=";")
    assert head[5] == "Dag?"
    assert ada[:7] == ["'=1+1", "a@example.org", "", "", "Vegan", "'@tisdag", "Har plats"]
    assert bo[6:8] == ["Väntar på plats", "1"]


def test_badges_are_ten_to_a_page_and_for_confirmed_attendees_only(staff_client: Client) -> None:
    event = an_event_with_registration(11)
    for number in range(12):  # The last one waits.
        register_attendee(event, f"Person {number:02}", email=f"p{number}@example.org")
    page = get_page(staff_client, path(event, "badges"))
    assert [len(it.select(".badge")) for it in page.select(".badges")] == [10, 1]
    badge = page.select_one(".badge")
    assert badge.p.get_text() == "Person 00"
    assert "Om celler" in badge.get_text()
    assert [it.get_text() for it in badge.select(".of .nb")] == ["13 april 2027"]  # on one line


def test_font_size_of_a_badge_depends_on_the_width_of_the_name(staff_client: Client) -> None:
    sizes = {
        "Bo Ek": "l",
        "Carl-Gustaf Åkerström": "m",
        "Bo Hammarskjöldsson": "s",
        "WWWWWWWWWWWW": "s",  # Twelve letters, and twice as wide as “Bo Lilliehöök”.
        "Anna Christoffer Bergenst": "s",  # It would take three lines in the next size.
        "Maximiliane Wolfeschlegelsteinhausenbergerdorff": "xs",
        ("Bo " * 40).strip(): "xs",
    }
    event = an_event_with_registration(None)
    for number, name in enumerate(sizes):
        register_attendee(event, name, email=f"p{number}@example.org")
    badges = get_page(staff_client, path(event, "badges")).select(".badge")
    assert {it.p.get_text(): it["class"][1] for it in badges if it.p} == {
        name: f"name-{size}" for name, size in sizes.items()
    }


def test_printed_list_has_confirmed_attendees_without_email_addresses(staff_client: Client) -> None:
    event = a_full_event()
    page = get_page(staff_client, path(event, "attendee-list"))
    assert [it.get_text() for it in page.select("tbody th")] == ["Åsa"]
    assert "@" not in page.get_text()


@pytest.mark.parametrize(
    ("status", "word"),
    [(Status.CANCELLED, "Inställt: "), (Status.POSTPONED, "Uppskjutet: "), (Status.SCHEDULED, "")],
)
def test_list_and_badges_on_paper_say_that_the_event_is_called_off(
    staff_client: Client, status: str, word: str
) -> None:
    event = a_full_event()
    Event.objects.filter(pk=event.pk).update(status=status)
    (title,) = get_page(staff_client, path(event, "attendee-list")).select("h1")
    (badge,) = get_page(staff_client, path(event, "badges")).select(".badge .of")
    assert title.get_text() == f"{word}Om celler"
    assert badge.get_text().startswith(f"{word}Om celler · ")


def test_pages_with_personal_data_are_not_cached(staff_client: Client) -> None:
    event = a_full_event()
    lists = ("attendees", "door", "attendee-table", "attendee-list", "badges")
    for page in (*lists, "add-attendee"):
        response: HttpResponse = staff_client.get(path(event, page))
        assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", ")), page


def test_pages_are_in_the_language_of_the_user(staff_client: Client, coordinator: Any) -> None:
    save(coordinator, language="en")
    event = a_full_event()
    assert "Have a place" in get_page(staff_client, path(event)).get_text()
    add_page = get_page(staff_client, path(event, "add-attendee"))
    assert "1 place, which is taken" in add_page.get_text()
    assert "On cells" in get_page(staff_client, path(event, "badges")).get_text()
