"""Personal data of an email address: shown, downloaded and erased completely."""

import logging
from html import unescape
from typing import Any

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from post_office.models import STATUS, Email

from atmp_events.models import Event, Follower, User
from atmp_events.participation.following import ask_to_follow
from tests.builders import a_person, a_series, a_talk
from tests.pages.parsing import get_page, page_of, page_text, text_of
from tests.participation.registration import (
    an_event_with_registration,
    attendee_states,
    own_page_path,
    register_attendee,
    registration_data,
    registration_path,
)

from .event_form import send_change_form
from .test_attendee_letter import preview_and_send
from .test_erase_person import rows_with

pytestmark = pytest.mark.usefixtures("mail", "a_month_before")

PAGE = "/admin/erase-address/"
EMAIL = "ada@example.org"


@pytest.fixture
def event() -> Event:
    """An event with one place. Ada has it, Bo waits, and both follow a series."""
    event, series, now = an_event_with_registration(1), a_series(), timezone.now()
    for name in ("Ada", "Bo"):
        register_attendee(event, name)
        ask_to_follow(f"{name.lower()}@example.org", "sv", series, now)
    return event


def test_page_shows_data_about_an_address_as_event_titles_and_counts(
    staff_client: Client, event: Event
) -> None:
    page = page_of(staff_client.post(PAGE, {"email": " ADA@Example.org"}))
    items = [text_of(it) for it in page.select("section li")]
    assert items == [f"{event}: Har plats", "Följer: Nätverksträffar", "Mejl i utkorgen: 2"]
    nothing = staff_client.post(PAGE, {"email": "x@example.org"}).content.decode()
    assert "Inget sparas om den här adressen" in nothing
    assert 'name="_do"' not in nothing
    assert Email.objects.count() == 4


