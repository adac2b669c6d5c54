"""Rendered letters and the check of addresses."""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.core.exceptions import ValidationError

from atmp_events.facts.centre import get_centre
from atmp_events.mail.letters import check_address, render, sender
from atmp_events.models import Website

from .letters import a_letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("named_site")]
PASSWORD = {
    "user": {"first_name": "Åsa <b>", "get_username": "asa"},
    "link": "https://events.example.org/admin/password/x/y/?a=1&b=2",
    "valid": "Länken gäller i 3 dagar.",
}


def test_text_and_html_of_a_letter_have_the_same_words() -> None:
    words = render(a_letter(template="letters/password.html", context=PASSWORD))
    assert words.text.startswith("ATMP-centrum Uppsala\n\nHej Åsa <b>!\n\n")
    assert "\n\nhttps://events.example.org/admin/password/x/y/?a=1&b=2\n\n" in words.text
    shown = BeautifulSoup(words.html, "html.parser").body
    assert shown
    assert shown.get_text(" ", strip=True).split() == words.text.split()


def test_name_of_the_centre_has_no_soft_hyphen() -> None:
    Website.objects.update(name_sv="Läkemedelsutveckling")  # Mail programs may show the hyphen.
    words = render(a_letter())
    assert words.text.startswith("Läkemedelsutveckling\n")
    assert ">Läkemedelsutveckling</p>" in words.html


@pytest.mark.parametrize(("language", "unsubscribe"), [("sv", "Inga fler"), ("en", "No more")])
def test_letter_is_in_the_language_of_its_recipient(language: str, unsubscribe: str) -> None:
    url = "https://events.example.org/leave/1/"
    words = render(a_letter(language=language, leave_url=url))
    assert f'<html lang="{language}">' in words.html
    assert unsubscribe in words.text
    assert f"({url})" in words.text


def test_letter_loads_no_external_resource() -> None:
    html = render(a_letter(template="letters/password.html", context=PASSWORD)).html
    assert not re.search(r"<(img|link|script|style|iframe|object)\b|url\(|src=|@import", html)


@pytest.mark.parametrize(
    ("address", "name"),
    [("Biljetter <a@example.org>", "Biljetter"), ("a@example.org", "ATMP-centrum Uppsala")],
)
def test_sender_has_the_name_of_the_setting_or_of_the_site(
    settings: LazySettings, address: str, name: str
) -> None:
    settings.DEFAULT_FROM_EMAIL = address
    assert sender(get_centre("sv")) == f"{name} <a@example.org>"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "anna",
        "Anna Ek <anna@example.org>",
        "anna@example.org, bo@example.org",
        "anna@example.org,bo@example.org",
        "anna@example.org\r\nBcc: bo@example.org",
        "anna@example.org\nBcc:bo@example.org",
        '"a b"@example.org',
        '"a,bo@example.net,c"@example.org',
        "ſara@example.org",
        f"{'a' * 250}@example.org",
        # Invalid hosts, and internal hosts.
        f"anna@{'ä' * 63}.se",
        f"anna@{'.'.join(['žåłđö' * 4] * 9)}.se",
        "anna@\u00ad.se",
        "root@localhost",
        "anna@[10.0.0.1]",
    ],
)
def test_invalid_or_ambiguous_address_is_refused(email: str) -> None:
    with pytest.raises(ValidationError):
        check_address(email)
