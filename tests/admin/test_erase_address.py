"""What is held about an address is shown, handed out and erased; no trace of it stays."""

import logging
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from atmp_events.models import Event, Follower, User
from atmp_events.participation.following import ask
from atmp_events.participation.personal_data import erase_address
from tests.builders import a_person, a_series
from tests.pages.reading import words
from tests.participation.people import (
    an_event_here,
    filled,
    own_path_in,
    path_of,
    registered,
    states,
)

from .desk import change
from .test_attendee_letter import send
from .test_erasing import rows_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail", "a_month_before")]

PAGE = "/admin/erase-address/"
EMAIL = "ada@example.org"


@pytest.fixture
def event() -> Event:
    """Ada has the only place and follows a series; Bo waits, and follows the same."""
    event, series, now = an_event_here(1), a_series(), timezone.now()
    for name in ("Ada", "Bo"):
        registered(event, name)
        ask(f"{name.lower()}@example.org", "sv", series, now)
    return event


def test_what_is_held_is_said_in_names_of_events_and_numbers(desk: Client, event: Event) -> None:
    page = BeautifulSoup(desk.post(PAGE, {"email": " ADA@Example.org"}).content, "html.parser")
    held = [words(it) for it in page.select("section li")]
    assert held == [f"{event}: Har plats", "Följer: Nätverksträffar", "Mejl i utkorgen: 2"]
    nothing = desk.post(PAGE, {"email": "x@example.org"}).content.decode()
    assert "Inget sparas om den här adressen" in nothing
    assert 'name="_do"' not in nothing
    assert Email.objects.count() == 4


def test_it_is_handed_out_as_a_file(desk: Client, event: Event) -> None:
    answer = desk.post(PAGE, {"email": EMAIL, "_file": "1"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="personal-data.json"'
    told = answer.json()
    (registration,) = told["registrations"]
    assert (registration["event"], registration["name"]) == (event.title_sv, "Ada")
    (follow,) = told["follows"]
    assert (follow["series"], follow["email"]) == ("Nätverksträffar", EMAIL)
    assert told["letters_in_the_outbox"] == 2


def test_all_of_it_is_erased_and_the_place_goes_to_the_next(desk: Client, event: Event) -> None:
    desk.post(PAGE, {"email": "Ada@example.org", "_do": "1", "seen": EMAIL})
    assert list(rows_with(EMAIL)) == []
    assert states(event) == {"": "cancelled", "Bo": "offered"}
    assert Follower.objects.get().email == "bo@example.org"
    assert {it.to[0] for it in Email.objects.all()} == {"bo@example.org"}
    assert "Inget sparas om den här adressen" in desk.post(PAGE, {"email": EMAIL}).content.decode()


def test_the_log_says_who_erased_how_much_and_no_address(desk: Client, event: Event) -> None:
    for email in (EMAIL, "nobody@example.org"):
        desk.post(PAGE, {"email": email, "_do": "1", "seen": email})
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.action_flag) == ("anna", DELETION)
    assert entry.change_message == "Raderade en adress: anmälningar 1, följer 1, mejl 2"
    assert "@" not in f"{entry} {entry.object_repr}"
    assert desk.get("/admin/").status_code == 200


def test_a_form_that_is_kept_with_the_name_goes_too(desk: Client, event: Event) -> None:
    registered(event, "Ada Quist", email="quist@example.org")
    session = desk.session
    session["resubmission"] = {"fields": [["name", "Ada Quist"], ["food", "Nuts"]]}
    session.save()
    erase_address("Quist@example.org", timezone.now())
    assert "resubmission" not in Session.objects.get().get_decoded()


def test_an_address_whose_data_were_not_shown_is_not_erased(desk: Client, event: Event) -> None:
    for seen in ({}, {"seen": "bo@example.org"}):
        shown = desk.post(PAGE, {"email": EMAIL, "_do": "1", **seen})
        assert f"{event}: Har plats" in words(BeautifulSoup(shown.content, "html.parser"))
    assert states(event) == {"Ada": "confirmed", "Bo": "waiting"}


def test_what_is_no_address_is_refused_and_a_fetched_page_erases_nothing(
    desk: Client, event: Event
) -> None:
    assert desk.post(PAGE, {"email": "ada", "_do": "1", "seen": EMAIL}).status_code == 200
    desk.get(f"{PAGE}?email={EMAIL}&_do=1")
    assert states(event) == {"Ada": "confirmed", "Bo": "waiting"}


def test_a_person_is_erased_as_attendee_and_follower_too(desk: Client, event: Event) -> None:
    ada = a_person(name="Ada Lund", email="Ada@Example.org")
    path = f"/admin/events/person/{ada.pk}"
    page = BeautifulSoup(desk.get(f"{path}/erase/").content, "html.parser")
    assert f"{event}: Har plats" in words(page)
    assert desk.get(f"{path}/data/").json()["registrations"][0]["email"] == EMAIL
    desk.post(f"{path}/erase/")
    assert list(rows_with(EMAIL)) == []
    assert states(event) == {"": "cancelled", "Bo": "offered"}


def test_an_address_of_a_person_in_the_programme_is_said_to_be(desk: Client, event: Event) -> None:
    ada = a_person(name="Ada Lund", email="Ada@Example.org")
    link = f"a[href='/admin/events/person/{ada.pk}/erase/']"
    for is_held in (True, False):
        page = BeautifulSoup(desk.post(PAGE, {"email": EMAIL}).content, "html.parser")
        assert page.select(link)
        assert "Inget sparas om den här adressen" not in words(page)
        assert bool(page.select("[name=_do]")) is is_held
        desk.post(PAGE, {"email": EMAIL, "_do": "1", "seen": EMAIL})


def test_a_person_without_an_address_takes_nobody_along(desk: Client, event: Event) -> None:
    registered(event, "Cy")
    desk.post(
        PAGE, {"email": "cy@example.org", "_do": "1", "seen": "cy@example.org"}
    )  # Erased rows have no address either.
    desk.post(f"/admin/events/person/{a_person(email='').pk}/erase/")
    assert states(event) == {"Ada": "confirmed", "Bo": "waiting", "": "cancelled"}


def test_no_trace_of_an_attendee_stays_anywhere(
    client: Client, desk: Client, caplog: Any, django_capture_on_commit_callbacks: Any
) -> None:
    caplog.set_level(logging.DEBUG, "atmp_events")
    event = an_event_here(2)
    typed = {"name": "Zarathustra Quist", "email": "zarathustra@example.org"}
    reader, colleague = Client(), Client()
    with django_capture_on_commit_callbacks(execute=True):
        assert reader.post(path_of(event), filled(reader, event, **typed)).status_code == 303
        change(desk, event, registration="here", capacity="3", title_sv="Om celler!")
        send(desk, event)
        own = own_path_in(Email.objects.earliest("pk"))
        reader.post(own, {"action": "cancel"})
        change(desk, event, registration="here", capacity="4", title_sv="Om celler?")
        tables = {it.partition(":")[0] for it in rows_with("zarathustra")}
        assert tables == {"events_attendee", "post_office_email"}
        colleague.force_login(User.objects.create_user("eva"))
        for signed_in in (desk.session, colleague.session):  # A form waits for a sign-in.
            signed_in["resubmission"] = {"fields": [*typed.items()], "path": PAGE}
            signed_in.save()
        desk.post(PAGE, {"email": typed["email"], "_do": "1", "seen": typed["email"]})
    assert list(rows_with("zarathustra")) == []
    assert not [it for it in Session.objects.all() if "zarathustra" in str(it.get_decoded())]
    assert "zarathustra" not in caplog.text.lower()
