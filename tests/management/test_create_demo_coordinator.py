"""The command create_demo_coordinator: a first user, only where there is none."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.http import HttpRequest
from django.test import override_settings
from django.utils.translation import override

from atmp_events.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


def run_command() -> str:
    out = StringIO()
    with override("en"):
        call_command("create_demo_coordinator", stdout=out)
    return out.getvalue()


@override_settings(SITE_URL="http://127.0.0.1:8000")
def test_printed_password_signs_in_to_the_admin() -> None:
    line = run_command()
    password = line.split()[-1]
    assert line == (
        f"Sign in at http://127.0.0.1:8000/admin/ as koordinator with the password {password}\n"
    )
    assert len(password) >= 16
    user = authenticate(HttpRequest(), username="koordinator", password=password)
    assert isinstance(user, User)
    assert (user.is_staff, user.is_superuser) == (True, False)
    assert user.has_perms(["events.publish_event", "events.add_user"])
    assert run_command() == "A user exists already; none was created.\n"
    assert User.objects.count() == 1
