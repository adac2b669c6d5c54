"""The admin is loaded when somebody comes to it, and is whole then."""

import subprocess
import sys

import pytest
from django.core.checks import Tags, run_checks
from django.test import Client

from atmp_events import urls

HEAVY = {"atmp_events.admin.event", "PIL.Image", "segno", "icalendar", "holidays"}
LOADED = f"import sys, atmp_events.wsgi; print(*sorted({HEAVY} & sys.modules.keys()))"


def test_a_process_starts_without_what_only_some_ask_for() -> None:
    command = [sys.executable, "-c", LOADED]
    started = subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    assert started.stdout.split() == []


@pytest.mark.django_db
def test_the_admin_is_found_without_its_last_slash(client: Client) -> None:
    assert client.get("/admin")["Location"] == "/admin/"
    assert client.get("/admin-not").status_code == 404


def test_the_admin_is_sound() -> None:
    assert urls.urlpatterns
    assert run_checks(tags=[Tags.admin, Tags.urls]) == []