def test_data_about_an_address_is_downloaded_as_json(staff_client: Client, event: Event) -> None:
    response = staff_client.post(PAGE, {"email": EMAIL, "_file": "1"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="personal-data.json"'
    data = response.json()
    (registration,) = data["registrations"]
    assert (registration["event"], registration["name"]) == (event.title_sv, "Ada")
    (follow,) = data["follows"]
    assert (follow["series"], follow["email"]) == ("Nätverksträffar", EMAIL)
    assert data["letters_in_the_outbox"] == 2


def test_erasing_an_address_removes_all_and_offers_the_place(
    staff_client: Client, event: Event
) -> None:
    staff_client.post(PAGE, {"email": "Ada@example.org", "_do": "1", "seen": EMAIL})
    assert list(rows_with(EMAIL)) == []
    assert attendee_states(event) == {"": "cancelled", "Bo": "offered"}
    assert Follower.objects.get().email == "bo@example.org"
    assert {it.to[0] for it in Email.objects.all()} == {"bo@example.org"}
    again = staff_client.post(PAGE, {"email": EMAIL}).content.decode()
    assert "Inget sparas om den här adressen" in again


def test_log_entry_has_the_user_and_counts_but_no_address(
    staff_client: Client, event: Event
) -> None:
    for email in (EMAIL, "nobody@example.org"):
        staff_client.post(PAGE, {"email": email, "_do": "1", "seen": email})
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.action_flag) == ("anna", DELETION)
    assert entry.change_message == "Raderade en adress: anmälningar 1, följer 1, mejl 2"
    assert "@" not in f"{entry} {entry.object_repr}"
    assert staff_client.get("/admin/").status_code == 200


def test_address_is_not_erased_before_its_data_were_shown(
    staff_client: Client, event: Event
) -> None:
    for seen in ({}, {"seen": "bo@example.org"}):
        shown = staff_client.post(PAGE, {"email": EMAIL, "_do": "1", **seen})
        assert f"{event}: Har plats" in page_text(shown)
    assert attendee_states(event) == {"Ada": "confirmed", "Bo": "waiting"}


def test_invalid_address_and_get_request_erase_nothing(staff_client: Client, event: Event) -> None:
    assert staff_client.post(PAGE, {"email": "ada", "_do": "1", "seen": EMAIL}).status_code == 200
    staff_client.get(f"{PAGE}?email={EMAIL}&_do=1")
    assert attendee_states(event) == {"Ada": "confirmed", "Bo": "waiting"}


def test_erasing_a_person_erases_registrations_and_follows(
    staff_client: Client, event: Event
) -> None:
    ada = a_person(name="Ada Lund", email="Ada@Example.org")
    path = f"/admin/events/person/{ada.pk}"
    page = get_page(staff_client, f"{path}/erase/")
    assert f"{event}: Har plats" in text_of(page)
    assert staff_client.get(f"{path}/data/").json()["registrations"][0]["email"] == EMAIL
    staff_client.post(f"{path}/erase/")
    assert list(rows_with(EMAIL)) == []
    assert attendee_states(event) == {"": "cancelled", "Bo": "offered"}


def test_waiting_letters_reach_their_readers_without_an_erased_speaker(
    staff_client: Client,
) -> None:
    ada = a_person(name="Ada O'Lund", email="ada@uu.example", phone="018-471 00 00")
    event = an_event_with_registration(title_sv="Samtal med Ada O'Lund", contact=ada)
    a_talk(event, title_sv="Om stamceller", speakers=(ada,))
    register_attendee(event, "Bo")
    staff_client.post(f"/admin/events/person/{ada.pk}/erase/")
    letter = Email.objects.get(status=STATUS.queued)
    calendar = Calendar.from_ical(letter.context["calendar"])
    (entry,) = calendar.walk("VEVENT")
    for text in (letter.subject, letter.message, unescape(letter.html_message), str(entry)):
        assert "Ada O" not in text
    assert letter.to == ["bo@example.org"]
    assert "Du har en plats: Samtal med …" in letter.subject
    assert calendar["METHOD"] == "REQUEST"
    assert str(entry["ATTENDEE"]) == "mailto:bo@example.org"
    assert "Om stamceller\n– …\n" in entry["DESCRIPTION"]
    assert not [it for it in ("018-471", "ada@", "professor") if it in entry["DESCRIPTION"]]


def test_page_links_to_the_person_who_has_the_address(staff_client: Client, event: Event) -> None:
    ada = a_person(name="Ada Lund", email="Ada@Example.org")
    link = f"a[href='/admin/events/person/{ada.pk}/erase/']"
    for is_held in (True, False):
        page = page_of(staff_client.post(PAGE, {"email": EMAIL}))
        assert page.select(link)
        assert "Inget sparas om den här adressen" not in text_of(page)
        assert bool(page.select("[name=_do]")) is is_held
        staff_client.post(PAGE, {"email": EMAIL, "_do": "1", "seen": EMAIL})


def test_erasing_a_person_without_address_keeps_other_attendees(
    staff_client: Client, event: Event
) -> None:
    register_attendee(event, "Cy")
    # Erased rows have no address either.
    staff_client.post(PAGE, {"email": "cy@example.org", "_do": "1", "seen": "cy@example.org"})
    staff_client.post(f"/admin/events/person/{a_person(email='').pk}/erase/")
    assert attendee_states(event) == {"Ada": "confirmed", "Bo": "waiting", "": "cancelled"}


def test_erased_attendee_is_in_no_table_session_or_log(
    client: Client, staff_client: Client, caplog: Any, django_capture_on_commit_callbacks: Any
) -> None:
    caplog.set_level(logging.DEBUG, "atmp_events")
    event = an_event_with_registration(2)
    typed = {"name": "Zarathustra Quist", "email": "zarathustra@example.org"}
    visitor, other_user = Client(), Client()
    with django_capture_on_commit_callbacks(execute=True):
        form = registration_data(visitor, event, **typed)
        assert visitor.post(registration_path(event), form).status_code == 303
        here = {"registration": "here", "capacity": "3"}
        send_change_form(staff_client, event, title_sv="Om celler!", **here)
        preview_and_send(staff_client, event)
        own = own_page_path(Email.objects.earliest("pk"))
        visitor.post(own, {"action": "cancel"})
        send_change_form(staff_client, event, title_sv="Om celler?", **here)
        tables = {it.partition(":")[0] for it in rows_with("zarathustra")}
        assert tables == {"events_attendee", "post_office_email"}
        other_user.force_login(User.objects.create_user("eva"))
        # A saved form of each user has the name or the address.
        sessions = (staff_client.session, other_user.session)
        for session, field in zip(sessions, typed.items(), strict=True):
            session["resubmission"] = {"fields": [field, ("food", "Nuts")], "path": PAGE}
            session.save()
        staff_client.post(PAGE, {"email": typed["email"], "_do": "1", "seen": typed["email"]})
    assert list(rows_with("zarathustra")) == []
    assert not [it for it in Session.objects.all() if "zarathustra" in str(it.get_decoded())]
    assert "zarathustra" not in caplog.text.lower()
