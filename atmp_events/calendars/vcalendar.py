"""A VCALENDAR (RFC 5545, 3.4): one event to take away, or many to subscribe to (RFC 7986)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, TypeGuard

from icalendar import Calendar, Timezone, vDuration

from ..facts.alarm import Alarm
from ..facts.event import EventFacts
from ..facts.when import When
from ..facts.withdrawn import WithdrawnFacts
from .text import plain_text, undivided, uri
from .vevent import Versions, vevent, withdrawn_vevent
from .vtimezone import vtimezone

Facts = EventFacts | WithdrawnFacts
Told = tuple[Facts, Versions]

AGAIN: Final = timedelta(hours=1)
COLOUR: Final = ("darkgreen", "#006400")  # CSS3's name and number of the same colour


@dataclass(frozen=True, slots=True)
class Feed:
    """What a subscribed calendar says of itself."""

    name: str
    description: str
    page: str  # absolute address of the page that lists the same events
    source: str  # absolute address of the feed
    zone: str  # IANA name
    language: str
    changed_at: datetime | None  # of the newest change (aware); None for an empty feed


def calendar_of_one(
    facts: Facts, versions: Versions, *, site_url: str, alarm: Alarm | None = None
) -> bytes:
    """Return the file of one event. With a name of its own Outlook would open a new calendar."""
    calendar = _calendar(facts.language)
    _add_events(calendar, [(facts, versions)], site_url, alarm)
    return _written(calendar)


def calendar_of_many(
    events: Sequence[Told], feed: Feed, *, site_url: str, alarm: Alarm | None = None
) -> bytes:
    """Return a feed; `events` are in the order in which they are to stand, each with a date."""
    calendar = _calendar(feed.language)
    name, about = undivided(feed.name), undivided(feed.description)
    calendar.add("NAME", plain_text(name, feed.language))
    calendar.add("X-WR-CALNAME", name)
    calendar.add("DESCRIPTION", plain_text(about, feed.language))
    calendar.add("X-WR-CALDESC", about)
    calendar.add("X-WR-TIMEZONE", feed.zone)
    calendar.add("URL", uri(feed.page))
    calendar.add("SOURCE", uri(feed.source), {"VALUE": "URI"})
    if feed.changed_at:
        calendar.add("LAST-MODIFIED", feed.changed_at.astimezone(UTC).replace(microsecond=0))
    calendar.add("REFRESH-INTERVAL", vDuration(AGAIN), {"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(AGAIN))
    calendar.add("COLOR", COLOUR[0])
    calendar.add("X-APPLE-CALENDAR-COLOR", COLOUR[1])
    _add_events(calendar, events, site_url, alarm)
    return _written(calendar)


def _calendar(language: str) -> Calendar:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    # No number in it: an upgrade of the site changes no byte of a feed.
    calendar.add("PRODID", f"-//ATMP-centrum Uppsala//ATMP Events//{language.upper()}")
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def _add_events(
    calendar: Calendar, events: Sequence[Told], site_url: str, alarm: Alarm | None
) -> None:
    zones = _zones([facts for facts, _ in events])
    for zone in filter(None, zones.values()):
        calendar.add_component(zone)
    for facts, versions in events:
        in_zone = _has_plain_local_times(facts.when) and zones[facts.when.zone] is not None
        if isinstance(facts, WithdrawnFacts):
            event = withdrawn_vevent(facts, versions, site_url=site_url, in_utc=not in_zone)
        else:
            event = vevent(facts, versions, site_url=site_url, in_utc=not in_zone, alarm=alarm)
        calendar.add_component(event)


def _zones(events: Sequence[Facts]) -> dict[str, Timezone | None]:
    """Return the VTIMEZONE of each zone that the events use, None where they stand in UTC."""
    spans: dict[str, list[datetime]] = {}
    for facts in events:
        if _has_plain_local_times(facts.when):
            spans.setdefault(facts.when.zone, []).extend((facts.when.starts_at, facts.when.ends_at))
    return {zone: vtimezone(zone, min(span), max(span)) for zone, span in sorted(spans.items())}


def _has_plain_local_times(when: When | None) -> TypeGuard[When]:
    """Tell whether local times say when it is. One that comes twice would mean the first."""
    return when is not None and not (when.all_day or when.starts_at.fold or when.ends_at.fold)


def _written(calendar: Calendar) -> bytes:
    content: bytes = calendar.to_ical(sorted=False)
    return content
