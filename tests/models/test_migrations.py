"""Migrations keep the data of a site of the first version."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atmp_events.models import Event
from tests.builders import an_event
from tests.calendars.reading import entries
from tests.pages.reading import page_of, words

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = "0001_initial"
NOON = datetime(2025, 4, 8, 10, 0, tzinfo=UTC)


@pytest.fixture
def first_version() -> Iterator[Any]:
    """The models of the first version; the database is migrated again after the test."""
    call_command("migrate", "events", FIRST, verbosity=0)
    yield MigrationLoader(connection).project_state([("events", FIRST)]).apps.get_model
    call_command("migrate", verbosity=0)


def fill(model: Any) -> None:
    """Write rows as the first version did."""
    person = model("events", "Person").objects.create(name="Ada Lund", slug="ada-lund")
    venue = model("events", "Venue").objects.create(
        name_sv="Rudbecklaboratoriet", slug="rudbeck", city="Uppsala"
    )
    organiser = model("events", "Organiser").objects.create(
        name_sv="Regionen", name_en="The Region", slug_sv="regionen", slug_en="the-region"
    )
    event = model("events", "Event").objects.create(
        uid="first@example.org",
        code="abcdefgh",
        state="published",
        title_sv="Om celler",
        title_en="On cells",
        slug_sv="om-celler",
        slug_en="on-cells",
        year=2025,
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=1),
        venue=venue,
        contact=person,
    )
    talk = model("events", "Talk").objects.create(event=event, title_sv="Om stamceller")
    model("events", "Appearance").objects.create(event=event, talk=talk, person=person)
    model("events", "EventOrganiser").objects.create(event=event, organiser=organiser)


def test_data_of_the_first_version_is_kept(
    first_version: Any,
) -> None:
    fill(first_version)
    call_command("migrate", verbosity=0)
    visitor = Client()
    page = words(page_of(visitor, "/sv/evenemang/2025/om-celler/"))
    for fact in ("Om stamceller", "Ada Lund", "Rudbecklaboratoriet", "Regionen"):
        assert fact in page
    (entry,) = entries(visitor.get("/en/events/2025/on-cells.ics").content)
    assert (entry.title, entry.starts) == ("On cells", NOON)
    found = words(page_of(visitor, "/sv/evenemang/?q=stamceller"))
    assert "Om celler" in found
    assert visitor.get("/sv/personer/ada-lund/").status_code == 200
    event = Event.objects.get()
    event.save()  # This first save stores what attendees know; the next one is a change.
    event.room_sv = event.room_en = "Sal B"
    event.save()
    event.refresh_from_db()
    assert (event.version.sequence, event.uid) == (1, "first@example.org")


def test_migrate_without_new_migrations_reads_the_events_once() -> None:
    an_event()
    with CaptureQueriesContext(connection) as queries:
        call_command("migrate", verbosity=0)
    read = [it["sql"] for it in queries if 'FROM "events_talk"' in it["sql"]]
    assert len(read) == 1
