"""Whoever tries the site can sign in at once; an existing site gets no back door."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.http import HttpRequest
from django.test import override_settings
from django.utils.translation import override

from atmp_events.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


def told() -> str:
    out = StringIO()
    with override("en"):
        call_command("create_demo_coordinator", stdout=out)
    return out.getvalue()


@override_settings(SITE_URL="http://127.0.0.1:8000")
def test_the_printed_password_opens_the_admin() -> None:
    line = told()
    password = line.split()[-1]
    assert line == (
        f"Sign in at http://127.0.0.1:8000/admin/ as koordinator with the password {password}\n"
    )
    assert len(password) >= 16
    user = authenticate(HttpRequest(), username="koordinator", password=password)
    assert isinstance(user, User)
    assert (user.is_staff, user.is_superuser) == (True, False)
    assert user.has_perms(["events.publish_event", "events.add_user"])
    assert told() == "A user exists already; none was created.\n"
    assert User.objects.count() == 1


def test_any_user_at_all_is_enough_to_create_none() -> None:
    User.objects.create_user("eva")
    assert told() == "A user exists already; none was created.\n"
    assert list(User.objects.values_list("username", flat=True)) == ["eva"]
