"""A letter to all attendees, and erasing an address, on a phone."""

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone
from playwright.sync_api import expect

from tests.builders import the_website
from tests.participation.registration import (
    an_event_with_registration,
    attendee_states,
    queued_letters,
    register_attendee,
)

from .admin_actions import SignIn
from .page_checks import WIDTH_RULES, add_axe, faults_in_window

LONG: Final = "https://maps.example.org/" + "a-long-way-to-the-entrance/" * 5


def test_attendees_get_a_letter_and_one_address_is_erased(
    sign_in: SignIn, console: list[str], settings: Any
) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:25"
    the_website()
    event = an_event_with_registration(20, starts_at=timezone.now() + timedelta(days=3))
    register_attendee(event, "Ada", now=timezone.now())
    phone = sign_in("sv")
    add_axe(phone)
    phone.set_viewport_size({"width": 390, "height": 844})

    phone.goto(f"/admin/events/event/{event.pk}/change/")
    phone.get_by_role("link", name="Skriv till de anmälda", exact=True).click()
    for name in ("sv", "en"):
        phone.locator(f"[name=subject_{name}]").fill("Om dörren")
        phone.locator(f"[name=text_{name}]").fill(f"Dörren är låst.\n\nKarta: {LONG}")
    assert faults_in_window(phone, WIDTH_RULES) == []
    phone.locator("[name=subject_en]").press("Enter")  # shows, and sends nothing
    expect(phone.get_by_text("1 person får det här mejlet")).to_be_visible()
    phone.locator("[name=subject_en]").press("Enter")
    expect(phone.get_by_text("1 person får det här mejlet")).to_be_visible()
    assert faults_in_window(phone, WIDTH_RULES) == []
    phone.get_by_role("button", name="Skicka", exact=True).click()
    expect(phone.get_by_text("Ett mejl till 1 anmäld är på väg.")).to_be_visible()
    assert [it.subject for it in queued_letters()][1:] == ["Om dörren"]

    phone.goto("/admin/")
    phone.get_by_role("link", name="Radera en adress", exact=True).click()
    phone.locator("[name=email]").fill("ADA@example.org")
    for _twice in range(2):
        phone.locator("[name=email]").press("Enter")
        expect(phone.get_by_role("button", name="Visa vad som sparas", exact=True)).to_be_visible()
    expect(phone.get_by_role("button", name="Radera för gott", exact=True)).to_be_visible()
    assert faults_in_window(phone, WIDTH_RULES) == []
    phone.get_by_role("button", name="Radera för gott", exact=True).click()
    expect(phone.get_by_text("Inget sparas längre om adressen.")).to_be_visible()
    assert attendee_states(event) == {"": "cancelled"}
    assert queued_letters() == []
    assert console == []
