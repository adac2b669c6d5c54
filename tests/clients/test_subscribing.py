"""Subscribers through all that may happen to an event: calendar programs and feed readers."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from atmp_events.models import Event, Status
from tests.builders import MORNING_BEFORE, NOON, a_venue, an_event
from tests.clients.programs import Seen, ical_js, khal, libical
from tests.clients.readers import Entry, feedparser, newsboat, node_feedparser

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
PAGE = "https://events.example.org/sv/evenemang/2027/om-celler/"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "data" / "media"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING_BEFORE - 12 * HOUR) as clock:
        yield clock


@pytest.fixture
def event(clock: time_machine.Traveller) -> Event:
    """An event in a house, published some hours ago."""
    event = an_event(venue=a_venue())
    clock.shift(HOUR)
    return event


def move(event: Event) -> None:
    event.starts_at, event.ends_at = NOON + 3 * HOUR, NOON + 4 * HOUR
    event.save()


def change_venue(event: Event) -> None:
    event.venue = a_venue(slug="andra", name_sv="Andra huset", name_en="Other house")
    event.save()


def cancel(event: Event) -> None:
    event.status = Status.CANCELLED
    event.save()


def back_up() -> Path:
    call_command("backup", stdout=StringIO())
    return max((settings.DATA_DIR / "backups").glob("atmp-events-*"))


@pytest.mark.parametrize("read", [khal, libical, ical_js])
def test_a_calendar_follows_a_move_a_change_of_venue_a_cancellation_and_a_restore(
    live_server: LiveServer,
    tmp_path: Path,
    clock: time_machine.Traveller,
    event: Event,
    read: Callable[[str, Path], list[Seen]],
) -> None:
    def held(path: str) -> list[tuple[str, str, str, str]]:
        home = tmp_path / path.replace("/", "-")
        home.mkdir(exist_ok=True)
        seen = read(f"{live_server.url}/sv/{path}.ics", home)
        return [(it.title, it.starts[:16], it.place.partition(",")[0], it.status) for it in seen]

    def both() -> tuple[list[tuple[str, str, str, str]], list[tuple[str, str, str, str]]]:
        clock.shift(HOUR)
        return held("evenemang"), held("platser/rudbecklaboratoriet")

    house = "Rudbecklaboratoriet"
    first = [("Om celler", "2027-04-13T10:00", house, "CONFIRMED")]
    moved = [("Om celler", "2027-04-13T13:00", house, "CONFIRMED")]
    left = [("FLYTTAT: Om celler", "2027-04-13T13:00", house, "CANCELLED")]
    elsewhere = [("Om celler", "2027-04-13T13:00", "Andra huset", "CONFIRMED")]
    cancelled = [("INSTÄLLT: Om celler", "2027-04-13T13:00", "Andra huset", "CANCELLED")]
    assert both() == (first, first)
    saved = back_up()
    move(event)
    assert both() == (moved, moved)
    change_venue(event)
    assert both() == (elsewhere, left)
    cancel(event)
    assert both()[0] == cancelled
    assert both()[1][0][3] == "CANCELLED"
    call_command("restore", saved, "--yes", stdout=StringIO())
    assert both() == (first, first)


@pytest.mark.parametrize("read", [feedparser, newsboat, node_feedparser])
def test_a_reader_opens_the_page_and_follows_all_that_happens(
    live_server: LiveServer,
    tmp_path: Path,
    clock: time_machine.Traveller,
    event: Event,
    read: Callable[[str, Path], list[Entry]],
) -> None:
    def held(path: str) -> list[tuple[str, str]]:
        home = tmp_path / path.replace("/", "-")
        home.mkdir(exist_ok=True)
        seen = read(f"{live_server.url}/sv/{path}.atom", home)
        assert {it.id for it in seen} == {f"urn:uuid:{event.uid.partition('@')[0]}"}
        return [(it.title, it.link) for it in seen]

    def both() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        clock.shift(HOUR)
        return held("evenemang"), held("platser/rudbecklaboratoriet")

    first = [("Om celler", PAGE)]
    assert both() == (first, first)
    saved = back_up()
    move(event)
    assert both() == (first, first)
    change_venue(event)
    assert both() == (first, [("Flyttat: Om celler", PAGE)])
    cancel(event)
    assert both() == ([("Inställt: Om celler", PAGE)],) * 2
    call_command("restore", saved, "--yes", stdout=StringIO())
    assert both() == (first, first)
