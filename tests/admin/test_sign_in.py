"""Guessing is slow, strangers lock nobody out, and a session ends when nothing is done."""

import logging
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from axes.models import AccessAttempt
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from time_machine import travel

from atmp_events.hashers import Argon2PasswordHasher
from atmp_events.models import Event, User
from tests.builders import an_event
from tests.pages.reading import words

from .desk import change
from .signing_in import LOGIN, PASSWORD, fields_of, is_in, try_password

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator")]
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.9"}


def lock(client: Client, **more: Any) -> Any:
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
def test_the_fifth_wrong_password_closes_the_door_for_a_while_and_says_so(
    client: Client, language: str, heading: str, advice: str
) -> None:
    refused = lock(client, headers={"Accept-Language": language})
    page = BeautifulSoup(refused.content, "html.parser")
    assert (refused.status_code, refused["Cache-Control"]) == (429, "private, no-store")
    assert 890 <= int(refused["Retry-After"]) <= 900
    assert (page.h1 and page.h1.text, page.html and page.html["lang"]) == (heading, language)
    assert advice in words(page)
    assert try_password(client).status_code == 429
    assert not is_in(client)
    with travel(timezone.now() + timedelta(seconds=int(refused["Retry-After"]) + 1)):
        assert try_password(client).status_code == 302


def test_to_go_on_guessing_does_not_close_it_for_longer(client: Client) -> None:
    lock(client)
    with travel(timezone.now() + timedelta(minutes=14)):
        assert 0 < int(try_password(client, "wrong")["Retry-After"]) <= 60


def test_a_stranger_elsewhere_locks_nobody_out(client: Client) -> None:
    lock(client, **ELSEWHERE)
    assert try_password(client).status_code == 302


def test_a_stranger_behind_the_same_address_does_not_lock_out_a_browser_that_is_known(
    client: Client,
) -> None:
    try_password(client)
    client.post("/admin/logout/")
    lock(Client(SERVER_NAME="localhost"))
    assert try_password(client).status_code == 302


def test_a_known_browser_may_not_guess_without_end_either(client: Client) -> None:
    try_password(client)
    client.post("/admin/logout/")
    assert lock(client).status_code == 429


