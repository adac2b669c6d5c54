"""URLs of the admin, and Django's checks of admin and URLs."""

import subprocess
import sys

import pytest
from django.core.checks import Tags, run_checks
from django.test import Client


@pytest.mark.django_db
def test_the_admin_is_found_without_its_last_slash(client: Client) -> None:
    assert client.get("/admin")["Location"] == "/admin/"
    assert client.get("/admin-not").status_code == 404


def test_admin_is_registered_before_urls_are_loaded() -> None:
    code = (
        "import django; django.setup(); from django.contrib.admin.sites import all_sites;"
        "from atmp_events.models import Event;"
        "print([site.name for site in all_sites if site.is_registered(Event)])"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "['admin']\n"


def test_admin_and_url_checks_pass() -> None:
    assert run_checks(tags=[Tags.admin, Tags.urls]) == []
