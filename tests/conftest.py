"""What every test has: a client that is one of our hosts, and a moment to stand in."""

from importlib import import_module

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import caches
from django.test import Client


@pytest.fixture
def client() -> Client:
    """A visitor's browser without cookies or scripts."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def roles(db: None) -> None:
    """The roles of the migration, also where a test before this one has emptied the tables."""
    import_module("atmp_events.migrations.0006_roles").give(Group.objects, Permission.objects)


@pytest.fixture(autouse=True)
def _nothing_is_kept() -> None:
    """Each test has its own past: what an earlier one was told is forgotten."""
    for kept in caches.all():
        kept.clear()