def test_one_success_forgets_the_failures_before_it(client: Client) -> None:
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
def test_the_address_is_the_word_of_as_many_proxies_as_are_trusted(
    client: Client, settings: Any, proxies: int, second: str, status: int
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    lock(client, headers={"X-Forwarded-For": "198.51.100.7, 192.0.2.1"})
    again = try_password(client, "wrong", headers={"X-Forwarded-For": second})
    assert again.status_code == status


def test_a_header_that_too_few_proxies_have_written_is_not_believed(
    client: Client, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    for number in range(4):
        headers = {"X-Forwarded-For": f"192.0.2.{number}"}
        assert try_password(client, "wrong", headers=headers).status_code == 200
    assert try_password(client, headers={"X-Forwarded-For": "192.0.2.8"}).status_code == 302
    fifth = try_password(Client(SERVER_NAME="localhost"), "wrong")
    assert fifth.status_code == 200  # She is known here by now: the failures are forgotten.


def test_one_machine_with_many_addresses_of_ipv6_is_one(client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for written in ("2001:db8::1", "2001:db8::2", "[2001:db8::3]:4711", "2001:db8::4"):
        try_password(client, "wrong", headers={"X-Forwarded-For": written})
    fifth = try_password(client, "wrong", headers={"X-Forwarded-For": "[2001:db8::ffff]:1"})
    assert fifth.status_code == 429


def as_somebody(number: int, **more: Any) -> int:
    """Try a made-up name with a browser of its own; return the status."""
    typed = {"username": f"somebody{number}", "password": "wrong"}
    status: int = Client(SERVER_NAME="localhost").post(LOGIN, typed, **more).status_code
    return status


def test_one_address_may_not_try_name_after_name(client: Client) -> None:
    answers = [as_somebody(number, **ELSEWHERE) for number in range(32)]
    assert answers == [200] * 29 + [429] * 3
    assert as_somebody(40) == 200
    assert try_password(client, **ELSEWHERE).status_code == 429
    with travel(timezone.now() + timedelta(minutes=16)):
        assert try_password(client, **ELSEWHERE).status_code == 302


def as_if_tried(times: int) -> None:
    """Let what the two attempts so far have in common count more: as many would cost much."""
    common = AccessAttempt.objects.filter(failures_since_start=2)
    assert common.update(failures_since_start=times)


def test_a_site_with_many_networks_of_ipv6_is_slowed_too(client: Client) -> None:
    networks = [f"2001:db8:1:{it}::1" for it in range(101)]
    assert [as_somebody(it, REMOTE_ADDR=networks[it]) for it in range(2)] == [200] * 2
    as_if_tried(97)
    answers = [as_somebody(it, REMOTE_ADDR=networks[it]) for it in range(97, 101)]
    assert answers == [200] * 2 + [429] * 2
    assert as_somebody(101, REMOTE_ADDR="2001:db8:2::1") == 200


def test_an_account_that_is_guessed_from_everywhere_opens_to_its_owner_where_she_usually_is(
    client: Client,
) -> None:
    try_password(client, REMOTE_ADDR="198.51.100.1")
    client.post("/admin/logout/")

    def guess(number: int) -> int:
        stranger = Client(SERVER_NAME="localhost", REMOTE_ADDR=f"192.0.2.{number}")
        status: int = try_password(stranger, "wrong").status_code
        return status

    assert [guess(number) for number in range(2)] == [200] * 2
    as_if_tried(98)
    assert [guess(number) for number in range(98, 100)] == [200, 429]
    assert try_password(Client(SERVER_NAME="localhost")).status_code == 429
    usual_address = Client(SERVER_NAME="localhost", REMOTE_ADDR="198.51.100.1")
    assert try_password(usual_address).status_code == 302
    assert try_password(client, REMOTE_ADDR="203.0.113.5").status_code == 302


def test_wrong_passwords_count_also_where_somebody_is_signed_in(
    client: Client, coordinator: User
) -> None:
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


def test_tidy_leaves_only_where_people_have_signed_in(client: Client) -> None:
    as_somebody(1, **ELSEWHERE)
    try_password(client)
    with travel(timezone.now() + timedelta(minutes=16)):
        call_command("tidy", stdout=StringIO())
        assert {it.username for it in AccessAttempt.objects.all()} == {"anna"}
    with travel(timezone.now() + timedelta(days=181)):
        call_command("tidy", stdout=StringIO())
    assert not AccessAttempt.objects.exists()


def test_to_reset_a_name_opens_it_at_once(client: Client) -> None:
    lock(client)
    call_command("axes_reset_username", "anna", stdout=StringIO())
    assert try_password(client).status_code == 302


def test_a_wrong_password_takes_a_fifth_of_the_memory_of_djangos() -> None:
    parameters = Argon2PasswordHasher().params()
    assert (parameters.memory_cost, parameters.time_cost) == (19 * 1024, 2)  # KiB; OWASP


def test_the_database_learns_nobodys_address(client: Client) -> None:
    try_password(client, "wrong", **ELSEWHERE)
    told = str(list(AccessAttempt.objects.values()))
    assert "anna" in told
    assert "192.0.2.9" not in told
    assert "wrong" not in told


def test_whoever_slips_or_must_wait_keeps_what_was_typed(client: Client) -> None:
    event = an_event()
    refused = change(client, event, title_en="On tissue")
    wrong = {"username": "anna", "password": "wrong"}
    for _ in range(5):
        refused = client.post(LOGIN, fields_of(refused) | wrong)
    assert (refused.status_code, "Retry-After" in refused) == (429, True)
    with travel(timezone.now() + timedelta(minutes=16)):
        again = client.post(LOGIN, fields_of(refused) | {"username": "anna", "password": PASSWORD})
        kept = client.get(again["Location"])
        client.post(again["Location"], fields_of(kept))
    assert Event.objects.get().title_en == "On tissue"


def test_a_session_ends_some_hours_after_the_last_request_not_the_first(client: Client) -> None:
    try_password(client)
    start = timezone.now()
    for hours in (3, 6, 9):
        with travel(start + timedelta(hours=hours)):
            assert is_in(client)
    with travel(start + timedelta(hours=13, minutes=1)):
        assert not is_in(client)


def test_the_log_tells_who_came_and_who_may_do_what_in_numbers_only(
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
    told = [it.getMessage() for it in caplog.records if it.name.endswith("sign_ins")]
    by = f"by={coordinator.pk}"
    assert told == [
        f"sign-in failed user={coordinator.pk}",
        f"signed in user={coordinator.pk} {by}",
        f"right given user={kim.pk} what=is_staff {by}",
        f"right given what=group {group.pk} user={kim.pk} {by}",
        f"signed out user={coordinator.pk} {by}",
        *[f"sign-in failed user={coordinator.pk}"] * 4,
        f"locked out user={coordinator.pk}",
        f"sign-in failed user={coordinator.pk}",
    ]


def test_nobody_signs_up_or_resets_a_password_by_mail(client: Client, desk: Client) -> None:
    for path in (
        "signup/",
        "email/",
        "password/reset/",
        "accounts/",
        "two-steps/signup/",
    ):
        assert desk.get(f"/admin/{path}").status_code == 404


def test_cookies_reach_the_admin_only(client: Client) -> None:
    cookies = try_password(client).cookies.values()
    assert len(cookies) == 3
    assert {(it["path"], it["httponly"], it["samesite"]) for it in cookies} == {
        ("/admin/", True, "Lax")
    }


def test_one_signs_in_with_the_e_mail_address_too_and_is_locked_out_by_it(
    client: Client, coordinator: User
) -> None:
    typed = {"username": "Anna@Example.org", "password": PASSWORD}
    assert client.post(LOGIN, typed)["Location"] == "/admin/"
    client.post("/admin/logout/")
    for _ in range(5):
        refused = client.post(LOGIN, typed | {"password": "wrong"})
    assert refused.status_code == 429
    assert try_password(client).status_code == 429


def test_a_wrong_password_is_said_plainly(client: Client, coordinator: User) -> None:
    said = try_password(client, "wrong").content.decode()
    assert "Namnet eller lösenordet stämmer inte." in said
    assert "personalkonto" not in said


def test_ones_own_password_is_changed_with_the_old_one(client: Client, coordinator: User) -> None:
    try_password(client)
    new = {"new_password1": "another horse battery", "new_password2": "another horse battery"}
    done = client.post("/admin/password_change/", {"old_password": PASSWORD} | new)
    assert done["Location"] == "/admin/password_change/done/"
    assert is_in(client)
    coordinator.refresh_from_db()
    assert coordinator.check_password("another horse battery")
