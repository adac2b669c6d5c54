"""What every test has: a client that is one of our hosts, and a moment to stand in."""

import pytest
from django.test import Client


@pytest.fixture
def client() -> Client:
    """A visitor's browser without cookies or scripts."""
    return Client(SERVER_NAME="localhost")
