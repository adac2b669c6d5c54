"""Checking attendees in on a phone, and their badges."""

from datetime import timedelta
from typing import Final

from django.utils import timezone
from playwright.sync_api import expect

from tests.builders import the_website
from tests.participation.registration import an_event_with_registration, register_attendee

from .admin_actions import SignIn
from .page_checks import WIDTH_RULES, add_axe, faults_in_window

NAMES: Final = ["Åsa", "Bo", "Cy", "Di", "Eva", "Finn", "Gun", "Hal", "Ida", "Jan", "Kim"]
LONG: Final = "Maximiliane Wolfeschlegelsteinhausenbergerdorff-Öberg"


# The badges whose text does not fit: a line or a word is cut off.
CUT: Final = """() => [...document.querySelectorAll(".badge")].filter(badge => {
  const whole = it => it.bottom <= badge.getBoundingClientRect().bottom - 12
  const texts = [...badge.querySelectorAll("p")]
  const line = it => parseFloat(getComputedStyle(it).lineHeight)
  return !texts.every(it => whole(it.getBoundingClientRect()) && it.clientHeight >= line(it) - 1
    && Math.abs(it.clientHeight / line(it) % 1 - .5) > .4 && it.scrollWidth <= it.clientWidth + 1)
}).map(badge => badge.textContent)"""


def test_long_names_fit_on_badges(sign_in: SignIn) -> None:
    the_website()
    event = an_event_with_registration(
        20, title_sv=" ".join(["Cellterapi och genterapi i Sverige"] * 4)
    )
    names = (
        *("Bo", "WILHELMINA WALLMARK", "MARIA-MAGDALENA LINDSTRÖM", "Mmmmmmmmmmmm", LONG),
        *("Anna Christoffer Bergenst", "Anna-Karin von " + "Hammarskjöld-Wachtmeister " * 4),
    )
    for number, name in enumerate(names):
        person = {"email": f"p{number}@example.org", "organisation": "Uppsala universitet, " * 5}
        register_attendee(event, name.strip(), now=timezone.now() - timedelta(days=400), **person)
    page = sign_in("sv")
    page.emulate_media(media="print")
    page.goto(f"/admin/events/event/{event.pk}/badges/")
    assert page.locator(".badge").count() == len(names)
    assert page.evaluate(CUT) == []


def test_attendee_is_checked_in_on_a_phone_and_undone(sign_in: SignIn, console: list[str]) -> None:
    the_website()
    event = an_event_with_registration(20, starts_at=timezone.now() + timedelta(minutes=10))
    for number, name in enumerate((*NAMES, LONG)):
        person = {"email": f"p{number}@example.org", "organisation": "Uppsala universitet"}
        register_attendee(event, name, now=timezone.now(), **person)
    phone = sign_in("sv")
    add_axe(phone)
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto(f"/admin/events/event/{event.pk}/change/")
    phone.get_by_role("link", name="Anmälda (12)", exact=True).click()
    assert faults_in_window(phone, WIDTH_RULES) == []
    phone.get_by_role("link", name="Dörren", exact=True).click()
    expect(phone.get_by_text("0 av 12 har kommit")).to_be_visible()

    phone.get_by_role("searchbox").fill("asa")
    phone.get_by_role("button", name="Sök").click()
    button = phone.get_by_role("button", name="Kom Åsa", exact=True)
    box = button.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    button.click()
    expect(phone.get_by_text("1 av 12 har kommit")).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_in_viewport()
    assert faults_in_window(phone, WIDTH_RULES) == []
    button.click()
    expect(phone.get_by_text("0 av 12 har kommit")).to_be_visible()
    change = f"change-attendee/?attendee={event.attendees.get(name='Bo').pk}"
    for page in ("add-attendee/", change, "attendee-list/", "badges/"):
        phone.goto(f"/admin/events/event/{event.pk}/{page}")
        assert faults_in_window(phone, WIDTH_RULES) == []
    assert console == []
