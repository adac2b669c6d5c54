"""Signing in with a passkey: the browser has a virtual authenticator."""

from collections.abc import Callable
from itertools import cycle

import pytest
from playwright.sync_api import Page

from atmp_events.models import LANGUAGES, Event, User
from tests.admin.authentication import PASSWORD, totp_code
from tests.builders import an_event

from .admin_actions import SignIn
from .page_checks import add_axe
from .test_admin import faults


@pytest.fixture
def sign_in(browser_page: Page) -> SignIn:
    """Signs the coordinator in with the password."""

    def signed_in(language: str, path: str = "") -> Page:
        User.objects.create_superuser("anna", "anna@example.org", PASSWORD, language=language)
        send_password(browser_page, f"/admin/{path}")
        browser_page.wait_for_selector(".dashboard")
        return browser_page

    return signed_in


def send_password(page: Page, path: str) -> None:
    """Fill in and send the sign-in page, to which a path of the admin leads."""
    page.goto(path)
    page.fill("#id_username", "anna")
    page.fill("#id_password", PASSWORD)
    page.click("#login-form [type=submit]")


@pytest.fixture
def verify_passkey(browser_page: Page) -> Callable[[bool], None]:
    """Add a virtual authenticator; return a function that sets whether it verifies its user."""
    device = browser_page.context.new_cdp_session(browser_page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def set_verified(is_verified: bool) -> None:
        options = {"authenticatorId": made["authenticatorId"], "isUserVerified": is_verified}
        device.send("WebAuthn.setUserVerified", options)

    return set_verified


def add_passkey(page: Page, name: str) -> None:
    page.click("text=Inloggning i två steg")
    page.click("text=Lägg till en lösennyckel")
    page.fill("#id_name", name)
    page.click("#passkey")
    page.wait_for_selector(".codes")
    page.click("text=Jag har sparat dem")
    assert name in page.inner_text("[aria-labelledby=passkeys]")


def test_passkey_signs_in_alone_and_as_second_factor(
    sign_in: SignIn, verify_passkey: Callable[[bool], None], console: list[str]
) -> None:
    page = sign_in("sv")
    add_passkey(page, "Datorn på jobbet")
    page.click("text=Lägg till en autentiseringsapp")
    page.wait_for_selector("svg.code")
    page.click("#logout-form button")

    page.goto("/admin/")
    page.click("#passkey")
    page.wait_for_selector(".dashboard")
    page.click("#logout-form button")

    send_password(page, "/admin/")
    page.click("text=Använd lösennyckeln")
    page.wait_for_selector(".dashboard")
    assert console == []


def test_sign_in_with_an_unverified_passkey_is_refused_with_a_message(
    sign_in: SignIn, verify_passkey: Callable[[bool], None]
) -> None:
    page = sign_in("sv")
    add_passkey(page, "Datorn på jobbet")
    page.click("#logout-form button")
    page.goto("/admin/")
    verify_passkey(False)
    page.click("#passkey")
    page.wait_for_selector("text=Enheten gav ingen lösennyckel.")
    assert "/admin/login/" in page.url


def test_form_values_survive_signing_in_with_a_passkey(
    sign_in: SignIn, verify_passkey: Callable[[bool], None]
) -> None:
    page, event = sign_in("sv"), an_event()
    add_passkey(page, "Datorn på jobbet")
    page.goto(f"/admin/events/event/{event.pk}/change/")
    page.fill("#id_title_en", "On tissue")
    page.context.clear_cookies(name="sessionid")
    page.click("[name=_save].default")
    page.click("#passkey")
    page.click(".step input.default")
    page.wait_for_selector("#result_list")
    assert Event.objects.get().title_en == "On tissue"


def test_every_page_of_two_step_sign_in_is_accessible(sign_in: SignIn) -> None:
    page, languages = sign_in("sv"), cycle(LANGUAGES)
    add_axe(page)

    def look(path: str) -> list[object]:
        User.objects.update(language=next(languages))
        page.goto(f"/admin/two-steps/{path}")
        return [(path, fault) for fault in faults(page)]

    found = [fault for path in ("", "app/add/", "passkeys/add/") for fault in look(path)]
    page.goto("/admin/two-steps/app/add/")
    page.fill("#id_code", totp_code(page.inner_text(".secret").replace(" ", "")))
    page.click("[type=submit].default")
    page.wait_for_selector(".codes")
    for path in ("", "recovery-codes/", "recovery-codes/new/", "app/remove/"):
        found += look(path)
    page.click("#logout-form button")
    send_password(page, "/admin/")
    page.wait_for_selector("#id_code")
    assert found + faults(page) == []
