"""Sign-in: lockout after wrong passwords, client addresses behind proxies, sessions and the log."""

import logging
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from time_machine import travel

from atmp_events.hashers import Argon2PasswordHasher
from atmp_events.models import Event, User
from tests.builders import an_event
from tests.pages.parsing import page_of, text_of

from .authentication import LOGIN_PATH, PASSWORD, input_values, is_signed_in, try_password
from .event_form import send_change_form

pytestmark = pytest.mark.usefixtures("coordinator")
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.9"}


def lock_out(client: Client, **more: Any) -> Any:
    for _ in range(4):
        assert try_password(client, "wrong", **more).status_code == 200
    return try_password(client, "wrong", **more)


@pytest.mark.parametrize(
    ("language", "heading", "advice"),
    [
        ("sv", "För många försök", "Försök igen om 15 minuter."),
        ("en", "Too many attempts", "Try again in 15 minutes."),
    ],
)
def test_fifth_wrong_password_blocks_sign_in_for_fifteen_minutes(
    client: Client, language: str, heading: str, advice: str
) -> None:
    refused = lock_out(client, headers={"Accept-Language": language})
    page = page_of(refused)
    assert (refused.status_code, refused["Cache-Control"]) == (429, "private, no-store")
    assert 890 <= int(refused["Retry-After"]) <= 900
    assert (page.h1 and page.h1.text, page.html and page.html["lang"]) == (heading, language)
    assert advice in text_of(page)
    assert try_password(client).status_code == 429
    assert not is_signed_in(client)
    with travel(timezone.now() + timedelta(seconds=int(refused["Retry-After"]) + 1)):
        assert try_password(client).status_code == 302


def test_more_wrong_passwords_do_not_prolong_the_lockout(client: Client) -> None:
    lock_out(client)
    with travel(timezone.now() + timedelta(minutes=14)):
        assert 0 < int(try_password(client, "wrong")["Retry-After"]) <= 60


def test_lockout_of_one_address_does_not_affect_another_address(client: Client) -> None:
    lock_out(client, **ELSEWHERE)
    assert try_password(client).status_code == 302


def test_lockout_does_not_affect_a_known_browser_at_the_same_address(client: Client) -> None:
    try_password(client)
    client.post("/admin/logout/")
    lock_out(Client(SERVER_NAME="localhost"))
    assert try_password(client).status_code == 302


def test_known_browser_is_locked_out_by_its_own_failures(client: Client) -> None:
    try_password(client)
    client.post("/admin/logout/")
    assert lock_out(client).status_code == 429


def test_successful_sign_in_resets_the_failures(client: Client) -> None:
    for _ in range(2):
        browser = Client(SERVER_NAME="localhost")
        answers = [try_password(browser, "wrong").status_code for _ in range(4)]
        assert answers == [200] * 4
        assert try_password(browser).status_code == 302


