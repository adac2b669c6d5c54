"""A letter to all attendees, and erasing an address, on a phone."""

from datetime import timedelta
from typing import Any, Final

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.builders import the_website
from tests.participation.registration import (
    an_event_with_registration,
    attendee_states,
    queued_letters,
    register_attendee,
)

from .admin_actions import SignIn
from .page_checks import WIDTH_RULES, add_axe, faults_in_window

pytestmark = pytest.mark.django_db(transaction=True)
LONG: Final = "https://maps.example.org/" + "a-long-way-to-the-entrance/" * 5
WORDS: Final = {
    "sv": {
        "write": "Skriv till de anmälda",
        "gets": "1 person får det här mejlet",
        "send": "Skicka",
        "sent": "Ett mejl till 1 anmäld är på väg.",
        "erase": "Radera en adress",
        "see": "Visa vad som sparas",
        "for good": "Radera för gott",
        "nothing": "Inget sparas längre om adressen.",
    },
    "en": {
        "write": "Write to those registered",
        "gets": "1 person gets this email",
        "send": "Send",
        "sent": "An email to 1 person who registered is on its way.",
        "erase": "Erase an address",
        "see": "Show what is held",
        "for good": "Erase for good",
        "nothing": "Nothing is held about the address any more.",
    },
}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_attendees_get_a_letter_and_one_address_is_erased(
    live_server: LiveServer, sign_in: SignIn, console: list[str], settings: Any, language: str
) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:25"
    words = WORDS[language]
    the_website()
    event = an_event_with_registration(20, starts_at=timezone.now() + timedelta(days=3))
    register_attendee(event, "Ada", now=timezone.now())
    phone = sign_in(language)
    add_axe(phone)
    phone.set_viewport_size({"width": 390, "height": 844})

    phone.goto(f"{live_server.url}/admin/events/event/{event.pk}/change/")
    phone.get_by_role("link", name=words["write"], exact=True).click()
    for name in ("sv", "en"):
        phone.locator(f"[name=subject_{name}]").fill("Om dörren")
        phone.locator(f"[name=text_{name}]").fill(f"Dörren är låst.\n\nKarta: {LONG}")
    assert faults_in_window(phone, WIDTH_RULES) == []
    phone.locator("[name=subject_en]").press("Enter")  # shows, and sends nothing
    expect(phone.get_by_text(words["gets"])).to_be_visible()
    phone.locator("[name=subject_en]").press("Enter")
    expect(phone.get_by_text(words["gets"])).to_be_visible()
    expect(phone.get_by_text(words["gets"])).to_be_visible()
    assert faults_in_window(phone, WIDTH_RULES) == []
    phone.get_by_role("button", name=words["send"], exact=True).click()
    expect(phone.get_by_text(words["sent"])).to_be_visible()
    assert [it.subject for it in queued_letters()][1:] == ["Om dörren"]

    phone.goto(f"{live_server.url}/admin/")
    phone.get_by_role("link", name=words["erase"], exact=True).click()
    phone.locator("[name=email]").fill("ADA@example.org")
    for _twice in range(2):
        phone.locator("[name=email]").press("Enter")
        expect(phone.get_by_role("button", name=words["see"], exact=True)).to_be_visible()
    expect(phone.get_by_role("button", name=words["for good"], exact=True)).to_be_visible()
    assert faults_in_window(phone, WIDTH_RULES) == []
    phone.get_by_role("button", name=words["for good"], exact=True).click()
    expect(phone.get_by_text(words["nothing"])).to_be_visible()
    assert attendee_states(event) == {"": "cancelled"}
    assert queued_letters() == []
    assert console == []
