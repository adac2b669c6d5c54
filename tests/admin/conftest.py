"""Fixtures: a coordinator, and a test client that is signed in as that user.

All tests of this folder use the database.
"""

import pytest
from django.test import Client

from atmp_events.models import User


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Applies to all tests in this folder."""


@pytest.fixture
def coordinator(db: None) -> User:
    """A superuser named Anna, with the admin in Swedish."""
    return User.objects.create_superuser("anna", "anna@example.org", "correct horse battery")


@pytest.fixture
def staff_client(client: Client, coordinator: User) -> Client:
    """A test client that is signed in as the coordinator."""
    client.force_login(coordinator)
    return client
