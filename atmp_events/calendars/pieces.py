"""The events of a feed as text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from ..facts.alarm import Alarm
from ..facts.event import facts_of
from ..models import Event, EventQuerySet, Language
from .vcalendar import Zones, event_text, is_in_utc
from .vevent import versions_of

COLUMNS: Final = ("pk", "uid", "timezone", "all_day", "starts_at", "ends_at")


@dataclass(frozen=True, slots=True)
class Row:
    """An event's place in a feed, without its texts. Moments are aware, in its own zone."""

    pk: int
    uid: str
    zone: str
    all_day: bool
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Manner:
    """How the events of a feed are written, all alike."""

    language: Language
    alarm: Alarm | None
    site_url: str
    zones: Zones
    now: datetime  # aware


def rows_of(events: EventQuerySet) -> list[Row]:
    """Return the dated events of a feed."""
    found = []
    for pk, uid, zone, all_day, starts_at, ends_at in events.order_by().values_list(*COLUMNS):
        here = ZoneInfo(zone)
        moments = starts_at.astimezone(here), ends_at.astimezone(here)
        found.append(Row(pk, uid, zone, all_day, *moments))
    return found


def texts_of(keys: list[int], manner: Manner) -> dict[int, bytes]:
    """Return the VEVENT of each event by its key; what is no longer public by now has none."""
    events = Event.objects.filter(pk__in=keys).with_facts()
    return dict(pair for event in events for pair in _text(event, manner))


def _text(event: Event, manner: Manner) -> Iterator[tuple[int, bytes]]:
    """Yield an event's key and text, if it has a date and readers may see it."""
    facts = facts_of(event, manner.language)
    if facts.when and event.is_public(manner.now):
        in_utc = is_in_utc(facts.when, manner.zones)
        versions = versions_of(event)
        text = event_text(
            facts, versions, site_url=manner.site_url, in_utc=in_utc, alarm=manner.alarm
        )
        yield event.pk, text
