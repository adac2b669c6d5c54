"""VCALENDAR (RFC 5545, 3.4; RFC 7986): the file of one event, or a calendar to subscribe to.

Its VTIMEZONE (3.6.5) is Europe/Stockholm, with recurrence rules: Outlook ignores lists of dates,
and Thunderbird misreads them. Times in other zones are written in UTC.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from icalendar import Calendar, Timezone, vDuration
from icalendar import Event as VEvent

from ..facts.centre import CentreFacts
from ..facts.when import SWEDISH_ZONE_NAME
from .subscriptions import Subscription
from .text import plain_text, uri, without_separators

REFRESH_AFTER: Final = timedelta(hours=1)
# Hue (degrees, OKLCH) -> a CSS3 colour of that hue, as name and hexadecimal (RFC 7986, 5.9).
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
# The rules of the European Union since 1996 (today directive 2000/84/EC).
RULES: Final = """\
BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
"""
VTIMEZONE: Final = Timezone.from_ical(RULES)


def calendar_of_one(event: VEvent, centre: CentreFacts, *, method: str = "") -> bytes:
    """Return the file of one event. It has no NAME: Outlook would open a new calendar for it.

    `method` is for invitations (RFC 5546, 1.4); a file has none.
    """
    calendar = _calendar(centre)
    if method:
        calendar.add("METHOD", method)
    return _to_ical(calendar, [event])


def calendar_of_many(
    events: Iterable[VEvent], subscription: Subscription, changed_at: datetime | None
) -> bytes:
    """Return a calendar to subscribe to (RFC 7986, 5). `events` are in order of start and UID.

    `changed_at` is the time of the newest change (aware); None for an empty calendar.
    """
    centre = subscription.centre
    calendar = _calendar(centre)
    name = without_separators(subscription.name)
    about = without_separators(subscription.description)
    calendar.add("NAME", plain_text(name, centre.language))
    calendar.add("X-WR-CALNAME", name)
    calendar.add("DESCRIPTION", plain_text(about, centre.language))
    calendar.add("X-WR-CALDESC", about)
    calendar.add("X-WR-TIMEZONE", SWEDISH_ZONE_NAME)
    calendar.add("URL", uri(settings.SITE_URL + subscription.page))
    if not subscription.has_deleted_entity:
        source = uri(settings.SITE_URL + subscription.source)
        calendar.add("SOURCE", source, {"VALUE": "URI"})
    if changed_at:
        calendar.add("LAST-MODIFIED", changed_at.astimezone(UTC).replace(microsecond=0))
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH_AFTER), {"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH_AFTER))
    colour, number = COLOURS[min(COLOURS, key=lambda it: _hue_distance(it, centre.hue))]
    calendar.add("COLOR", colour)
    calendar.add("X-APPLE-CALENDAR-COLOR", number)
    return _to_ical(calendar, events)


def _hue_distance(one: int, other: int) -> int:
    """Return the angle between two hues, in degrees."""
    return abs((one - other + 180) % 360 - 180)


def _calendar(centre: CentreFacts) -> Calendar:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    # PRODID has no version number, so that an upgrade of the site changes no byte of a calendar.
    calendar.add("PRODID", f"-//{centre.name}//ATMP Events//{centre.language.upper()}")
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def _to_ical(calendar: Calendar, events: Iterable[VEvent]) -> bytes:
    """Return the calendar in UTF-8 with its events, and a VTIMEZONE if any of them needs it."""
    events = list(events)
    if any("TZID" in event["DTSTART"].params for event in events):
        calendar.add_component(VTIMEZONE)
    for event in events:
        calendar.add_component(event)
    text: bytes = calendar.to_ical(sorted=False)
    return text
