"""Helpers for sign-in tests: the form, TOTP codes and recovery codes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client

from atmp_events.models import User

PASSWORD = "correct horse battery"
LOGIN_PATH = "/admin/login/"
SECOND_STEP_PATH = "/admin/login/second-step/"


def try_password(client: Client, password: str = PASSWORD, **more: Any) -> Any:
    """Send the sign-in form with the name of the coordinator."""
    return client.post(LOGIN_PATH, {"username": "anna", "password": password}, **more)


@contextmanager
def clock_at(moment: datetime, staff_client: Client) -> Iterator[None]:
    """Stop the clock, and sign the only user in again: a session of today has ended by then."""
    with time_machine.travel(moment, tick=False):
        staff_client.force_login(User.objects.get())
        yield


def a_user(role: str, name: str = "kim") -> User:
    """Create a user with a role."""
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def client_with(client: Client, role: str) -> Client:
    """Sign a new user with a role in, and return the client."""
    client.force_login(a_user(role))
    return client


def set_up_totp(user: User) -> str:
    """Set up TOTP for a user; return the secret."""
    secret = str(generate_totp_secret())
    TOTP.activate(user, secret)
    return secret


def totp_code(secret: str) -> str:
    """Return the TOTP code of this moment (RFC 6238)."""
    now = sorted(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, now[len(now) // 2])))


def recovery_codes(user: User) -> list[str]:
    """Return the unused recovery codes of a user."""
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    return [str(code) for code in codes]


def is_signed_in(client: Client) -> bool:
    """Return whether the client is signed in to the admin."""
    return client.get("/admin/events/event/").status_code == 200


def input_values(response: Any, form: str = "#content form") -> dict[str, Any]:
    """Return the inputs of a form with their values, as a browser sends them."""
    page = BeautifulSoup(response.content.decode(), "html.parser").select_one(form)
    return {it["name"]: it.get("value", "") for it in page.select("input[name]")} if page else {}
