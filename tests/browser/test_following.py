"""Following an event by email on a phone: the form, the letters, and unsubscribing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from atmp_events.models import Event, Follower, Status
from atmp_events.participation import changes, public_forms
from tests.builders import a_series, a_venue, an_event
from tests.mail.conftest import set_mail_server
from tests.mail.mail_server import MailServer, mail_server

from .admin_actions import SignIn
from .page_checks import PUBLIC_RULES, faults_in_window, too_wide

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def server(
    settings: Any, tmp_path: Path, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MailServer]:
    """A mail server that receives the letters of the site, which are sent without waiting time."""
    settings.EMAIL_URL = "smtp://127.0.0.1"
    settings.DEFAULT_FROM_EMAIL = "ATMP <kalender@events.example.org>"
    settings.DATA_DIR = tmp_path
    settings.SITE_URL = live_server.url
    monkeypatch.setattr(changes, "QUIET_TIME", timedelta())
    monkeypatch.setattr(public_forms, "MIN_TIME_OPEN", timedelta())
    with mail_server(tmp_path) as server:
        set_mail_server(settings, server.port)
        yield server


def latest_letter(server: MailServer) -> BeautifulSoup:
    """Send the letters of the outbox; return the HTML of the last one."""
    call_command("send_letters", verbosity=0)
    letter = server.letters()[-1]
    html = letter.get_body(("html",))
    assert html
    return BeautifulSoup(html.get_content(), "html.parser")


def latest_method(server: MailServer) -> str:
    """Return the METHOD of the calendar part of the last letter."""
    return str([*server.letters()[-1].iter_parts()][-1].get_param("method"))


def link_target(letter: BeautifulSoup, name: str) -> str:
    """Return the address of the link with this text."""
    return str(letter.find("a", string=name)["href"])  # type: ignore[index]


def test_follower_is_told_of_changes_and_leaves(
    server: MailServer, phone: Page, sign_in: SignIn, console: list[str]
) -> None:
    starts = (timezone.now() + timedelta(hours=20)).replace(minute=0, second=0, microsecond=0)
    event = an_event(starts_at=starts, venue=a_venue(), series=a_series())
    phone.goto(f"/sv/evenemang/{event.year}/om-celler/")
    phone.locator(".add summary").first.click()
    phone.get_by_role("link", name="Via mejl ett mejl vid varje ändring").click()
    assert faults_in_window(phone, PUBLIC_RULES) == []

    phone.get_by_label("Din mejladress").fill("Anna Ek <anna@example.org>")
    phone.get_by_role("button", name="Skicka länken till mig").click()
    expect(phone.locator(".wrong")).to_contain_text("Skriv bara adressen")
    assert faults_in_window(phone, PUBLIC_RULES) == []
    phone.get_by_label("Din mejladress").fill("anna@example.org")
    phone.get_by_role("button", name="Skicka länken till mig").click()
    expect(phone.get_by_role("status")).to_contain_text("Öppna mejlet som vi har skickat till dig")
    assert faults_in_window(phone, PUBLIC_RULES) == []

    phone.goto(link_target(latest_letter(server), "Bekräfta att du vill följa"))
    assert faults_in_window(phone, PUBLIC_RULES) == []
    phone.get_by_role("button", name="Ja, följ").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Du följer nu")
    assert faults_in_window(phone, PUBLIC_RULES) == []
    assert latest_letter(server).find(string=lambda it: "Om celler" in it)
    assert latest_method(server) == "REQUEST"

    form = sign_in("sv", f"events/event/{event.pk}/change/")
    form.set_viewport_size(PHONE)
    expect(form.locator(".standing")).to_contain_text("1 följer via mejl.")
    later = event.local(starts + timedelta(hours=1))
    form.fill("#id_ends_at_0", f"{later + timedelta(hours=1):%Y-%m-%d}")
    form.fill("#id_ends_at_1", f"{later + timedelta(hours=1):%H:%M}")
    form.fill("#id_starts_at_0", f"{later:%Y-%m-%d}")
    form.fill("#id_starts_at_1", f"{later:%H:%M}")
    form.locator("input[name=_save]:visible").first.click()
    question = form.locator(".short-notice")
    expect(question).to_contain_text("1 person som följer det eller är anmäld får ett mejl")
    assert too_wide(form) == []
    for letter, text in zip(
        question.locator("details").all(), ("Tiden var", "The time was"), strict=True
    ):
        letter.locator("summary").click()
        expect(letter.locator("pre")).to_contain_text(text)
    form.locator("input[name=_save]:visible").first.click()
    expect(form.locator(".messagelist .success")).to_be_visible()
    assert "Tiden var" in latest_letter(server).get_text()

    event = Event.objects.get()
    event.status = Status.CANCELLED
    event.save()
    off = latest_letter(server)
    assert "Inställt. Evenemanget" in off.get_text()
    assert latest_method(server) == "CANCEL"

    phone.goto(link_target(off, "Inga fler sådana mejl"))
    assert faults_in_window(phone, PUBLIC_RULES) == []
    phone.get_by_role("button", name="Sluta följa").click()
    expect(phone.get_by_role("status")).to_contain_text("Din adress är raderad.")
    assert faults_in_window(phone, PUBLIC_RULES) == []
    assert not Follower.objects.exists()
    assert [it["To"] for it in server.letters()] == ["anna@example.org"] * 4
    assert console == []


def test_new_events_are_followed_on_a_phone(
    server: MailServer, phone: Page, console: list[str]
) -> None:
    an_event(series=a_series())
    phone.goto("/en/series/network-meetings/follow/")
    assert faults_in_window(phone, PUBLIC_RULES) == []
    phone.get_by_label("Your email address").fill("anna@example.org")
    phone.get_by_role("button", name="Send me the link").click()
    phone.goto(link_target(latest_letter(server), "Confirm that you want to follow"))
    phone.get_by_role("button", name="Yes, follow").click()
    assert faults_in_window(phone, PUBLIC_RULES) == []
    assert latest_letter(server).find("a", string="No more of these emails")
    assert console == []
