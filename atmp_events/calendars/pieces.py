"""The events of a long feed as text, each written once for as long as it says the same.

Whether it does is seen from the rows themselves, read raw: so no way of writing goes unnoticed,
and a long feed costs what has changed in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import JSONField, Model, QuerySet

from ..delivery.generation import stamp
from ..delivery.knowing import facts_known
from ..delivery.memory import Shelf
from ..facts.alarm import Alarm
from ..facts.event import EventFacts, facts_of
from ..models import (
    Affiliation,
    Appearance,
    Event,
    EventOrganiser,
    EventQuerySet,
    Language,
    Organiser,
    Person,
    Series,
    Talk,
    Venue,
)
from .vcalendar import Zones, event_text, is_in_utc
from .vevent import versions_of

TOGETHER: Final = 100  # events that are kept in one place, and fetched at a time
SHELF: Final = Shelf(32 * 1024 * 1024)
COLUMNS: Final = ("pk", "uid", "timezone", "all_day", "starts_at", "ends_at")
# What its versions are read from, and whether it is public.
VERSIONS: Final = ("created_at", "version")
PUBLIC: Final = ("state", "deleted_at", "publish_at")
# What an event's facts are read from, beside its own row.
PARTS: Final[tuple[type[Model], ...]] = (Talk, Appearance, EventOrganiser)
SHARED: Final[tuple[type[Model], ...]] = (Person, Affiliation, Venue, Organiser, Series)

Block = dict[int, tuple[int, bytes]]  # by the event's primary key: what it was read from, and text


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

    @property
    def key(self) -> tuple[object, ...]:
        """What two feeds have in common whose texts are the same."""
        in_utc = tuple(name for name, zone in self.zones.items() if zone is None)
        return self.language, self.alarm and self.alarm.text, self.site_url, in_utc


def rows_of(events: EventQuerySet) -> list[Row]:
    """Return the dated events of a feed."""
    found = []
    for pk, uid, zone, all_day, starts_at, ends_at in events.order_by().values_list(*COLUMNS):
        here = ZoneInfo(zone)
        moments = starts_at.astimezone(here), ends_at.astimezone(here)
        found.append(Row(pk, uid, zone, all_day, *moments))
    return found


def texts_of(events: EventQuerySet, keys: list[int], manner: Manner) -> dict[int, bytes]:
    """Return the VEVENT of each event by its key; what is no longer public by now has none."""
    if len(keys) <= TOGETHER:
        return dict(_drawn(keys, manner))
    read = _read(events)
    known: dict[int, bytes] = {}
    for place, some in _by_block(keys).items():
        address = (*manner.key, place)
        block: Block = SHELF.get(address) or {}  # type: ignore[assignment]
        missing = [it for it in some if it not in block or block[it][0] != read.get(it)]
        if missing:
            written = _written(missing, manner)
            block = block | {key: (read.get(key, 0), text) for key, text in written}
            SHELF.put(address, block, sum(len(text) for _read, text in block.values()))
        known |= {key: block[key][1] for key in some if key in block}
    return known


def _by_block(keys: Iterable[int]) -> dict[int, list[int]]:
    blocks = defaultdict(list)
    for key in keys:
        blocks[key // TOGETHER].append(key)
    return blocks


def _drawn(keys: list[int], manner: Manner) -> Iterator[tuple[int, bytes]]:
    """Yield the events of these keys as text, from what is known of them.

    The versions are read first: with a later one than its facts a calendar would keep the old.
    """
    events = list(
        Event.objects.filter(pk__in=keys).select_related("version").only(*VERSIONS, *PUBLIC)
    )
    facts = facts_known(keys, manner.language, stamp())
    for event in events:
        if event.pk in facts:
            yield from _text(event, facts[event.pk], manner)


def _written(keys: Iterable[int], manner: Manner) -> Iterator[tuple[int, bytes]]:
    """Yield the events of these keys as text, from what the database says now.

    So many would push out all else that is known.
    """
    for event in Event.objects.filter(pk__in=list(keys)).with_facts():
        facts = facts_of(event, manner.language)
        yield from _text(event, facts, manner)


def _text(event: Event, facts: EventFacts, manner: Manner) -> Iterator[tuple[int, bytes]]:
    """Yield an event's key and text, if it has a date and readers may see it."""
    if facts.when and event.is_public(manner.now):
        in_utc = is_in_utc(facts.when, manner.zones)
        versions = versions_of(event)
        text = event_text(
            facts, versions, site_url=manner.site_url, in_utc=in_utc, alarm=manner.alarm
        )
        yield event.pk, text


def _read(events: EventQuerySet) -> dict[int, int]:
    """Return a number for each event that is another when any row that it is read from is.

    Texts are read after this: what is written in between is read once more the next time.
    """
    shared = hash(tuple(row for model in SHARED for row in _raw(model._default_manager.all())))
    read = {row[0]: hash((shared, row)) for row in _raw(events)}
    ours = events.order_by().values("pk")
    for model in PARTS:
        place = [column.name for column in _columns(model)].index("event")
        for row in _raw(model._default_manager.filter(event__in=ours)):
            if row[place] in read:
                read[row[place]] += hash((model.__name__, row))
    return read


def _raw(rows: "QuerySet[Any, Any]") -> list[tuple[Any, ...]]:
    """Return rows as the database gives them, the primary key first, in no order."""
    model = rows.model
    names = [column.attname for column in _columns(model)]
    sql, parameters = rows.order_by().values_list(*names).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(map(tuple, cursor.fetchall()))


def _columns(model: type[Model]) -> "list[Any]":
    """Return a model's columns but those in JSON, which no page is read from."""
    return [it for it in model._meta.concrete_fields if not isinstance(it, JSONField)]
