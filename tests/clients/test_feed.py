"""The served feed in the programs that attendees have: the same facts in each, and one event."""

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
from tests.clients.programs import Seen, faults, ical_js, khal, libical, not_lacking
from tests.edge_cases import EDGE_CASES, an_edge_case_event

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


def expected(event: Event, language: Language) -> Seen:
    """What was written, as an attendee is to see it."""
    facts = facts_of(event, language)
    foreign = "" if event.title.written(language) else {"sv": " [English]", "en": " [svenska]"}
    return Seen(
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


def as_khal_reads(seen: Seen) -> Seen:
    """It takes a written backslash and n for a line break, however they are escaped."""
    title, text = (re.sub(r"\\[nN]", "\n", words) for words in (seen.title, seen.text))
    return Seen(title, seen.starts, seen.ends, seen.place, text, seen.status)


def test_each_client_sees_every_awkward_event_as_it_was_written_and_a_validator_finds_no_fault(
    live_server: LiveServer, tmp_path: Path
) -> None:
    events = [an_edge_case_event(name) for name in EDGE_CASES]
    lacks: list[str] = []
    for language, feed in FEEDS.items():
        written = [expected(event, language) for event in events]
        home = tmp_path / language
        home.mkdir()
        for read in (khal, libical, ical_js):
            told = list(map(as_khal_reads, written)) if read is khal else written
            with not_lacking(lacks):
                seen = read(live_server.url + feed, home)
                assert sorted(seen, key=str) == sorted(told, key=str), (read, language)
        with not_lacking(lacks):
            assert faults(live_server.url + feed) == "", feed
    if lacks:
        pytest.skip("; ".join(dict.fromkeys(lacks)))
