"""Updates of LAST-MODIFIED and SEQUENCE of events (RFC 5545, 3.8.7.3 and 3.8.7.4).

A signal receiver (`apps`) notes each saved and deleted row. The events that show them are revised
once, at the end of the transaction: within `revisions` at its end, elsewhere at once.
These are not django-reversion's revisions: see versions.py.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model

from ..facts.changes import time_changed
from ..facts.event import EventFacts, facts_of
from ..facts.when import TIMES, times_to_store
from ..facts.where import where_of
from ..facts.withdrawn import facts_to_store
from ..models import (
    LANGUAGES,
    Affiliation,
    Appearance,
    AttendanceMode,
    BilingualText,
    Change,
    Departure,
    Event,
    EventOrganiser,
    EventQuerySet,
    EventVersion,
    KnownFeed,
    Organiser,
    Person,
    RegistrationSettings,
    SearchDocument,
    Series,
    SiteVersion,
    SluggedModel,
    State,
    Talk,
    Venue,
)
from ..search import refresh
from ..search.document import document_of
from ..selection import ENTITIES
from .agreed_texts import update_agreements

DIGEST: Final = 32  # hexadecimal digits
BATCH: Final = 200  # events in memory at a time
COLUMNS: Final = [
    *("fingerprint", "sequence", "schedule", "changed_at", "sv_changed_at", "en_changed_at"),
    *("news_at", "visible_at", "withdrawn_at", "last_seen"),
]


# For each row that was saved or deleted, the lookups of the events that show it (`_lookups_of`).
_touched: ContextVar[list[set[tuple[str, int]]] | None] = ContextVar("touched", default=None)


@contextmanager
def revisions(clock: Callable[[], datetime]) -> Iterator[None]:
    """Run a block in a transaction, and revise the touched events once at its end.

    `clock` returns the time (aware) of the revision; it is called after the block.
    """
    touched: list[set[tuple[str, int]]] = []
    with transaction.atomic():
        token = _touched.set(touched)
        try:
            yield
        finally:
            _touched.reset(token)
        if touched:
            SiteVersion.increment()  # locks: other revisions wait for this commit
            _revise_shown(set().union(*touched), clock())


def note_change(row: Model, *, clock: Callable[[], datetime]) -> None:
    """Note that a row was saved or deleted; outside `revisions` its events are revised at once."""
    _note(set(_lookups_of(row)), clock)


def note_places(event: Event, *, clock: Callable[[], datetime]) -> None:
    """Note that other places of an event are taken, as `note_change`. It is no news in feeds."""
    _note({("id", event.pk)}, clock)  # `_revise_shown` takes only "pk" for news.


def _note(lookups: set[tuple[str, int]], clock: Callable[[], datetime]) -> None:
    touched = _touched.get()
    if touched is not None:
        touched.append(lookups)
        return
    with revisions(clock):
        _note(lookups, clock)


def _lookups_of(row: Model) -> Iterator[tuple[str, int]]:
    """Yield the lookups, with their values, of the events that show a row."""
    match row:
        case Event():
            yield "pk", row.pk
        case Talk() | Appearance() | EventOrganiser() | RegistrationSettings():
            yield "pk", row.event_id
        case Affiliation():
            yield "contact", row.person_id
        case Person():
            yield "contact", row.pk
            yield "appearances__person", row.pk
        case Venue():
            yield "venue", row.pk
        case Series():
            yield "series", row.pk
        case Organiser():
            yield "organiser_links__organiser", row.pk


def _revise_shown(lookups: set[tuple[str, int]], now: datetime) -> None:
    """Revise the events that some lookups find."""
    own = {key for lookup, key in lookups if lookup == "pk"}
    shared = set[int]()
    for name in {lookup for lookup, _key in lookups} - {"pk"}:
        keys = [key for lookup, key in lookups if lookup == name]
        theirs = Event.objects.filter(**{f"{name}__in": keys}).order_by()
        shared |= set(theirs.values_list("pk", flat=True))
    _revise(own | shared, now=now, news=own)


@transaction.atomic
def revise(events: EventQuerySet, *, now: datetime) -> None:
    """Revise events that were written in bulk or by a fixture."""
    SiteVersion.increment()
    keys = set(events.order_by().prefetch_related(None).values_list("pk", flat=True))
    _revise(keys, now=now, news=keys)


def update_after_upgrade(*, now: datetime, using: str) -> None:
    """Compute the fingerprints again, as new code may give others, and store the public feeds.

    Without this the next save of each event would count as a change for readers. An event that
    was never revised has no fingerprint, and gets none here.
    """
    revised = EventVersion.objects.using(using).exclude(fingerprint="")
    keys = sorted(revised.values_list("event", flat=True))
    for start in range(0, len(keys), BATCH):
        events = Event.objects.using(using).filter(pk__in=keys[start : start + BATCH])
        versions, feeds = list[EventVersion](), set[str]()
        for event in events.with_facts():
            both = [facts_of(event, language) for language in LANGUAGES]
            event.version.fingerprint = _fingerprint(event, both)
            versions.append(event.version)
            feeds |= _present_feeds_of(event) if event.is_public(now) else set()
        EventVersion.objects.using(using).bulk_update(versions, ["fingerprint"])
        withdrawn = (version for version in versions if version.withdrawn_at)
        KnownFeed.remember(feeds | _last_feeds_of(withdrawn, using=using), using=using)


def _revise(keys: Collection[int], *, now: datetime, news: Collection[int]) -> None:
    """Update version and search document of each event that has changed for readers.

    `news` are the primary keys of events that were saved themselves: they are news in feeds.
    """
    in_order = sorted(keys)
    for start in range(0, len(in_order), BATCH):
        _revise_some(in_order[start : start + BATCH], now=now, news=news)


def _revise_some(keys: Sequence[int], *, now: datetime, news: Collection[int]) -> None:
    locked = EventVersion.objects.select_for_update(of=("self",)).filter(event__in=keys)
    versions = {version.event_id: version for version in locked.order_by("event")}
    found = Event.objects.filter(pk__in=keys).with_facts().select_related("agreed_texts")
    events = list(found.order_by("pk"))
    rows, feeds = list[Change | Departure](), set[str]()
    changed, to_index = list[EventVersion](), list[SearchDocument]()
    for event in events:
        version = versions.get(event.pk) or EventVersion(event=event)
        both = [facts_of(event, language) for language in LANGUAGES]
        fingerprint, visible_at = _fingerprint(event, both), _visible_at(event, version, now)
        if (fingerprint, visible_at) == (version.fingerprint, version.visible_at):
            continue
        # A withdrawn event is searched by its last public text, not by a later draft.
        if event.is_public_or_scheduled or not (version.withdrawn_at or _was_public(version, now)):
            to_index.append(document_of(event, both))
        _set_changed(version, fingerprint, now, in_both=visible_at != version.visible_at)
        if event.pk in news or version.news_at is None:
            version.news_at = version.changed_at
        feeds |= _feeds_of(event, version, now)
        rows += _update_version(version, event, both, now)
        version.visible_at = visible_at
        changed.append(version)
    EventVersion.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["event"], update_fields=COLUMNS
    )
    Change.objects.bulk_create(row for row in rows if isinstance(row, Change))
    Departure.objects.bulk_create(row for row in rows if isinstance(row, Departure))
    KnownFeed.remember(feeds)
    refresh(to_index)
    update_agreements(events)


def _update_version(
    version: EventVersion, event: Event, both: Sequence[EventFacts], now: datetime
) -> Iterator[Change | Departure]:
    """Update schedule, SEQUENCE and last public facts; yield the change and departure to store.

    SEQUENCE rises when the start, end, place or status of a public event changes, when it is
    withdrawn, when it becomes public again, and when it comes back to feeds that it had left.
    """
    is_public, was_public = event.is_public(now), _was_public(version, now)
    is_scheduled = event.is_public_or_scheduled and not is_public
    # Nothing is saved when a scheduled event becomes public again.
    comes_back_later = is_scheduled and (was_public or version.withdrawn_at is not None)
    next_sequence = version.sequence + 1
    schedule = schedule_of(event)
    if (is_public or comes_back_later) and schedule_changed(version.schedule, schedule):
        yield Change(event=event, changed_at=now, before=version.schedule, after=schedule)
        version.sequence += 1 if is_public else 0
    if event.state == State.PUBLISHED:
        version.schedule = schedule
    if was_public and not is_public:
        _withdraw(version, event, both, now)
    if event.is_public_or_scheduled and version.withdrawn_at:
        sent = (version.last_seen or {}).get("sequence", version.sequence)
        version.sequence = max(version.sequence, sent + 1)
    seen, before = facts_to_store(event, both), version.last_seen
    if comes_back_later:
        yield from _departures(event, before, seen, version.sequence, now)
    elif event.is_public_or_scheduled:
        if before and seen and (was_public or version.withdrawn_at):
            _exceed_departures(version, event, _added(before["keys"], seen["keys"]))
            sequence = max(next_sequence, version.sequence)
            yield from _departures(event, before, seen, sequence, now)
        version.withdrawn_at, version.last_seen = None, seen


def _departures(
    event: Event,
    before: dict[str, Any] | None,
    seen: dict[str, Any] | None,
    sequence: int,
    now: datetime,
) -> Iterator[Departure]:
    """Yield the departure of an event from feeds in which it was seen `before`, if it left any."""
    if before and seen and _added(seen["keys"], before["keys"]):
        yield Departure(event=event, left_at=now, sequence=sequence, seen=before)


def _withdraw(
    version: EventVersion, event: Event, both: Sequence[EventFacts], now: datetime
) -> None:
    """Withdraw an event: calendars show its last public facts, as cancelled."""
    version.sequence += 1
    version.withdrawn_at = now
    seen = version.last_seen or facts_to_store(event, both)
    version.last_seen = seen and {**seen, "sequence": version.sequence}


def _feeds_of(event: Event, version: EventVersion, now: datetime) -> set[str]:
    """Return the digests of the feeds in which readers see an event at `now`, or just saw it."""
    feeds = _present_feeds_of(event) if event.is_public(now) else set[str]()
    # A scheduled event may have become public since it was last saved.
    was_scheduled = event.publish_at is not None and _was_public(version, now)
    return feeds | _last_feeds_of([version]) if was_scheduled else feeds


def _present_feeds_of(event: Event) -> set[str]:
    """Return the digests of the feeds of an event's series, people, venue and organisers."""
    people = (part.person for part in event.appearances.all())
    rows: list[SluggedModel | None] = [
        *people,
        *event.organisers_in_order,
        event.series,
        event.venue,
    ]
    kinds = [(str(row._meta.model_name), row) for row in rows if row]
    return {digest for kind, row in kinds for digest in KnownFeed.digests_of(kind, row.slugs)}


