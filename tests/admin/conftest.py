"""A coordinator who has signed in."""

import pytest
from django.test import Client

from atmp_events.models import User


@pytest.fixture
def coordinator(db: None) -> User:
    """Anna, who works in Swedish."""
    return User.objects.create_superuser("anna", "anna@example.org", "correct horse battery")


@pytest.fixture
def desk(client: Client, coordinator: User) -> Client:
    """Anna's browser."""
    client.force_login(coordinator)
    return client
