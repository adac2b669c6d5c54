"""The second step of sign-in: TOTP app, recovery codes, passkeys, and their setup."""

import json
import time
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as configured
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from time_machine import travel

from atmp_events.models import Event, User
from tests.builders import an_event
from tests.pages.parsing import get_page, page_text

from .authentication import (
    LOGIN_PATH,
    PASSWORD,
    SECOND_STEP_PATH,
    a_user,
    input_values,
    is_signed_in,
    recovery_codes,
    set_up_totp,
    totp_code,
    try_password,
)
from .event_form import send_change_form

STEPS = "/admin/two-steps/"


def set_up_app(client: Client) -> str:
    """Add an app with the secret that the page shows; return the secret."""
    page = get_page(client, f"{STEPS}app/add/")
    secret = page.select_one(".secret")
    assert page.select("svg.code path")
    typed = secret.text.replace(" ", "")
    added = client.post(f"{STEPS}app/add/", {"code": totp_code(typed)})
    assert added["Location"] == f"{STEPS}recovery-codes/"
    return typed


def test_user_with_an_app_needs_password_and_code(client: Client, coordinator: User) -> None:
    secret = set_up_totp(coordinator)
    response = try_password(client)
    assert response["Location"] == SECOND_STEP_PATH
    assert not is_signed_in(client)
    refused = client.post(SECOND_STEP_PATH, {"code": "000000"})
    assert "Det stämmer inte." in page_text(refused)
    assert not is_signed_in(client)
    assert client.post(SECOND_STEP_PATH, {"code": totp_code(secret)})["Location"] == "/admin/"
    assert is_signed_in(client)


def test_totp_code_works_only_once(client: Client, coordinator: User) -> None:
    code = totp_code(set_up_totp(coordinator))
    with travel(timezone.now(), tick=False):
        try_password(client)
        client.post(SECOND_STEP_PATH, {"code": code})
        other = Client(SERVER_NAME="localhost")
        try_password(other)
        for typed in (code, f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}"):
            cache.clear()  # Another process shares the database, not this cache.
            assert other.post(SECOND_STEP_PATH, {"code": typed}).status_code == 200
    assert not is_signed_in(other)


def test_fifth_wrong_code_is_blocked_and_wrong_codes_are_logged(
    client: Client, coordinator: User, caplog: pytest.LogCaptureFixture
) -> None:
    secret = set_up_totp(coordinator)
    try_password(client)
    caplog.clear()
    answers = [
        client.post(SECOND_STEP_PATH, {"code": f"{number:06}"}).status_code for number in range(5)
    ]
    assert answers == [200, 200, 200, 200, 429]
    assert caplog.messages.count(f"sign-in failed user={coordinator.pk}") == 5
    assert client.post(SECOND_STEP_PATH, {"code": totp_code(secret)}).status_code == 429
    assert not is_signed_in(client)


def test_form_is_restored_after_the_second_step(client: Client, coordinator: User) -> None:
    secret, event = set_up_totp(coordinator), an_event()
    form = input_values(send_change_form(client, event, title_en="On tissue"))
    client.post(LOGIN_PATH, form | {"username": "anna", "password": PASSWORD})
    client.post(SECOND_STEP_PATH, {"code": "000000"})
    back = client.post(SECOND_STEP_PATH, {"code": totp_code(secret)})["Location"]
    assert back == f"/admin/events/event/{event.pk}/change/"
    client.post(back, input_values(client.get(back)))
    assert Event.objects.get().title_en == "On tissue"


def test_added_app_brings_recovery_codes_that_work_once(client: Client, coordinator: User) -> None:
    try_password(client)
    wrong = client.post(f"{STEPS}app/add/", {"code": "000000"})
    assert "Det stämmer inte." in page_text(wrong)
    set_up_app(client)
    page = get_page(client, f"{STEPS}recovery-codes/")
    codes = [code.text for code in page.select(".codes code")]
    assert len(set(codes)) == 10
    file = client.get(f"{STEPS}recovery-codes/download/")
    assert [line for line in file.content.decode().splitlines() if line.isdigit()] == codes
    client.post("/admin/logout/")

    try_password(client)
    assert client.post(SECOND_STEP_PATH, {"code": codes[3]}).status_code == 302
    client.post("/admin/logout/")
    try_password(client)
    assert client.post(SECOND_STEP_PATH, {"code": codes[3]}).status_code == 200
    assert codes[3] not in recovery_codes(coordinator)


@pytest.mark.parametrize("page", ["add", "remove"])
def test_changing_apps_requires_the_password_after_twenty_minutes(
    client: Client, coordinator: User, page: str
) -> None:
    secret = set_up_totp(coordinator) if page == "remove" else ""
    try_password(client)
    if secret:
        client.post(SECOND_STEP_PATH, {"code": totp_code(secret)})
    with travel(timezone.now() + timedelta(minutes=20)):
        response = client.get(f"{STEPS}app/{page}/")
        back = f"%2Fadmin%2Ftwo-steps%2Fapp%2F{page}%2F"
        assert response["Location"] == f"{STEPS}password/?next={back}"
        wrong = client.post(response["Location"], {"password": "wrong"})
        assert "Lösenordet stämmer inte." in page_text(wrong)
        right = client.post(response["Location"], {"password": PASSWORD})
        assert client.get(right["Location"]).status_code == 200