def _last_feeds_of(versions: Iterable[EventVersion], *, using: str = DEFAULT_DB_ALIAS) -> set[str]:
    """Return the digests of the feeds in which readers last saw events."""
    seen = [version.last_seen["keys"] for version in versions if version.last_seen]
    if not seen:
        return set()
    slugs = {kind: {slug for keys in seen for slug in keys[kind]} for kind in ENTITIES}
    entities = [
        (kind, BilingualText(slug, slug)) for kind in ("person", "venue") for slug in slugs[kind]
    ]
    # Series and organisers have a slug in each language; the stored one is Swedish.
    series = Series.objects.using(using).filter(slug_sv__in=slugs["series"])
    organisers = Organiser.objects.using(using).filter(slug_sv__in=slugs["organiser"])
    entities += [("series", row.slugs) for row in series]
    entities += [("organiser", row.slugs) for row in organisers]
    return {digest for kind, slugs in entities for digest in KnownFeed.digests_of(kind, slugs)}


def _was_public(version: EventVersion, now: datetime) -> bool:
    """Return whether the event was public before this save."""
    return version.visible_at is not None and version.visible_at <= now


def _visible_at(event: Event, version: EventVersion, now: datetime) -> datetime | None:
    """Return when the event became public, or will; None for one that neither is nor will be."""
    if event.is_public(now):
        return version.visible_at if _was_public(version, now) else now
    return event.publish_at if event.is_public_or_scheduled else None


