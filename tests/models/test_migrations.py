"""A filled site of the first version is brought up to date; its readers find what was there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atmp_events.models import Event, User, Venue
from tests.builders import an_event
from tests.calendars.reading import entries
from tests.pages.reading import page_of, words

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = "0001_initial"
BEFORE_VERSIONS, WITH_VERSIONS = "0014_site_version", "0016_event_version"
NOON = datetime(2025, 4, 8, 10, 0, tzinfo=UTC)


def models_at(migration: str) -> Any:
    """Bring the database to a migration; return what gives its models by app and name."""
    target = [("events", migration)]
    return MigrationExecutor(connection).migrate(target).apps.get_model


@pytest.fixture
def of_the_first_version() -> Iterator[Any]:
    """The models as they were; afterwards the database is as all other tests expect it."""
    call_command("migrate", "events", FIRST, verbosity=0)
    yield MigrationLoader(connection).project_state([("events", FIRST)]).apps.get_model
    call_command("migrate", verbosity=0)


@pytest.fixture
def up_to_date_afterwards() -> Iterator[None]:
    yield
    call_command("migrate", verbosity=0)


def fill(model: Any) -> None:
    """Write rows as the first version did."""
    person = model("events", "Person").objects.create(name="Ada Lund", slug="ada-lund")
    venue = model("events", "Venue").objects.create(
        name_sv="Rudbecklaboratoriet", slug="rudbeck", city="Uppsala"
    )
    house = model("events", "Organiser").objects.create(
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
    model("events", "EventOrganiser").objects.create(event=event, organiser=house)


def test_a_filled_site_of_the_first_version_is_brought_up_to_date(
    of_the_first_version: Any,
) -> None:
    fill(of_the_first_version)
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
    event.save()  # Saved in the first version, it would have known what it told attendees.
    event.room_sv = event.room_en = "Sal B"
    event.save()
    event.refresh_from_db()
    assert (event.version.sequence, event.uid) == (1, "first@example.org")


def test_what_readers_were_told_of_an_event_moves_and_can_move_back(
    up_to_date_afterwards: None,
) -> None:
    keys: dict[str, list[str]] = {it: [] for it in ("series", "organiser", "person", "venue")}
    told = {
        "fingerprint": "a" * 64,
        "sequence": 3,
        "schedule": {"place": [1, "Sal A"]},
        "changed_at": NOON,
        "visible_at": NOON - timedelta(days=2),
        "withdrawn_at": NOON + timedelta(days=1),
        "left_at": NOON + timedelta(days=2),
        "last_seen": {"keys": keys, "sequence": 2},
    }
    events = models_at(BEFORE_VERSIONS)("events", "Event").objects
    events.create(uid="told", code="bcdefghj", deleted_at=NOON, **told)
    events.create(uid="untold", code="bcdefghk")
    versions = models_at(WITH_VERSIONS)("events", "EventVersion").objects
    moved = versions.values(*told, "news_at").order_by("event__uid")
    nothing = dict.fromkeys(told, None) | {"fingerprint": "", "sequence": 0}
    assert list(moved) == [told | {"news_at": NOON}, nothing | {"news_at": None}]
    events = models_at(BEFORE_VERSIONS)("events", "Event").objects
    assert list(events.values(*told).order_by("uid")) == [told, nothing]


def test_the_history_and_what_was_deleted_are_carried_over(up_to_date_afterwards: None) -> None:
    model = models_at("0014_site_version")
    anna = model("events", "User").objects.create(
        username="anna", first_name="Anna", last_name="Berg", is_staff=True, is_superuser=True
    )
    event = model("events", "Event").objects.create(
        uid="told", code="bcdefghj", title_sv="Om allt", title_en="On all"
    )
    fields = {"title_sv": "Om celler", "title_en": "On cells", "state": "draft"}
    talk = {"title_sv": "Om stamceller", "position": 0}
    first, later = NOON - timedelta(days=2), timezone.now() - timedelta(days=1)
    versions = model("events", "Version").objects
    content = {
        "fields": fields,
        "parts": {"organiser_links": {}, "talks": {"71": talk}, "appearances": {}},
    }
    told = {"kind": "event", "row": event.pk, "digest": "a"}
    versions.create(saved_at=first, content=content, **told)
    changed = {**content, "fields": fields | {"title_sv": "Om allt", "title_en": "On all"}}
    versions.create(saved_at=NOON, content=changed, by=anna, **told)
    venue = {"name_sv": "Gamla huset", "slug": "gamla-huset", "country": "SE"}
    versions.create(
        kind="venue",
        row=7,
        saved_at=NOON,
        by=anna,
        content={"fields": venue, "parts": {}},
        digest="b",
        deleted_at=later,
    )
    call_command("migrate", verbosity=0)
    client = Client()
    client.force_login(User.objects.get())
    history = page_of(client, f"/admin/events/event/{event.pk}/history/")
    latest, before = (words(it) for it in history.select(".history section"))
    assert "Anna Berg" in latest
    assert "Anna Berg" not in before
    client.post(str(history.select(".history a[href]")[-1]["href"]))
    restored = Event.objects.get()
    assert (restored.title_sv, restored.talks.get().pk) == ("Om celler", 71)
    deleted = page_of(client, "/admin/events/venue/deleted/")
    assert "Gamla huset" in words(deleted)
    button = deleted.select_one("button[name=key]")
    assert button is not None
    client.post("/admin/events/venue/deleted/", {"key": str(button["value"])})
    assert (Venue.objects.get().pk, Venue.objects.get().name_sv) == (7, "Gamla huset")


def test_migrating_with_nothing_to_apply_reads_the_events_once() -> None:
    an_event()
    with CaptureQueriesContext(connection) as asked:
        call_command("migrate", verbosity=0)
    read = [it["sql"] for it in asked if 'FROM "events_talk"' in it["sql"]]
    assert len(read) == 1
