"""What every test has: a client that is one of our hosts, and a moment to stand in."""

import pytest
from django.test import Client

from atmp_events.delivery.caching import PAGES, PARTS, QUESTIONS


@pytest.fixture
def client() -> Client:
    """A visitor's browser without cookies or scripts."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture(autouse=True)
def _nothing_is_kept() -> None:
    """Each test has its own past: what an earlier one was told is forgotten."""
    for shelf in (PAGES, QUESTIONS, PARTS):
        shelf.clear()