def schedule_of(event: Event) -> dict[str, Any]:
    """Return what attendees must know a change of, for JSON: start, end, place and status."""
    venue = event.venue
    entrance = event.entrance or (venue.entrance if venue else event.entrance)
    place = (venue.pk, venue.street, venue.postal_code, venue.city) if venue else ()
    return {
        **times_to_store(event),
        "status": event.status,
        "mode": event.attendance_mode,
        "place": [*place, entrance.read("sv"), event.room.read("sv"), event.online_url],
        "line": {language: where_of(event, language).line for language in LANGUAGES},
    }


def schedule_changed(before: dict[str, Any] | None, after: dict[str, Any]) -> bool:
    """Return whether a schedule has changed, apart from the wording of the place."""
    if before is None:
        return False
    others = after.keys() - {"line", "place", *TIMES}
    is_elsewhere = _visible_place(before) != _visible_place(after)
    is_other = any(before[name] != after[name] for name in others)
    return time_changed(before, after) or is_elsewhere or is_other


def _visible_place(schedule: dict[str, Any]) -> list[Any]:
    """Return what readers see of the place in a schedule: only the link, if it is online."""
    place: list[Any] = schedule["place"]
    return place[-1:] if schedule["mode"] == AttendanceMode.ONLINE else place


def _added(before: dict[str, Any], after: dict[str, Any]) -> set[tuple[str, str]]:
    """Return the values that filters select by and that an event did not have before."""
    return {(name, it) for name, values in after.items() for it in values if it not in before[name]}


def _exceed_departures(version: EventVersion, event: Event, added: set[tuple[str, str]]) -> None:
    """Raise SEQUENCE above that in the feeds which the event had left and is in again."""
    for departure in event.departures.all() if added else ():
        if any(value in departure.seen["keys"][name] for name, value in added):
            version.sequence = max(version.sequence, departure.sequence + 1)


def _fingerprint(event: Event, both: Sequence[EventFacts]) -> str:
    """Return a digest of the facts in each language, in equal parts of a string."""
    # The feeds of a venue have its online events too, though their facts do not name it.
    venue = event.venue.slug if event.venue else ""
    return "".join(_digest(event.state, venue, facts) for facts in both)


def _set_changed(version: EventVersion, fingerprint: str, now: datetime, *, in_both: bool) -> None:
    """Set the fingerprint, and the time of the change in the languages that it changes."""
    before, version.changed_at = version.changed_at, max(now, version.changed_at or now)
    for number, language in enumerate(LANGUAGES):
        part = slice(number * DIGEST, (number + 1) * DIGEST)
        column = f"{language}_changed_at"
        if in_both or version.fingerprint[part] != fingerprint[part]:
            setattr(version, column, version.changed_at)
        elif getattr(version, column) is None:
            setattr(version, column, before)
    version.fingerprint = fingerprint


def _digest(*values: object) -> str:
    return sha256(repr(values).encode()).hexdigest()[:DIGEST]