@pytest.mark.parametrize(
    ("proxies", "second", "status"),
    [
        (0, "192.0.2.2", 429),
        (1, "198.51.100.7, 192.0.2.2", 200),
        (1, "192.0.2.2, 192.0.2.1", 429),
        (1, "192.0.2.1:4711", 429),
        (1, "::ffff:192.0.2.1", 429),
        (1, "[2001:db8::1]:4711", 200),
        (1, "not an address", 200),
        (2, "198.51.100.8, 192.0.2.1", 200),
        (2, "198.51.100.7, 192.0.2.2", 429),
    ],
)
def test_client_address_is_read_from_as_many_proxies_as_trusted(
    client: Client, settings: Any, proxies: int, second: str, status: int
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    lock_out(client, headers={"X-Forwarded-For": "198.51.100.7, 192.0.2.1"})
    again = try_password(client, "wrong", headers={"X-Forwarded-For": second})
    assert again.status_code == status


def test_forwarded_header_with_too_few_addresses_is_ignored(client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    for number in range(4):
        headers = {"X-Forwarded-For": f"192.0.2.{number}"}
        assert try_password(client, "wrong", headers=headers).status_code == 200
    assert try_password(client, headers={"X-Forwarded-For": "192.0.2.8"}).status_code == 302
    fifth = try_password(Client(SERVER_NAME="localhost"), "wrong")
    assert fifth.status_code == 200  # Signing in has reset the failures of this address.


def test_ipv6_addresses_of_one_network_count_as_one_client(client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for written in ("2001:db8::1", "2001:db8::2", "[2001:db8::3]:4711", "2001:db8::4"):
        try_password(client, "wrong", headers={"X-Forwarded-For": written})
    fifth = try_password(client, "wrong", headers={"X-Forwarded-For": "[2001:db8::ffff]:1"})
    assert fifth.status_code == 429


def try_user_name(number: int, **more: Any) -> int:
    """Send an unknown user name and a wrong password from a new client; return the status."""
    typed = {"username": f"user{number}", "password": "wrong"}
    status: int = Client(SERVER_NAME="localhost").post(LOGIN_PATH, typed, **more).status_code
    return status


def test_thirtieth_user_name_from_one_address_is_blocked(client: Client) -> None:
    answers = [try_user_name(number, **ELSEWHERE) for number in range(32)]
    assert answers == [200] * 29 + [429] * 3
    assert try_user_name(40) == 200
    assert try_password(client, **ELSEWHERE).status_code == 429
    with travel(timezone.now() + timedelta(minutes=16)):
        assert try_password(client, **ELSEWHERE).status_code == 302


def set_failures(times: int) -> None:
    """Set the number of failures of the one network, since real attempts would be slow."""
    common = AccessAttempt.objects.filter(failures_since_start=2)
    assert common.update(failures_since_start=times)


def test_hundredth_failure_from_one_ipv6_site_is_blocked(client: Client) -> None:
    networks = [f"2001:db8:1:{it}::1" for it in range(101)]
    assert [try_user_name(it, REMOTE_ADDR=networks[it]) for it in range(2)] == [200] * 2
    set_failures(97)
    answers = [try_user_name(it, REMOTE_ADDR=networks[it]) for it in range(97, 101)]
    assert answers == [200] * 2 + [429] * 2
    assert try_user_name(101, REMOTE_ADDR="2001:db8:2::1") == 200


def test_account_under_attack_opens_at_a_known_address_or_browser_only(client: Client) -> None:
    try_password(client, REMOTE_ADDR="198.51.100.1")
    client.post("/admin/logout/")

    def fail_from(number: int) -> int:
        stranger = Client(SERVER_NAME="localhost", REMOTE_ADDR=f"192.0.2.{number}")
        status: int = try_password(stranger, "wrong").status_code
        return status

    assert [fail_from(number) for number in range(2)] == [200] * 2
    set_failures(98)
    assert [fail_from(number) for number in range(98, 100)] == [200, 429]
    assert try_password(Client(SERVER_NAME="localhost")).status_code == 429
    usual_address = Client(SERVER_NAME="localhost", REMOTE_ADDR="198.51.100.1")
    assert try_password(usual_address).status_code == 302
    assert try_password(client, REMOTE_ADDR="203.0.113.5").status_code == 302


def test_wrong_passwords_of_a_signed_in_user_are_counted(client: Client, coordinator: User) -> None:
    for path, name in (
        ("/admin/password_change/", "old_password"),
        ("/admin/two-steps/password/", "password"),
    ):
        AccessAttempt.objects.all().delete()
        try_password(client)
        new = {"new_password1": "another horse battery", "new_password2": "another horse battery"}
        with travel(timezone.now() + timedelta(minutes=20)):
            answers = [client.post(path, {name: "wrong"} | new).status_code for _ in range(5)]
            assert answers == [200] * 4 + [429]
            assert client.post(path, {name: PASSWORD} | new).status_code in {200, 429}  # not 302
            assert try_password(client).status_code == 429
    coordinator.refresh_from_db()
    assert coordinator.check_password(PASSWORD)


def test_tidy_keeps_successful_sign_ins_for_half_a_year_only(client: Client) -> None:
    try_user_name(1, **ELSEWHERE)
    try_password(client)
    with travel(timezone.now() + timedelta(minutes=16)):
        call_command("tidy", stdout=StringIO())
        assert {it.username for it in AccessAttempt.objects.all()} == {"anna"}
    with travel(timezone.now() + timedelta(days=181)):
        call_command("tidy", stdout=StringIO())
    assert not AccessAttempt.objects.exists()


def test_axes_reset_username_ends_the_lockout(client: Client) -> None:
    lock_out(client)
    call_command("axes_reset_username", "anna", stdout=StringIO())
    assert try_password(client).status_code == 302


def test_argon2_has_the_parameters_of_owasp() -> None:
    parameters = Argon2PasswordHasher().params()
    assert (parameters.memory_cost, parameters.time_cost) == (19 * 1024, 2)  # KiB; OWASP


def test_ip_address_and_password_of_a_failure_are_not_stored(client: Client) -> None:
    try_password(client, "wrong", **ELSEWHERE)
    stored = str(list(AccessAttempt.objects.values()))
    assert "anna" in stored
    assert "192.0.2.9" not in stored
    assert "wrong" not in stored


def test_form_is_kept_through_wrong_passwords_and_a_lockout(client: Client) -> None:
    event = an_event()
    refused = send_change_form(client, event, title_en="On tissue")
    wrong = {"username": "anna", "password": "wrong"}
    for _ in range(5):
        refused = client.post(LOGIN_PATH, input_values(refused) | wrong)
    assert (refused.status_code, "Retry-After" in refused) == (429, True)
    with travel(timezone.now() + timedelta(minutes=16)):
        again = client.post(
            LOGIN_PATH, input_values(refused) | {"username": "anna", "password": PASSWORD}
        )
        restored = client.get(again["Location"])
        client.post(again["Location"], input_values(restored))
    assert Event.objects.get().title_en == "On tissue"


def test_session_ends_four_hours_after_the_last_request(client: Client) -> None:
    try_password(client)
    start = timezone.now()
    for hours in (3, 6, 9):
        with travel(start + timedelta(hours=hours)):
            assert is_signed_in(client)
    with travel(start + timedelta(hours=13, minutes=1)):
        assert not is_signed_in(client)


def test_log_has_sign_ins_and_given_rights_by_primary_key_only(
    client: Client, coordinator: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "atmp_events.operations.sign_ins")
    try_password(client, "wrong", **ELSEWHERE)
    try_password(client)
    kim = User.objects.create_user("kim")
    group = Group.objects.create(name="Readers")
    typed = {"groups": [group.pk], "language": "sv"}
    client.post(f"/admin/events/user/{kim.pk}/change/", typed)
    client.post("/admin/logout/")
    for _ in range(5):
        try_password(client, "wrong", **ELSEWHERE)
    logged = [it.getMessage() for it in caplog.records if it.name.endswith("sign_ins")]
    by = f"by={coordinator.pk}"
    assert logged == [
        f"sign-in failed user={coordinator.pk}",
        f"signed in user={coordinator.pk} {by}",
        f"right given user={kim.pk} what=is_staff {by}",
        f"right given what=group {group.pk} user={kim.pk} {by}",
        f"signed out user={coordinator.pk} {by}",
        *[f"sign-in failed user={coordinator.pk}"] * 4,
        f"locked out user={coordinator.pk}",
        f"sign-in failed user={coordinator.pk}",
    ]


def test_cookies_are_sent_to_admin_paths_only(client: Client) -> None:
    cookies = try_password(client).cookies.values()
    assert len(cookies) == 3
    assert {(it["path"], it["httponly"], it["samesite"]) for it in cookies} == {
        ("/admin/", True, "Lax")
    }


def test_email_address_works_as_user_name_and_shares_its_lockout(client: Client) -> None:
    typed = {"username": "Anna@Example.org", "password": PASSWORD}
    assert client.post(LOGIN_PATH, typed)["Location"] == "/admin/"
    client.post("/admin/logout/")
    for _ in range(5):
        refused = client.post(LOGIN_PATH, typed | {"password": "wrong"})
    assert refused.status_code == 429
    assert try_password(client).status_code == 429


def test_wrong_password_has_a_short_error_message(client: Client) -> None:
    page = try_password(client, "wrong").content.decode()
    assert "Namnet eller lösenordet stämmer inte." in page
    assert "personalkonto" not in page


def test_user_changes_the_password_with_the_old_password(client: Client, coordinator: User) -> None:
    try_password(client)
    new = {"new_password1": "another horse battery", "new_password2": "another horse battery"}
    done = client.post("/admin/password_change/", {"old_password": PASSWORD} | new)
    assert done["Location"] == "/admin/password_change/done/"
    assert is_signed_in(client)
    coordinator.refresh_from_db()
    assert coordinator.check_password("another horse battery")
