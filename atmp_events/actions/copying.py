"""Copies of an event as new drafts: the next meeting, or those of a whole term."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any, Final, TypeVar

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model, TextChoices
from django.utils.translation import gettext_lazy as _

from ..facts.when import midnight
from ..models import (
    Appearance,
    Event,
    EventOrganiser,
    Registration,
    State,
    Status,
    Talk,
    registration_settings_of,
)
from .revising import revise
from .versions import columns_of

Row = TypeVar("Row", bound=Model)

AN_HOUR: Final = timedelta(hours=1)
A_DAY: Final = timedelta(days=1)
# Fields that belong to one event only. All other editable fields are copied.
NOT_COPIED: Final = frozenset(
    {
        *("starts_at", "ends_at", "number", "slug_sv", "slug_en", "image"),
        *("status", "previous_starts_at", "status_note_sv", "status_note_en"),
        *("registration_opens_at", "registration_closes_at", "fully_booked"),
        *("web_page", "recording_url", "slides_url", "no_materials", "state", "publish_at"),
        *("slides_file", "caption_languages", "consent_on"),
    }
)


class Part(TextChoices):
    """A part that a copy can leave out."""

    TITLE = "title", _("The title")
    TEXTS = "texts", _("Lead, text and picture")
    TALKS = "talks", _("The talks")
    SPEAKERS = "speakers", _("The speakers")


PICTURE: Final = frozenset({"image_alt_sv", "image_alt_en", "image_credit"})
COLUMNS_OF_PART: Final[dict[str, frozenset[str]]] = {
    Part.TITLE: frozenset({"title_sv", "title_en"}),
    Part.TEXTS: frozenset({"summary_sv", "summary_en", "body_sv", "body_en"}) | PICTURE,
}


@transaction.atomic
def copy_to(
    source: Event,
    *,
    days: Collection[date] = (),
    at: time | None = None,
    now: datetime,
    without: Collection[str] = (),
    uid: str | None = None,
) -> list[Event]:
    """Create drafts of `source`, one a day, with its texts, place, organisers and programme.

    `at` is the time of day of the start in the zone of `source`; by default that of `source`.
    Talks keep their distance from the start. If `source` has a number, each draft gets the next
    number of its series in the year. Without days one draft without times is created. `without`
    are parts to leave out. The first draft gets `uid`, if given. Raises ValueError if there is no
    time of day.
    """
    starts: list[datetime | None] = [_start(source, day, at) for day in sorted(days)]
    copies = [
        _copy(source, start, without, None if place else uid)
        for place, start in enumerate(starts or [None])
    ]
    revise(Event.objects.filter(pk__in=[copy.pk for copy in copies]), now=now)
    return copies


def _start(source: Event, day: date, at: time | None) -> datetime:
    if source.all_day:
        return midnight(day, source.zone)
    if at is None and source.starts_at:
        at = source.local(source.starts_at).time()
    if at is None:
        raise ValueError("An event without a time can be copied to a day only with a time.")
    # By way of UTC: a time that the clocks skip that night becomes one that exists.
    return datetime.combine(day, at, source.zone).astimezone(UTC).astimezone(source.zone)


def _copy(
    source: Event, starts_at: datetime | None, without: Collection[str], uid: str | None
) -> Event:
    left_out = {name for part in without for name in COLUMNS_OF_PART.get(part, ())}
    fields = {name: it for name, it in _fields_to_copy(source).items() if name not in left_out}
    copy = Event(**fields, state=State.DRAFT, status=Status.SCHEDULED, starts_at=starts_at)
    copy.uid = uid or copy.uid
    if starts_at:
        ends_at = shift_moment(source, source.ends_at, starts_at)
        copy.ends_at = ends_at or _default_end(source, starts_at)
        if source.series and source.number is not None:
            copy.number = source.series.next_number(starts_at.year)
    if Part.TEXTS not in without:
        _copy_picture(source, copy)
    copy.save()
    EventOrganiser.objects.bulk_create(
        _copied(link, event_id=copy.pk) for link in source.organiser_links.all()
    )
    talks = {} if Part.TALKS in without else _copy_talks(source, copy, starts_at)
    if Part.SPEAKERS not in without:
        _copy_speakers(source, copy, talks)
    if source.registration == Registration.HERE:
        _copied(registration_settings_of(source), event_id=copy.pk).save()
    return copy


def _copied(row: Row, **others: Any) -> Row:
    """Return an unsaved copy of a row, with other values of some columns."""
    return type(row)(**_fields_to_copy(row) | others)


def _fields_to_copy(row: Model) -> dict[str, Any]:
    columns = (it for it in columns_of(type(row)) if it.name not in NOT_COPIED)
    return {it.attname: getattr(row, it.attname) for it in columns}


def shift_moment(source: Event, moment: datetime | None, starts_at: datetime) -> datetime | None:
    """Return a time of `source` moved to `starts_at`, at the same distance in local time."""
    if moment is None or source.starts_at is None:
        return None
    # Datetimes of one zone are subtracted in local time.
    return starts_at + (source.local(moment) - source.local(source.starts_at))


def _default_end(source: Event, starts_at: datetime) -> datetime:
    length = source.series.usual_length if source.series else None
    return starts_at + (A_DAY if source.all_day else length or AN_HOUR)


def _copy_picture(source: Event, copy: Event) -> None:
    """Copy the file too, so that replacing the picture of one event leaves the other's."""
    if source.image and source.image.storage.exists(source.image.name):
        with source.image.open("rb") as picture:
            content = ContentFile(picture.read())
        copy.image.save(PurePath(source.image.name).name, content, save=False)


def _copy_talks(source: Event, copy: Event, starts_at: datetime | None) -> dict[int | None, Talk]:
    """Copy the talks; return the copies by the primary keys of their originals."""
    talks: dict[int | None, Talk] = {}
    for talk in source.talks_in_order:
        moved = shift_moment(source, talk.starts_at, starts_at) if starts_at else None
        talks[talk.pk] = _copied(talk, event_id=copy.pk, starts_at=moved)
    Talk.objects.bulk_create(talks.values())
    return talks


def _copy_speakers(source: Event, copy: Event, talks: dict[int | None, Talk]) -> None:
    """Copy speakers to the copies of their talks; without such a copy, once to the whole event."""
    rows, at_whole_event = list[Appearance](), set[tuple[Any, ...]]()
    for row in source.appearances_in_order:
        talk = talks.get(row.talk_id)
        described = (row.person_id, row.role, row.affiliation)
        if talk or described not in at_whole_event:
            rows.append(_copied(row, event_id=copy.pk, talk_id=talk and talk.pk))
        if not talk:
            at_whole_event.add(described)
    Appearance.objects.bulk_create(rows)
