"""The addresses of the site lead where they should."""

import pytest
from django.core.checks import Tags, run_checks
from django.test import Client


@pytest.mark.django_db
def test_the_admin_is_found_without_its_last_slash(client: Client) -> None:
    assert client.get("/admin")["Location"] == "/admin/"
    assert client.get("/admin-not").status_code == 404


def test_the_admin_and_the_addresses_are_sound() -> None:
    assert run_checks(tags=[Tags.admin, Tags.urls]) == []
