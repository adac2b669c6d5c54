"""Subscriptions in calendar programs and feed readers, while an event changes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from atmp_events.models import Event, Status
from tests.builders import MORNING_BEFORE, NOON, a_venue, an_event
from tests.clients.calendar_programs import ShownEvent, ical_js, khal_feeds, libical
from tests.clients.feed_readers import Entry, feedparser, newsboat
from tests.missing_programs import collect_missing

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
    """An event with a venue, published an hour ago."""
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


VENUE = "Rudbecklaboratoriet"
PATHS = ("evenemang", f"platser/{VENUE.lower()}")
FIRST = [("Om celler", "2027-04-13T10:00", VENUE, "CONFIRMED")]
MOVED = [("Om celler", "2027-04-13T13:00", VENUE, "CONFIRMED")]
LEFT = [("FLYTTAT: Om celler", "2027-04-13T13:00", VENUE, "CANCELLED")]
ELSEWHERE = [("Om celler", "2027-04-13T13:00", "Andra huset", "CONFIRMED")]
CANCELLED = [("INSTÄLLT: Om celler", "2027-04-13T13:00", "Andra huset", "CANCELLED")]
ENTRY = [("Om celler", PAGE)]
ENTRY_LEFT = [("Flyttat: Om celler", PAGE)]
ENTRY_CANCELLED = [("Inställt: Om celler", PAGE)]


def test_programs_show_move_new_venue_cancellation_and_restored_backup(
    live_server: LiveServer, tmp_path: Path, clock: time_machine.Traveller, event: Event
) -> None:
    missing: list[str] = []

    def read_in_home(read: Callable[[str, Path], list[Any]], path: str) -> list[Any]:
        home = tmp_path / read.__name__ / path.replace("/", "-").replace(".", "-")
        home.mkdir(parents=True, exist_ok=True)
        return read(f"{live_server.url}/sv/{path}", home)

    def read_by_khal() -> list[list[ShownEvent]]:
        tmp_path.joinpath("khal").mkdir(exist_ok=True)
        return khal_feeds([f"{live_server.url}/sv/{path}.ics" for path in PATHS], tmp_path / "khal")

    def check_calendars(all_events: list[Any], of_the_venue: list[Any]) -> None:
        for read in (
            read_by_khal,
            lambda: [read_in_home(libical, f"{path}.ics") for path in PATHS],
            lambda: [read_in_home(ical_js, f"{path}.ics") for path in PATHS],
        ):
            with collect_missing(missing):
                assert [
                    [
                        (it.title, it.starts[:16], it.place.partition(",")[0], it.status)
                        for it in seen
                    ]
                    for seen in read()
                ] == [all_events, of_the_venue], read

    def check_feed_readers(all_events: list[Any], of_the_venue: list[Any]) -> None:
        for read in (feedparser, newsboat):
            for path, expected in zip(PATHS, (all_events, of_the_venue), strict=True):
                with collect_missing(missing):
                    seen: list[Entry] = read_in_home(read, f"{path}.atom")
                    assert {it.id for it in seen} == {f"urn:uuid:{event.uid.partition('@')[0]}"}
                    assert [(it.title, it.link) for it in seen] == expected, (read, path)

    clock.shift(HOUR)
    check_calendars(FIRST, FIRST)
    check_feed_readers(ENTRY, ENTRY)
    saved = back_up()
    move(event)
    clock.shift(HOUR)
    check_calendars(MOVED, MOVED)
    check_feed_readers(ENTRY, ENTRY)
    change_venue(event)
    clock.shift(HOUR)
    check_calendars(ELSEWHERE, LEFT)
    check_feed_readers(ENTRY, ENTRY_LEFT)
    cancel(event)
    clock.shift(HOUR)
    check_calendars(CANCELLED, [("INSTÄLLT: Om celler", *LEFT[0][1:])])
    check_feed_readers(ENTRY_CANCELLED, ENTRY_CANCELLED)
    with patch("atmp_events.operations.database.migrate"):  # The backup is of this version.
        call_command("restore", saved, "--yes", stdout=StringIO())
    clock.shift(HOUR)
    check_calendars(FIRST, FIRST)
    check_feed_readers(ENTRY, ENTRY)
    if missing:
        pytest.skip("; ".join(dict.fromkeys(missing)))
