"""The served feed, read by calendar programs and checked by a validator."""

import re
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
import time_machine
from pytest_django.live_server_helper import LiveServer

from atmp_events.calendars.description import description
from atmp_events.facts.event import facts_of
from atmp_events.models import Event, Language
from tests.builders import MORNING_BEFORE
from tests.clients.calendar_programs import ShownEvent, ical_js, khal, libical, validation_errors
from tests.edge_cases import EDGE_CASES, an_edge_case_event
from tests.missing_programs import collect_missing

pytestmark = pytest.mark.django_db(transaction=True)
FEEDS: dict[Language, str] = {"sv": "/sv/evenemang.ics", "en": "/en/events.ics"}
PREFIXES = {
    ("sv", "cancelled"): "INSTÄLLT: ",
    ("en", "cancelled"): "CANCELLED: ",
    ("sv", "postponed"): "UPPSKJUTET: ",
    ("en", "postponed"): "POSTPONED: ",
}
STATUS = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}


@pytest.fixture(autouse=True)
def _morning_before() -> Iterator[None]:
    with time_machine.travel(MORNING_BEFORE):
        yield


def expected(event: Event, language: Language) -> ShownEvent:
    """Return the event as calendar programs should show it."""
    facts = facts_of(event, language)
    foreign = "" if event.title.written(language) else {"sv": " [English]", "en": " [svenska]"}
    return ShownEvent(
        title=PREFIXES.get((language, event.status), "")
        + facts.title
        + (foreign and foreign[language]),
        starts=moment(event, "starts_at"),
        ends=moment(event, "ends_at"),
        place=facts.where.line.replace('"', "'"),
        text=description(facts),
        status=STATUS.get(event.status, "CONFIRMED"),
    )


def moment(event: Event, name: str) -> str:
    at = getattr(event, name)
    return (
        f"{event.local(at):%Y-%m-%d}" if event.all_day else f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    )


def as_khal_reads(seen: ShownEvent) -> ShownEvent:
    """Replace a typed backslash and n by a line break, as khal does even if they are escaped."""
    title, text = (re.sub(r"\\[nN]", "\n", words) for words in (seen.title, seen.text))
    return ShownEvent(title, seen.starts, seen.ends, seen.place, text, seen.status)


def test_calendar_programs_read_all_edge_case_events_as_written(
    live_server: LiveServer, tmp_path: Path
) -> None:
    events = [an_edge_case_event(name) for name in EDGE_CASES]
    missing: list[str] = []
    for language, feed in FEEDS.items():
        written = [expected(event, language) for event in events]
        home = tmp_path / language
        home.mkdir()
        for read in (khal, libical, ical_js):
            shown = list(map(as_khal_reads, written)) if read is khal else written
            with collect_missing(missing):
                seen = read(live_server.url + feed, home)
                assert sorted(seen, key=str) == sorted(shown, key=str), (read, language)
        with collect_missing(missing):
            assert validation_errors(live_server.url + feed) == "", feed
    if missing:
        pytest.skip("; ".join(dict.fromkeys(missing)))
