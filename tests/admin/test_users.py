"""Users in the admin: invitation, roles, access, and reset of a forgotten password."""

import os
import re
import socket
import subprocess
import sys
import threading
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.mail import EmailMessage
from django.test import Client

from atmp_events.models import User, Website
from tests.pages.parsing import get_page, page_of

from .authentication import (
    LOGIN_PATH,
    PASSWORD,
    a_user,
    input_values,
    is_signed_in,
    set_up_totp,
    try_password,
)
from .event_form import form_errors

pytestmark = pytest.mark.usefixtures("roles")

LIST = "/admin/events/user/"
FORGOTTEN = "/admin/password/forgotten/"
NEW_PASSWORD = "granskog vid Fyrisån"
DJANGO_TERMS = (
    "E-postadress",
    "argon2",
    "LDAP",
    "uperanvändare",
    "uperuser",
    "ersonalstatus",
    "ättigheter",
    "hash",
)


@pytest.fixture
def mail(settings: Any) -> None:
    settings.EMAIL_URL = "smtp://mail.example.org"


def invite(staff_client: Client, role: str = "Editor", **more: Any) -> Any:
    typed = {"first_name": "Åsa", "last_name": "Ek", "email": "asa@example.org", "language": "sv"}
    typed |= {"groups": [Group.objects.get(name=role).pk]} | more
    return staff_client.post(f"{LIST}add/", typed, follow=True)


def link_in(text: str) -> str:
    found = re.search(r"https://events\.example\.org(/admin/password/[\w/-]+/)", text)
    assert found
    return found[1]


def set_password(client: Client, link: str, password: str = NEW_PASSWORD) -> Any:
    form_page = client.get(link, follow=True)
    form = input_values(form_page) | {"new_password1": password, "new_password2": password}
    return client.post(form_page.request["PATH_INFO"], form, follow=True)


def signs_in(username: str, password: str = NEW_PASSWORD) -> bool:
    browser = Client(SERVER_NAME="localhost")
    browser.post(LOGIN_PATH, {"username": username, "password": password})
    return is_signed_in(browser)


def shown_link(response: Any) -> str:
    box = page_of(response).select_one(".messagelist input")
    return str(box["value"]) if box else ""


def test_invitation_link_is_shown_once_without_mail_and_works_once(staff_client: Client) -> None:
    invited = invite(staff_client)
    link = link_in(shown_link(invited))
    assert "Lämna den här länken till Åsa Ek" in invited.content.decode()
    assert shown_link(staff_client.get(LIST)) == ""
    chosen = set_password(Client(SERVER_NAME="localhost"), link).content.decode()
    assert "Lösenordet är valt" in chosen
    assert signs_in("asa@example.org")
    asa = User.objects.get(email="asa@example.org")
    assert (asa.is_superuser, [group.name for group in asa.groups.all()]) == (False, ["Editor"])
    again = Client(SERVER_NAME="localhost").get(link, follow=True).content.decode()
    assert "Länken gäller inte längre" in again


def test_email_that_is_too_long_for_a_user_name_is_refused(staff_client: Client) -> None:
    long = f"{'a' * 60}@{'.'.join(['b' * 40] * 3)}.org"
    assert list(form_errors(invite(staff_client, email=long))) == ["email"]


@pytest.mark.parametrize(
    ("language", "subject", "button"),
    [("sv", "Välkommen till ATMP-evenemang", "Spara"), ("en", "Welcome to ATMP Events", "Set")],
)
def test_invitation_is_mailed_in_the_language_of_the_new_user(
    staff_client: Client,
    mail: None,
    mailoutbox: list[EmailMessage],
    language: str,
    subject: str,
    button: str,
) -> None:
    assert shown_link(invite(staff_client, language=language)) == ""
    assert [(it.to, it.subject) for it in mailoutbox] == [(["asa@example.org"], subject)]
    page = Client(SERVER_NAME="localhost").get(link_in(str(mailoutbox[0].body)), follow=True)
    assert button in page.content.decode()
    assert not User.objects.get(email="asa@example.org").has_usable_password(), "GET only shows"


