"""Makes new drafts from an event: the next meeting, or those of a whole term."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max

from ..models import LANGUAGES, Appearance, Event, EventOrganiser, State, Status, Talk
from .revising import revise

AN_HOUR: Final = timedelta(hours=1)
A_DAY: Final = timedelta(days=1)
# What was true of that day only. The other fields that a person edits are copied.
OF_THAT_DAY: Final = frozenset(
    {
        *("starts_at", "ends_at", "number", "slug_sv", "slug_en", "image"),
        *("status", "previous_starts_at", "status_note_sv", "status_note_en"),
        *("registration_opens_at", "registration_closes_at", "fully_booked"),
        *("web_page", "recording_url", "slides_url", "state", "publish_at"),
    }
)


@transaction.atomic
def copy_to(source: Event, *, days: Iterable[date], at: time | None, now: datetime) -> list[Event]:
    """Return new drafts of `source`, one a day, with its text, place, organisers and programme.

    They start `at`, or when `source` did, on its own clock; talks keep their distance from the
    start. Each takes the next number of its series in the year, if `source` has one. Raises
    ValueError when neither `at` nor `source` has a time.
    """
    copies = [_copy(source, _start(source, day, at)) for day in sorted(days)]
    revise(Event.objects.filter(pk__in=[copy.pk for copy in copies]), now=now)
    return copies


@transaction.atomic
def copy_without_date(source: Event, *, now: datetime) -> Event:
    """Return a new draft of `source` as `copy_to` makes it, but with no time in it."""
    copy = _copy(source, None)
    revise(Event.objects.filter(pk=copy.pk), now=now)
    return copy


def _start(source: Event, day: date, at: time | None) -> datetime:
    if source.all_day:
        return datetime.combine(day, time(), source.zone)
    usual = source.local(source.starts_at).time() if source.starts_at else None
    start = usual if at is None else at
    if start is None:
        raise ValueError("An event without a time can be copied to a day only with a time.")
    return datetime.combine(day, start, source.zone)


def _copy(source: Event, starts_at: datetime | None) -> Event:
    copy = Event(**_kept(source), state=State.DRAFT, status=Status.SCHEDULED, starts_at=starts_at)
    if starts_at:
        ends_at = as_far_after(source, source.ends_at, starts_at)
        copy.ends_at = ends_at or _usual_end(source, starts_at)
        copy.number = _next_number(source, starts_at.year)
    else:
        for language in LANGUAGES:
            # Free whatever year the copy will get.
            slug = Event.objects.free_slug(source.slug.written(language), language)
            setattr(copy, f"slug_{language}", slug)
    _copy_picture(source, copy)
    copy.save()
    _copy_organisers(source, copy)
    _copy_programme(source, copy, starts_at)
    return copy


def _kept(row: Event | Talk | Appearance) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in OF_THAT_DAY
    }


def as_far_after(source: Event, moment: datetime | None, starts_at: datetime) -> datetime | None:
    """Return a moment of `source` as far after `starts_at`, by the clock on the wall."""
    if moment is None or source.starts_at is None:
        return None
    # Two datetimes of one zone are subtracted by what the clock shows.
    return starts_at + (source.local(moment) - source.local(source.starts_at))


def _usual_end(source: Event, starts_at: datetime) -> datetime:
    usual = source.series.usual_length if source.series else None
    return starts_at + (A_DAY if source.all_day else usual or AN_HOUR)


def _next_number(source: Event, year: int) -> int | None:
    if source.number is None:
        return None
    meetings = Event.objects.filter(series=source.series_id, year=year)
    highest: int | None = meetings.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def _copy_picture(source: Event, copy: Event) -> None:
    """Give the copy a file of its own: whoever replaces one picture must not lose the other."""
    if source.image and source.image.storage.exists(source.image.name):
        with source.image.open("rb") as picture:
            content = ContentFile(picture.read())
        copy.image.save(PurePath(source.image.name).name, content, save=False)


def _copy_organisers(source: Event, copy: Event) -> None:
    EventOrganiser.objects.bulk_create(
        EventOrganiser(event=copy, organiser_id=link.organiser_id, position=link.position)
        for link in source.organiser_links.all()
    )


def _copy_programme(source: Event, copy: Event, starts_at: datetime | None) -> None:
    talks: dict[int | None, Talk | None] = {None: None}
    for talk in source.talks.all():
        kept = _kept(talk) | {"event_id": copy.pk}
        moved = as_far_after(source, talk.starts_at, starts_at) if starts_at else None
        talks[talk.pk] = Talk(**kept, starts_at=moved)
    Talk.objects.bulk_create(filter(None, talks.values()))
    Appearance.objects.bulk_create(
        Appearance(
            **_kept(row) | {"event_id": copy.pk, "talk_id": getattr(talks[row.talk_id], "pk", None)}
        )
        for row in source.appearances.all()
    )
