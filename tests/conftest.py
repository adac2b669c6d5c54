"""What every test has: a client that is one of our hosts, and a moment to stand in."""

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
    """All that was imported stays; garbage is not looked for among it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)  # Most of a test's garbage goes without a search.


@pytest.fixture(autouse=True, scope="session")
def _passwords_are_cheap() -> None:
    """No test is about how dear a password is to guess."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def _templates_are_not_recorded(django_test_environment: None) -> None:
    """No test asks which templates were rendered; copying the context of each would cost much."""
    # Private, for Django has no switch for it.
    Template._render = lambda self, context: self.nodelist.render(context)


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_found_when_asked_for() -> None:
    """WhiteNoise would else read all of them anew for each test's client."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def client() -> Client:
    """A visitor's browser without cookies or scripts."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is the morning before the event of `an_event`, and the clock stands still."""
    with time_machine.travel(MORNING_BEFORE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def a_month_before() -> Iterator[time_machine.Traveller]:
    """It is a month before it, and the clock stands still."""
    with time_machine.travel(MONTH_BEFORE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mail(settings: Any) -> None:
    """Mail is set up, with a sender that has a name."""
    settings.EMAIL_URL = "smtp://127.0.0.1:25"
    settings.DEFAULT_FROM_EMAIL = "ATMP <kalender@events.example.org>"


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """A folder of its own for uploaded files."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def roles(db: None) -> None:
    """The roles of the migration, also where a test before this one has emptied the tables."""
    for migration in (
        *("0006_roles", "0022_drafts_and_editors"),
        *("0027_website", "0028_write_to_attendees"),
    ):
        give = import_module(f"atmp_events.migrations.{migration}").give
        give(Group.objects, Permission.objects)


@pytest.fixture
def named_site(db: None) -> None:
    """The site has a name, and says nothing else of itself."""
    name = "ATMP-centrum Uppsala"
    short = {"short_name_sv": "ATMP Uppsala", "short_name_en": "ATMP Uppsala"}
    Website.objects.create(name_sv=name, name_en=name, **short)
    Website.objects.update(updated_at=None)  # It was named before all that a test is about.


class Undefined(str):
    """What a template shows of a name that nobody gave it, when the test is to fail by that."""

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"A template asks for a name that it was not given: {name}")


@pytest.fixture
def undefined_names_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a template fail that shows an undefined name. Django's admin relies on showing nothing.

    In `{% if %}` an undefined name is still false.
    """
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Undefined("%s"))


@pytest.fixture(autouse=True)
def _nothing_is_kept() -> None:
    """Each test has its own past: what an earlier one was told is forgotten."""
    for kept in caches.all():
        kept.clear()
