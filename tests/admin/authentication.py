"""Helpers for sign-in tests: the form, TOTP codes and recovery codes."""

from typing import Any

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


def client_with(client: Client, role: str) -> Client:
    """Sign a new user with a role in, and return the client."""
    user = User.objects.create_user("kim", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
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