def test_totp_secret_is_encrypted_in_the_database(coordinator: User) -> None:
    secret = set_up_totp(coordinator)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert secret not in str(cursor.fetchall())


def test_app_works_with_a_new_secret_key_and_the_former_as_fallback(
    client: Client, coordinator: User, settings: Any
) -> None:
    secret = set_up_totp(coordinator)
    settings.SECRET_KEY, former = "a new key " * 6, settings.SECRET_KEY
    try_password(client)
    assert client.post(SECOND_STEP_PATH, {"code": totp_code(secret)}).status_code == 200
    settings.SECRET_KEY_FALLBACKS = [former]
    try_password(client)
    assert client.post(SECOND_STEP_PATH, {"code": totp_code(secret)}).status_code == 302


def test_required_second_step_blocks_the_admin_until_an_app_is_added(
    client: Client, coordinator: User, settings: Any
) -> None:
    try_password(client)
    event = an_event()
    assert is_signed_in(client)
    settings.REQUIRE_TWO_FACTOR = True
    for path in ("/admin/", "/admin/events/event/", f"/admin/events/event/{event.pk}/change/"):
        assert client.get(path)["Location"] == STEPS
    assert send_change_form(client, event, title_en="On tissue")["Location"] == STEPS
    assert Event.objects.get().title_en == "On cells"
    assert "Här behöver alla ett andra steg." in page_text(client.get(STEPS))

    set_up_app(client)
    page = get_page(client, STEPS)
    back = page.select_one("[role=status] a")
    client.post(str(back["href"]), input_values(client.get(str(back["href"]))))
    assert Event.objects.get().title_en == "On tissue"
    assert is_signed_in(client)


def test_user_without_admin_access_cannot_open_second_step_pages(client: Client) -> None:
    client.force_login(User.objects.create_user("kim"))
    for page in ("", "app/add/", "passkeys/add/", "recovery-codes/", "password/"):
        assert client.get(f"{STEPS}{page}")["Location"].startswith(LOGIN_PATH)


def test_administrator_removes_the_second_factor_and_ends_sessions(
    client: Client, roles: None
) -> None:
    kim = User.objects.create_user("kim", password=PASSWORD, is_staff=True)
    set_up_totp(kim)
    other = Client(SERVER_NAME="localhost")
    other.force_login(kim)
    client.force_login(a_user("Administrator", "ida"))
    form = client.get(f"/admin/events/user/{kim.pk}/change/")
    assert "autentiseringsapp" in page_text(form)
    path = f"/admin/events/user/{kim.pk}/lost-second-factor/"
    assert "Var säker på vem som frågar" in page_text(client.get(path))
    assert Authenticator.objects.count() == 1
    assert client.post(path).status_code == 302
    assert not Authenticator.objects.exists()
    assert other.get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 200


def test_command_removes_the_second_factor_and_the_lockout(
    client: Client, coordinator: User
) -> None:
    set_up_totp(coordinator)
    for _ in range(5):
        try_password(client, "wrong")
    output = StringIO()
    call_command("forget_second_factor", "anna", stdout=output)
    assert output.getvalue() == "anna: 1 removed. The password is enough to sign in now.\n"
    assert try_password(client)["Location"] == "/admin/"
    with pytest.raises(CommandError, match="There is no account “nobody”"):
        call_command("forget_second_factor", "nobody")


def test_passkey_options_contain_user_name_and_no_email_address(
    client: Client, coordinator: User
) -> None:
    try_password(client)
    page = get_page(client, f"{STEPS}passkeys/add/")
    options = page.select_one("#passkey-options")
    response = json.loads(options.text)["creation_options"]["publicKey"]
    assert (response["rp"]["id"], response["user"]["name"]) == ("localhost", "anna")
    assert "anna@example.org" not in str(response)
    assert configured.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN is True  # because TLS is off in tests


def test_deeply_nested_passkey_is_refused_with_a_message(client: Client, coordinator: User) -> None:
    set_up_totp(coordinator)
    try_password(client)
    client.raise_request_exception = False
    signed_in = Client(SERVER_NAME="localhost", raise_request_exception=False)
    signed_in.force_login(coordinator)
    session = signed_in.session
    session["signed_in_at"] = time.time()
    session.save()
    response = signed_in.post(f"{STEPS}passkeys/add/", {"credential": "[" * 50_000})
    assert response.status_code == 400
    for path in (SECOND_STEP_PATH, f"{LOGIN_PATH}passkey/"):
        response = client.post(path, {"credential": "[" * 50_000})
        assert (response.status_code, "gick inte att förstå" in page_text(response)) == (400, True)
