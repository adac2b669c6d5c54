"""Parses calendars with two independent libraries, which must agree."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import vobject
from django.test import Client
from icalendar import Calendar
from icalendar import Event as VEvent


@dataclass(frozen=True)
class Entry:
    """The properties of an event that attendees see."""

    title: str
    starts: datetime | date
    ends: datetime | date
    place: str


def entries(content: bytes) -> list[Entry]:
    """Return the events of a calendar; both parsers must read the same."""
    first = [_from_icalendar(event) for event in Calendar.from_ical(content).walk("VEVENT")]
    second = [_from_vobject(event) for event in vobject.readOne(content.decode()).vevent_list]
    assert first == second
    return first


def events_at(client: Client, path: str) -> list[VEvent]:
    """Return the events of the calendar at a path."""
    return list(Calendar.from_ical(client.get(path).content).walk("VEVENT"))


def events_by_uid(client: Client, path: str) -> dict[str, VEvent]:
    """Return the events of the calendar at a path, by their UIDs."""
    return {str(event["UID"]): event for event in events_at(client, path)}


def titles_at(client: Client, path: str) -> list[str]:
    """Return the SUMMARY of each event of the calendar at a path."""
    return [str(event["SUMMARY"]) for event in events_at(client, path)]


def vevent(content: bytes) -> VEvent:
    """Return the only event of a calendar."""
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event.errors == []
    return event


def unfolded_lines(content: bytes) -> list[str]:
    """Check line ends and lengths (RFC 5545, 3.1); return the unfolded lines."""
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    folded = content.split(b"\r\n")[:-1]
    assert max(map(len, folded)) <= 75
    assert all(line.decode() for line in folded)  # No empty line, no divided character.
    return content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def _from_icalendar(event: VEvent) -> Entry:
    starts, ends = event.start, event.end
    return Entry(str(event["SUMMARY"]), _utc(starts), _utc(ends), str(event.get("LOCATION", "")))


def _from_vobject(event: vobject.base.Component) -> Entry:
    place = event.location.value if hasattr(event, "location") else ""
    starts, ends = event.dtstart.value, event.dtend.value
    return Entry(event.summary.value, _utc(starts), _utc(ends), place)


def _utc(moment: datetime | date) -> datetime | date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
