"""Sample events of `fixtures/samples.json`, with dates around today."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.core import serializers
from django.db.models import Model

from ..facts.when import HOME_ZONE
from ..models import Affiliation, Appearance, Event, EventOrganiser, Person, Talk
from .revising import revisions
from .seeding import rows_of

HOME: Final = ZoneInfo(HOME_ZONE)
# The time that the dates in the file are relative to.
REFERENCE: Final = datetime.fromisoformat("2027-01-13T11:00:00+01:00")
BY_HOURS: Final = ("registration_opens_at", "registration_closes_at", "publish_at")
BY_WEEKS: Final = ("starts_at", "ends_at", "previous_starts_at")
LAST_HOUR: Final = time(23)
PARTS: Final = (Affiliation, EventOrganiser, Talk, Appearance)


@dataclass(frozen=True, slots=True)
class LoadedSamples:
    """Numbers of sample events that were created, and that only got new dates."""

    created: int
    renewed: int


def load_samples(*, now: datetime) -> LoadedSamples:
    """Create the sample events, or give them dates around `now` (aware); leave other events."""
    with revisions(lambda: now):
        return _load(now)


def _load(now: datetime) -> LoadedSamples:
    rows = rows_of("samples")
    uids = [row["fields"]["uid"] for row in rows if row["model"] == Event._meta.label_lower]
    slugs = [row["fields"]["slug"] for row in rows if row["model"] == Person._meta.label_lower]
    renewed = Event.objects.filter(uid__in=uids).count()
    for part in (EventOrganiser, Appearance, Talk):
        part._default_manager.filter(event__uid__in=uids).delete()
    Affiliation.objects.filter(person__slug__in=slugs).delete()
    for row in serializers.deserialize("python", rows):
        _save(row.object, now)
    return LoadedSamples(created=len(uids) - renewed, renewed=renewed)


def _save(row: Model, now: datetime) -> None:
    if isinstance(row, Event):
        _date(row, now)
        _save_event(row)
    elif isinstance(row, PARTS):
        if isinstance(row, Talk) and row.starts_at:
            row.starts_at = _by_weeks(row.event.local(row.starts_at), now)
        row.save_base(raw=True)  # as a fixture: the event is revised at the end
    else:
        row.save()


def _save_event(sample: Event) -> None:
    """Create an event, or update the one with its UID except slugs, version and code."""
    event = Event.objects.filter(pk=sample.pk).first() or sample
    for field in Event._meta.concrete_fields:
        if field.editable and not field.primary_key and not field.name.startswith("slug_"):
            setattr(event, field.attname, getattr(sample, field.attname))
    event.save()


def _date(event: Event, now: datetime) -> None:
    """Move the dates of an event from `REFERENCE` to `now`.

    An event on the day of `REFERENCE` keeps its distance in hours, but stays within today; other
    events keep weekday and local time. Registration and publishing keep the distance in hours.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    for name in BY_HOURS:
        if moment := getattr(event, name):
            setattr(event, name, hour + (moment - REFERENCE))
    if event.starts_at is None or event.ends_at is None:
        return
    if event.starts_at.date() == REFERENCE.date():
        length = event.ends_at - event.starts_at
        today = hour.astimezone(HOME)
        last = datetime.combine(today, LAST_HOUR, HOME)
        event.starts_at = min(hour + (event.starts_at - REFERENCE), last)
        event.ends_at = event.starts_at + length
        return
    for name in BY_WEEKS:
        if moment := getattr(event, name):
            setattr(event, name, _by_weeks(event.local(moment), now))


def _by_weeks(moment: datetime, now: datetime) -> datetime:
    """Return the same weekday and local time, moved by whole weeks from `REFERENCE` to `now`."""
    weeks = _monday(now.astimezone(HOME)) - _monday(REFERENCE)
    return moment + weeks  # aware, in the event's zone: local time stays


def _monday(moment: datetime) -> timedelta:
    """Return the days from 1 January of year 1 to the Monday of a week."""
    return timedelta(days=moment.toordinal() - moment.weekday())
