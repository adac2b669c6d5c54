"""Registration on a phone: a place, the waiting list, an offered place, and erasing."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Page, expect

from atmp_events.mail.sending import send_due
from tests.browser.admin_actions import SignIn
from tests.browser.page_checks import PUBLIC_RULES, faults_in_window
from tests.builders import a_venue, an_event, the_website
from tests.mail.conftest import set_mail_server
from tests.mail.mail_server import MailServer, mail_server
from tests.participation.registration import (
    an_event_with_registration,
    attendee_states,
    own_page_path,
    queued_letters,
    register_attendee,
    registration_path,
)

PRIVATE = "https://zoom.example.org/j/only-for-those-registered"


@pytest.fixture
def server(mail: None, settings: Any, tmp_path: Path) -> Iterator[MailServer]:
    """A mail server that receives the letters of the site."""
    with mail_server(tmp_path) as server:
        set_mail_server(settings, server.port)
        yield server


def received_letters(server: MailServer) -> list[EmailMessage]:
    """Send the letters of the outbox; return all letters that the mail server has received."""
    send_due(timezone.now)
    return server.letters()


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part
    return str(part.get_content())


def own_page(letter: EmailMessage) -> str:
    """Return the path of the attendee's own page from a letter."""
    found = re.search(r"https?://[^/\s]+(/(?:sv/anmalan|en/registration)/\S+/)", text_of(letter))
    assert found, text_of(letter)
    return found[1]


def calendar_in(letter: EmailMessage) -> tuple[str, str]:
    """Return METHOD and UID of the calendar part of a letter, which is its last part."""
    part = list(letter.iter_parts())[-1]
    assert part.get_content_type() == "text/calendar"
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    parsed = Calendar.from_ical(content)
    assert part["Content-Type"].params["method"] == str(parsed["METHOD"])
    [event] = parsed.walk("VEVENT")
    return str(parsed["METHOD"]), str(event["UID"])


def test_registration_waiting_list_offer_and_erasing_on_a_phone(
    phone: Page, server: MailServer
) -> None:
    the_website()
    event = an_event_with_registration(
        1,
        registration_settings={"private_url": PRIVATE, "asks_food": True},
        starts_at=timezone.now() + timedelta(days=20),
        venue=a_venue(),
    )
    page_of_event = f"/sv/evenemang/{event.year}/om-celler/"

    def register(button: str, name: str) -> None:
        phone.goto(page_of_event)
        phone.get_by_role("link", name=button, exact=True).click()
        phone.get_by_label("Namn", exact=True).fill(name)
        phone.get_by_role("button", name=button).click()
        expect(phone.get_by_text("Skriv din mejladress.")).to_be_visible()
        assert faults_in_window(phone, PUBLIC_RULES) == []
        # The form keeps its values.
        expect(phone.get_by_label("Namn", exact=True)).to_have_value(name)
        phone.get_by_label("Mejladress", exact=True).fill(f"{name.lower()}@example.org")
        phone.get_by_role("button", name=button).click()
        expect(phone.get_by_text("Ett mejl är på väg").first).to_be_visible()
        assert faults_in_window(phone, PUBLIC_RULES) == []

    register("Anmäl dig", "Ada")
    phone.goto(page_of_event)
    expect(phone.get_by_text("Fullbokat.")).to_be_visible()
    register("Ställ dig på väntelistan", "Bo")
    of_ada, of_bo = received_letters(server)
    assert [str(it["Subject"]).partition(":")[0] for it in (of_ada, of_bo)] == [
        "Du har en plats",
        "Du står på väntelistan",
    ]
    assert PRIVATE in text_of(of_ada)
    assert calendar_in(of_ada) == ("REQUEST", event.uid)
    assert PRIVATE not in text_of(of_bo)

    phone.goto(own_page(of_ada))
    assert faults_in_window(phone, PUBLIC_RULES) == []
    phone.locator("summary", has_text="Avboka anmälan").click()
    phone.get_by_role("button", name="Avboka anmälan").click()
    expect(phone.get_by_text("Din anmälan är avbokad.")).to_be_visible()
    left, offered = received_letters(server)[2:]
    if str(left["To"]) != "ada@example.org":
        left, offered = offered, left
    assert str(left["Subject"]).startswith("Du är inte längre anmäld")
    assert calendar_in(left) == ("CANCEL", event.uid)

    phone.goto(own_page(offered))
    assert faults_in_window(phone, PUBLIC_RULES) == []
    assert attendee_states(event) == {"Ada": "cancelled", "Bo": "offered"}
    phone.get_by_role("button", name="Ta platsen").click()
    expect(phone.get_by_text("Platsen är din.")).to_be_visible()
    [confirmed] = received_letters(server)[4:]
    assert PRIVATE in text_of(confirmed)
    assert calendar_in(confirmed) == ("REQUEST", event.uid)

    phone.locator("summary", has_text="Radera allt som sparas").click()
    phone.get_by_role("button", name="Radera allt som sparas").click()
    expect(phone.get_by_text("Inget sparas om dig")).to_be_visible()
    assert list(event.attendees.values_list("name", "email")) == [
        ("Ada", "ada@example.org"),
        ("", ""),
    ]
    assert len(received_letters(server)) == 5  # An erased attendee gets no letter.


def test_pages_of_a_registration_are_accessible_in_english_too(phone: Page, mail: None) -> None:
    the_website()
    start = timezone.now() + timedelta(days=20)
    event = an_event_with_registration(registration_settings={"asks_food": True}, starts_at=start)
    register_attendee(event, now=timezone.now(), language="en")
    form = registration_path(event, "en")
    for path in (form, f"{form}thanks/", own_page_path(queued_letters()[0])):
        phone.goto(path)
        assert faults_in_window(phone, PUBLIC_RULES) == [], path


def test_event_form_hides_other_registration_fields_for_registration_here(
    sign_in: SignIn, server: MailServer
) -> None:
    event = an_event(registration_email="anmalan@example.org", registration="by_email")
    page = sign_in("sv", f"events/event/{event.pk}/change/")
    names = ("url", "url_helptext", "email", "email_helptext")
    others = [page.locator(f"#id_registration_{it}") for it in names]
    for it in others:
        expect(it).to_be_visible()
    page.select_option("#id_registration", "here")
    for it in others:
        expect(it).to_be_hidden()
    expect(page.locator("#id_registration_settings-0-private_url")).to_be_visible()
