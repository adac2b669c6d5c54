"""A VCALENDAR (RFC 5545, 3.4): one event to take away, or many to subscribe to (RFC 7986)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol, TypeGuard

from icalendar import Calendar, Timezone, vDuration

from ..facts.alarm import Alarm
from ..facts.event import EventFacts
from ..facts.withdrawn import WithdrawnFacts
from .text import plain_text, undivided, uri
from .vevent import Versions, vevent, withdrawn_vevent
from .vtimezone import vtimezone

Facts = EventFacts | WithdrawnFacts
Told = tuple[Facts, Versions]
Zones = dict[str, Timezone | None]  # by IANA name; None: its times are written in UTC


class Timed(Protocol):
    """Whatever has a time; moments are aware, in its own zone."""

    @property
    def zone(self) -> str:
        """IANA name."""

    @property
    def starts_at(self) -> datetime:
        """The start."""

    @property
    def ends_at(self) -> datetime:
        """The end."""

    @property
    def all_day(self) -> bool:
        """Whether it takes whole days."""


AGAIN: Final = timedelta(hours=1)
END: Final = b"END:VCALENDAR\r\n"
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
    zones = zones_of([facts.when] if facts.when else [])
    text = event_text(
        facts, versions, site_url=site_url, in_utc=is_in_utc(facts.when, zones), alarm=alarm
    )
    return _written(_calendar(facts.language), zones, [text])


def calendar_of_many(texts: Iterable[bytes], zones: Zones, feed: Feed) -> bytes:
    """Return a feed; the texts of its events are in the order in which they are to stand."""
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
    return _written(calendar, zones, texts)


def event_text(
    facts: Facts, versions: Versions, *, site_url: str, in_utc: bool, alarm: Alarm | None
) -> bytes:
    """Return the VEVENT of an event with a date, or of one that was withdrawn, as it is written."""
    if isinstance(facts, WithdrawnFacts):
        event = withdrawn_vevent(facts, versions, site_url=site_url, in_utc=in_utc)
    else:
        event = vevent(facts, versions, site_url=site_url, in_utc=in_utc, alarm=alarm)
    text: bytes = event.to_ical(sorted=False)
    return text


def zones_of(events: Iterable[Timed]) -> Zones:
    """Return the VTIMEZONE of each zone that events use, None where they stand in UTC."""
    spans: dict[str, tuple[datetime, datetime]] = {}
    for it in filter(_has_plain_local_times, events):
        first, last = spans.get(it.zone, (it.starts_at, it.ends_at))
        spans[it.zone] = min(first, it.starts_at), max(last, it.ends_at)
    return {zone: vtimezone(zone, *span) for zone, span in sorted(spans.items())}


def is_in_utc(when: Timed | None, zones: Zones) -> bool:
    """Tell whether an event's times are written in UTC."""
    return not (_has_plain_local_times(when) and zones[when.zone] is not None)


def _calendar(language: str) -> Calendar:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    # No number in it: an upgrade of the site changes no byte of a feed.
    calendar.add("PRODID", f"-//ATMP-centrum Uppsala//ATMP Events//{language.upper()}")
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def _has_plain_local_times(when: Timed | None) -> TypeGuard[Timed]:
    """Tell whether local times say when it is. One that comes twice would mean the first."""
    return when is not None and not (when.all_day or when.starts_at.fold or when.ends_at.fold)


def _written(calendar: Calendar, zones: Zones, texts: Iterable[bytes]) -> bytes:
    """Return the calendar with its zones, and the texts of events that are written already."""
    for zone in filter(None, zones.values()):
        calendar.add_component(zone)
    frame: bytes = calendar.to_ical(sorted=False)
    return b"".join((frame.removesuffix(END), *texts, END))
