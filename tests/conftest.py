"""Fixtures of all tests: a client with an allowed host, fixed times, mail, media, roles."""

import gc
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.cache import caches
from django.template import engines
from django.template.base import Template
from django.test import Client

from atmp_events.models import Website
from tests.builders import MONTH_BEFORE, MORNING_BEFORE


def pytest_collection_finish() -> None:
    """Exclude imported modules from garbage collection: each collection would scan them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)  # Reference counting frees most of a test's garbage.


@pytest.fixture(autouse=True, scope="session")
def _fast_password_hasher() -> None:
    """Hash passwords fast: no test depends on a slow hasher."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def _unrecorded_templates(django_test_environment: None) -> None:
    """Do not record rendered templates: no test reads them, and copying each context is slow."""
    # A private method, since Django has no setting for it.
    Template._render = lambda self, context: self.nodelist.render(context)


@pytest.fixture(autouse=True, scope="session")
def _static_files_on_demand() -> None:
    """Look static files up on request: otherwise WhiteNoise scans all for each test's client."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def client() -> Client:
    """A visitor's browser without cookies or scripts."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock on the morning before the event of `an_event`."""
    with time_machine.travel(MORNING_BEFORE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def a_month_before() -> Iterator[time_machine.Traveller]:
    """Stop the clock a month before the event of `an_event`."""
    with time_machine.travel(MONTH_BEFORE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mail(settings: Any) -> None:
    """Settings of a mail server, and a sender with a name."""
    settings.EMAIL_URL = "smtp://127.0.0.1:25"
    settings.DEFAULT_FROM_EMAIL = "ATMP <kalender@events.example.org>"


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """A temporary folder for uploaded files."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def roles(db: None) -> None:
    """Create the roles of the migrations: a transactional test may have emptied the tables."""
    for migration in (
        *("0006_roles", "0022_drafts_and_editors"),
        *("0027_website", "0028_write_to_attendees"),
    ):
        give = import_module(f"atmp_events.migrations.{migration}").give
        give(Group.objects, Permission.objects)


@pytest.fixture
def named_site(db: None) -> None:
    """A website with a name and no other texts."""
    name = "ATMP-centrum Uppsala"
    short = {"short_name_sv": "ATMP Uppsala", "short_name_en": "ATMP Uppsala"}
    Website.objects.create(name_sv=name, name_en=name, **short)
    Website.objects.update(updated_at=None)  # The name must not count as a change in the test.


class Undefined(str):
    """A `string_if_invalid` that raises: Django formats it with the undefined variable's name."""

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"A template uses an undefined variable: {name}")


@pytest.fixture
def undefined_names_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test whose template shows an undefined name. In `{% if %}` it is still false.

    Not for pages of the admin: Django's own templates there rely on undefined names.
    """
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Undefined("%s"))


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    """Clear the caches before each test."""
    for cache in caches.all():
        cache.clear()
