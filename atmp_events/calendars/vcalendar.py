"""VCALENDAR (RFC 5545, 3.4; RFC 7986): of one event, or of many to subscribe to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import Calendar, vDuration
from icalendar import Event as VEvent

from ..facts.centre import CentreFacts
from .text import plain_text, undivided, uri
from .vtimezone import VTIMEZONE

REFRESH_AFTER: Final = timedelta(hours=1)
# By hue (degrees, OKLCH): CSS3's name and number of the same colour (RFC 7986, 5.9).
COLOURS: Final = {
    29: ("darkred", "#8b0000"),
    51: ("saddlebrown", "#8b4513"),
    82: ("darkgoldenrod", "#b8860b"),
    142: ("darkgreen", "#006400"),
    195: ("teal", "#008080"),
    264: ("darkblue", "#00008b"),
    302: ("indigo", "#4b0082"),
    328: ("darkmagenta", "#8b008b"),
}


@dataclass(frozen=True, slots=True)
class CalendarProperties:
    """The properties of a calendar to subscribe to (RFC 7986, 5)."""

    name: str
    description: str
    page: str  # absolute address of the page that lists the same events
    source: str  # absolute address of the calendar; "" to leave it out
    zone: str  # IANA name
    changed_at: datetime | None  # of the newest change (aware); None for an empty calendar


def calendar_of_one(event: VEvent, centre: CentreFacts, *, method: str = "") -> bytes:
    """Return the file of one event. It has no NAME: with one, Outlook would open a new calendar.

    `method` is that of an invitation (RFC 5546, 1.4); a file has none.
    """
    calendar = _calendar(centre)
    if method:
        calendar.add("METHOD", method)
    return _written(calendar, [event])


def calendar_of_many(
    events: Iterable[VEvent], properties: CalendarProperties, centre: CentreFacts
) -> bytes:
    """Return a calendar to subscribe to. `events` are in order of start and UID."""
    calendar = _calendar(centre)
    name, about = undivided(properties.name), undivided(properties.description)
    calendar.add("NAME", plain_text(name, centre.language))
    calendar.add("X-WR-CALNAME", name)
    calendar.add("DESCRIPTION", plain_text(about, centre.language))
    calendar.add("X-WR-CALDESC", about)
    calendar.add("X-WR-TIMEZONE", properties.zone)
    calendar.add("URL", uri(properties.page))
    if properties.source:
        calendar.add("SOURCE", uri(properties.source), {"VALUE": "URI"})
    if properties.changed_at:
        calendar.add("LAST-MODIFIED", properties.changed_at.astimezone(UTC).replace(microsecond=0))
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH_AFTER), {"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH_AFTER))
    colour, number = COLOURS[min(COLOURS, key=lambda it: _apart(it, centre.hue))]
    calendar.add("COLOR", colour)
    calendar.add("X-APPLE-CALENDAR-COLOR", number)
    return _written(calendar, events)


def _apart(one: int, other: int) -> int:
    """Return the angle between two hues, in degrees."""
    return abs((one - other + 180) % 360 - 180)


def _calendar(centre: CentreFacts) -> Calendar:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    # Without a version number, so that an upgrade of the site changes no byte of a calendar.
    calendar.add("PRODID", f"-//{centre.name}//ATMP Events//{centre.language.upper()}")
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def _written(calendar: Calendar, events: Iterable[VEvent]) -> bytes:
    """Return the calendar in UTF-8 with its events, and a VTIMEZONE if any of them needs it."""
    events = list(events)
    if any("TZID" in event["DTSTART"].params for event in events):
        calendar.add_component(VTIMEZONE)
    for event in events:
        calendar.add_component(event)
    text: bytes = calendar.to_ical(sorted=False)
    return text
