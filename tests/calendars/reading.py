"""Reads a calendar with two independent parsers, which must agree."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import vobject
from icalendar import Calendar
from icalendar import Event as VEvent


@dataclass(frozen=True)
class Entry:
    """What an attendee sees."""

    title: str
    starts: datetime | date
    ends: datetime | date
    place: str


def entries(content: bytes) -> list[Entry]:
    """The events of a calendar, as both parsers read them."""
    first = [_of_icalendar(event) for event in Calendar.from_ical(content).walk("VEVENT")]
    second = [_of_vobject(event) for event in vobject.readOne(content.decode()).vevent_list]
    assert first == second
    return first


def vevent(content: bytes) -> VEvent:
    """The one event of a file."""
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event.errors == []
    return event


def lines(content: bytes) -> list[str]:
    """The unfolded lines, after the rules for bytes (RFC 5545, 3.1) have been seen to hold."""
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    folded = content.split(b"\r\n")[:-1]
    assert max(map(len, folded)) <= 75
    assert all(line.decode() for line in folded)  # No empty line, no character cut in two.
    return content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def _of_icalendar(event: VEvent) -> Entry:
    starts, ends = event.start, event.end
    return Entry(str(event["SUMMARY"]), _utc(starts), _utc(ends), str(event.get("LOCATION", "")))


def _of_vobject(event: vobject.base.Component) -> Entry:
    place = event.location.value if hasattr(event, "location") else ""
    starts, ends = event.dtstart.value, event.dtend.value
    return Entry(event.summary.value, _utc(starts), _utc(ends), place)


def _utc(moment: datetime | date) -> datetime | date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