def test_invitation_link_is_shown_when_the_mail_server_fails(
    staff_client: Client, mail: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    assert link_in(shown_link(invite(staff_client)))


def test_invitation_requires_an_email_address_and_a_role(staff_client: Client) -> None:
    assert list(form_errors(invite(staff_client, email="", groups=[]))) == ["email", "groups"]


def test_email_address_belongs_to_one_user_only(staff_client: Client) -> None:
    invite(staff_client)
    refused = form_errors(invite(staff_client, email="ASA@example.org"))
    assert refused == {"email": ["En kollega har redan den här mejladressen."]}


def test_user_pages_show_roles_and_no_django_terms(staff_client: Client) -> None:
    invite(staff_client)
    asa = User.objects.get(email="asa@example.org")
    listed = staff_client.get(LIST).content.decode()
    assert "Redaktör" in listed
    assert "Editor" not in listed
    for path in (LIST, f"{LIST}add/", f"{LIST}{asa.pk}/change/"):
        page = get_page(staff_client, path).select_one("#container")
        assert [word for word in DJANGO_TERMS if word in page.text] == []
    start = staff_client.get("/admin/").content.decode()
    assert "Kollegor" in start
    assert "Grupper" not in start
    assert staff_client.get("/admin/auth/group/").status_code == 404


def test_button_removes_and_restores_access(staff_client: Client) -> None:
    asa = a_user("Editor", "asa")
    own_client = Client(SERVER_NAME="localhost")
    own_client.force_login(asa)
    page = get_page(staff_client, LIST)
    button = page.select_one(f'button[formaction="{LIST}{asa.pk}/access/"]')
    assert button["aria-label"] == "Ta bort tillträdet: asa"
    staff_client.post(button["formaction"])
    assert not is_signed_in(own_client)
    assert not signs_in("asa", PASSWORD)
    staff_client.post(button["formaction"])
    assert signs_in("asa", PASSWORD)


def test_administrator_cannot_remove_own_access_or_role(
    staff_client: Client, coordinator: User, client: Client
) -> None:
    staff_client.post(f"{LIST}{coordinator.pk}/access/")
    coordinator.refresh_from_db()
    assert coordinator.is_active
    ida = a_user("Administrator", "ida")
    client.force_login(ida)
    editor = [Group.objects.get(name="Editor").pk]
    refused = client.post(f"{LIST}{ida.pk}/change/", {"groups": editor, "language": "sv"})
    assert form_errors(refused) == {
        "groups": ["En annan administratör måste ta den rollen ifrån dig."]
    }


def test_administrator_creates_a_password_link_for_a_user(staff_client: Client) -> None:
    asa = a_user("Editor", "asa")
    given = staff_client.post(f"{LIST}{asa.pk}/link/", follow=True)
    set_password(Client(SERVER_NAME="localhost"), link_in(shown_link(given)))
    assert signs_in("asa")
    assert not signs_in("asa", PASSWORD)


def test_forgotten_password_is_reset_by_mail_and_the_second_step_stays(
    client: Client, coordinator: User, mail: None, mailoutbox: list[EmailMessage]
) -> None:
    set_up_totp(coordinator)
    for _attempt in range(5):
        try_password(client, "wrong")
    sign_in = client.get(LOGIN_PATH)
    assert f'href="{FORGOTTEN}"' in sign_in.content.decode()
    page = ask_for_link(client, "ANNA@example.org").decode()
    assert "är en länk för att välja ett nytt lösenord på väg dit" in page
    set_password(client, link_in(str(mailoutbox[0].body)))
    after = try_password(client, NEW_PASSWORD)
    assert after["Location"] == "/admin/login/second-step/"
    assert not is_signed_in(client)


def ask_for_link(client: Client, email: str) -> bytes:
    """Request a password link, and wait until the thread has sent the letter."""
    before = set(threading.enumerate())
    response = client.post(FORGOTTEN, {"email": email})
    for sending in set(threading.enumerate()) - before:
        sending.join()
    assert response.status_code == 200
    return bytes(response.content)


def test_password_reset_does_not_wait_for_the_mail_server(
    client: Client, coordinator: User, mail: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_answered, sent = threading.Event(), []

    def send_slowly(self: EmailMessage) -> int:
        sent.append(is_answered.wait(10))
        return 1

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send_slowly)
    client.post(FORGOTTEN, {"email": "anna@example.org"})
    assert not sent
    is_answered.set()


def test_password_reset_does_not_reveal_who_has_an_account(
    client: Client, coordinator: User, mail: None, mailoutbox: list[EmailMessage]
) -> None:
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    answers = [ask_for_link(client, it) for it in ("anna@example.org", "x@y.se")]
    bare = [re.sub(rb"nonce[^>]*|value=\"[^\"]*\"", b"", response) for response in answers]
    assert bare[0] == bare[1]
    assert mailoutbox == []


def test_password_reset_sends_at_most_five_letters(
    client: Client, coordinator: User, mail: None, mailoutbox: list[EmailMessage]
) -> None:
    with time_machine.travel("2027-03-01T09:00Z") as clock:
        for _ in range(9):
            ask_for_link(client, "Anna@example.org")
            clock.shift(5 * 60)
    assert len(mailoutbox) == 5


def test_sending_stops_when_the_mail_server_does_not_answer() -> None:
    # Another process: this one has other settings of mail.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        code = "import django; django.setup(); from django.core.mail import send_mail\n"
        code += "send_mail('', '', 'a@example.org', ['b@example.org'])"
        address = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        variables = os.environ | {"EMAIL_URL": address}
        variables["DJANGO_SETTINGS_MODULE"] = "atmp_events.settings"
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", code],
            env=variables,
            capture_output=True,
            timeout=60,
            check=False,
        )
    assert b"TimeoutError" in done.stderr


@pytest.mark.parametrize(
    ("language", "advice"),
    [
        ("sv", "Be en annan administratör om en ny länk, eller skriv till atmp@example.org."),
        ("en", "Ask another administrator for a new link, or write to atmp@example.org."),
    ],
)
def test_sign_in_page_says_whom_to_ask_without_mail(
    client: Client, coordinator: User, language: str, advice: str
) -> None:
    Website.objects.update_or_create(pk=1, defaults={"email": "atmp@example.org"})
    language_header = {"headers": {"Accept-Language": language}}
    assert advice in client.get(LOGIN_PATH, **language_header).content.decode()
    refused = [try_password(client, "wrong", **language_header) for _ in range(6)][-1]
    assert refused.status_code == 429
    assert advice in refused.content.decode()
    assert client.get(FORGOTTEN).status_code == 404


@pytest.mark.parametrize("second_step", [False, True])
def test_language_chosen_on_the_sign_in_page_is_kept(
    client: Client, coordinator: User, second_step: bool
) -> None:
    if second_step:
        set_up_totp(coordinator)
    soup = page_of(client.get(LOGIN_PATH, {"language": "en"}, headers={"Accept-Language": "sv"}))
    form = soup.select_one("#login-form")
    assert soup.select_one("input[type=submit][value='Log in']")
    response = client.post(form["action"], {"username": "anna", "password": PASSWORD})
    if second_step:
        assert "The second step" in client.get(response["Location"]).content.decode()
    else:
        coordinator.refresh_from_db()
        assert coordinator.language == "en"
