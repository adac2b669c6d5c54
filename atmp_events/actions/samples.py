"""Sample events of `fixtures/samples.json`, with dates around today."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core import serializers
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Model

from ..facts.when import midnight, swedish_time
from ..models import Affiliation, Appearance, Event, EventOrganiser, Person, Talk, Website
from .recurrence import holiday_on
from .revising import revisions
from .seeding import rows_of
from .versions import columns_of

# The time that the dates in the file are relative to.
REFERENCE: Final = datetime.fromisoformat("2027-01-13T11:00:00+01:00")
# Columns that are moved by days, and by whole weeks.
BY_DAYS: Final = ("registration_opens_at", "registration_closes_at", "publish_at")
BY_WEEKS: Final = ("starts_at", "ends_at", "previous_starts_at")
A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
OPENS, CLOSES = 9, 16  # hours of an event that is under way now
NOON, LAST_HOUR = 12, 23  # the first and the last hour at which an event later today starts
PICTURES: Final = Path(settings.FIXTURE_DIRS[0], "sample_pictures")


def load_samples(*, now: datetime) -> tuple[int, int]:
    """Create the sample events, or give them dates around `now` (aware); leave other events.

    Returns how many were created, and how many only got new dates.
    """
    with revisions(lambda: now):
        return _load(now)


def _load(now: datetime) -> tuple[int, int]:
    rows = rows_of("samples")
    uids = [row["fields"]["uid"] for row in rows if row["model"] == Event._meta.label_lower]
    slugs = [row["fields"]["slug"] for row in rows if row["model"] == Person._meta.label_lower]
    renewed = Event.objects.filter(uid__in=uids).count()
    for part in (EventOrganiser, Appearance, Talk):
        part._default_manager.filter(event__uid__in=uids).delete()
    Affiliation.objects.filter(person__slug__in=slugs).delete()
    _copy_pictures()
    for row in serializers.deserialize("python", rows):
        _save(row.object, now)
    _number_events(uids)
    _fill_in_website(now)
    return len(uids) - renewed, renewed


def _fill_in_website(now: datetime) -> None:
    """Fill in contact and accessibility of a site that nobody has edited in the admin."""
    fields = rows_of("sample_website")[0]["fields"]
    for name in ("assessed_on", "stated_on"):
        fields[name] = date.fromisoformat(fields[name]) + (now.date() - REFERENCE.date())
    own = {f"{name}__in": ("", fields[name]) for name in ("public_body_sv", "contact_email")}
    Website.objects.filter(updated_at=None, **own).update(**fields)


def _copy_pictures() -> None:
    """Copy the pictures of samples to the uploaded files, unless they are there."""
    for path in PICTURES.rglob("*.webp"):
        name = path.relative_to(PICTURES).as_posix()
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(path.read_bytes()))


def _save(row: Model, now: datetime) -> None:
    if isinstance(row, Event):
        _move_dates(row, now)
        _save_event(row)
        return
    if isinstance(row, Talk) and row.starts_at and row.event.starts_at:
        # The talk is on the first day of its event, and so avoids the same holidays.
        row.starts_at = _by_weeks(row.event.local(row.starts_at), now)
        row.starts_at += _weeks_past_holidays(row.starts_at, now)
    row.save()


def _save_event(sample: Event) -> None:
    """Create an event, or update the one with its UID except slugs, version and code."""
    event = Event.objects.filter(pk=sample.pk).first() or sample
    for column in columns_of(Event):
        if not column.name.startswith("slug_"):
            setattr(event, column.attname, getattr(sample, column.attname))
    event.save()


def _number_events(uids: Sequence[str]) -> None:
    """Give the samples of each series their numbers, by date, from 1 in each year."""
    numbers: Counter[tuple[int | None, int | None]] = Counter()
    for event in Event.objects.filter(uid__in=uids).exclude(number=None).order_by("starts_at"):
        numbers[event.series_id, event.year] += 1
        event.number = numbers[event.series_id, event.year]
        event.save()


def _move_dates(event: Event, now: datetime) -> None:
    """Move the dates of an event from `REFERENCE` to `now`.

    An event on the day of `REFERENCE` is moved to today. Others keep weekday and local time, but
    avoid public holidays. Registration and publishing keep their local time, and their distance
    in days.
    """
    today = swedish_time(now)
    for name in BY_DAYS:
        if moment := getattr(event, name):
            setattr(event, name, swedish_time(moment) + (midnight(today) - midnight(REFERENCE)))
    if event.starts_at is None or event.ends_at is None:
        return
    if event.starts_at.date() == REFERENCE.date():
        is_under_way = event.starts_at < REFERENCE
        event.starts_at, event.ends_at = _under_way(today) if is_under_way else _later(today)
        return
    weeks = _weeks_past_holidays(_by_weeks(event.local(event.starts_at), now), now)
    for name in BY_WEEKS:
        if moment := getattr(event, name):
            setattr(event, name, _by_weeks(event.local(moment), now) + weeks)


def _under_way(today: datetime) -> tuple[datetime, datetime]:
    """Return start and end of an event under way: the last morning, and the next afternoon."""
    start, end = (midnight(today) + timedelta(hours=hour) for hour in (OPENS, CLOSES))
    return start if start <= today else start - A_DAY, end if end > today else end + A_DAY


def _later(today: datetime) -> tuple[datetime, datetime]:
    """Return start and end of an event of one hour later today, in the afternoon if possible."""
    hour = min(max(today.hour + 2, NOON), max(today.hour, 18), LAST_HOUR)
    start = midnight(today) + timedelta(hours=hour)
    return start, start + timedelta(hours=1)


def _by_weeks(moment: datetime, now: datetime) -> datetime:
    """Return the same weekday and local time, moved by whole weeks from `REFERENCE` to `now`."""
    weeks = _monday(swedish_time(now)) - _monday(REFERENCE)
    return moment + weeks  # aware, in the event's zone: local time stays


def _weeks_past_holidays(start: datetime, now: datetime) -> timedelta:
    """Return the weeks, away from `now`, to the same weekday that is no Swedish holiday."""
    weeks, away = timedelta(), A_WEEK if start > now else -A_WEEK
    while holiday_on((start + weeks).date(), "sv"):
        weeks += away
    return weeks


def _monday(moment: datetime) -> timedelta:
    """Return the days from 1 January of year 1 to the Monday of a week."""
    return timedelta(days=moment.toordinal() - moment.weekday())
