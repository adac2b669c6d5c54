"""The start page of the admin (the desk): coming events and drafts, and what each needs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final, TypeAlias

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..facts.event import LECTURE_KINDS
from ..facts.when import swedish_time, told
from ..languages import current
from ..models import NOT_HELD, AttendanceMode, Event, Kind, LinkCheck, Registration, State, Status
from ..proofreading.dates import programme
from ..proofreading.dead_links import links_of
from ..proofreading.materials import materials
from .row_page import row_path
from .translations import Unfinished, field_path, unfinished_in

SOON: Final = timedelta(days=7)
ASKED_FOR: Final = timedelta(days=60)  # slides and recordings, after the event


@dataclass(frozen=True, slots=True)
class Need:
    """Something to do about an event, and the path of the field to do it in."""

    words: str
    path: str


@dataclass(slots=True)
class DeskEvent:
    """A coming event or a draft, and what it needs."""

    event: Event
    starts: str
    state: str
    is_held: bool = False  # then it is asked for slides and recording only
    needs: list[Need] = field(default_factory=list)
    translations: list[Unfinished] = field(default_factory=list)

    @property
    def is_in_need(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.needs or self.translations)


Find: TypeAlias = Callable[[Event, datetime], Iterator[Need]]


def on_the_desk(now: datetime) -> list[DeskEvent]:
    """Return the coming events, soonest first, then drafts and what waits for a new date."""
    wanted = Q(ends_at__gt=now) | Q(state=State.DRAFT) | Q(status=Status.POSTPONED) | _held(now)
    found = Event.objects.filter(wanted, deleted_at=None)
    events = found.with_facts().select_related("agreed_texts")
    rows = [_row(event, now) for event in sorted(events, key=lambda event: _place(event, now))]
    _find_same_room(rows)
    _find_dead_links(rows)
    return [row for row in rows if row.is_in_need or not row.is_held]


def _held(now: datetime) -> Q:
    """Filter to the events of the last two months that may lack slides, from the day after."""
    midnight = swedish_time(now).replace(hour=0, minute=0, second=0, microsecond=0)
    ended = Q(ends_at__gt=now - ASKED_FOR, ends_at__lte=midnight)
    return ended & Q(state=State.PUBLISHED, no_materials=False) & ~Q(status__in=NOT_HELD)


def _is_held(event: Event, now: datetime) -> bool:
    is_over = event.ends_at is not None and event.ends_at <= now
    return is_over and event.state == State.PUBLISHED and event.status not in NOT_HELD


def _lacking_materials(event: Event) -> Iterator[Need]:
    shown = event.recording_url or event.slides_url
    if not shown and not any(talk.has_materials for talk in event.talks.all()):
        words = str(_("Slides and recording: add them, or say that there will be none"))
        yield Need(words, field_path(event, "no_materials"))
    for finding in materials(event, current()):
        yield Need(finding.words, field_path(event, finding.field))


def starts(event: Event) -> str:
    """Return the date and time at which an event starts, as visitors are told: in Swedish time.

    So the row stands under the same day in the list's line of dates.
    """
    if event.starts_at is None:
        return str(_("no date yet"))
    starts_at = told(event, event.starts_at)
    return f"{starts_at:{'%Y-%m-%d' if event.all_day else '%Y-%m-%d %H:%M'}}"


def _place(event: Event, now: datetime) -> tuple[bool, float, int]:
    is_coming = event.ends_at is not None and event.ends_at > now
    return not is_coming, event.starts_at.timestamp() if event.starts_at else 0, event.pk


def _row(event: Event, now: datetime) -> DeskEvent:
    if _is_held(event, now):
        needs = list(_lacking_materials(event)) if event.is_public(now) else []
        return DeskEvent(event, starts(event), _state(event, now), True, needs)
    needs = [need for find in NEEDS for need in find(event, now)]
    return DeskEvent(event, starts(event), _state(event, now), False, needs, unfinished_in(event))


def _state(event: Event, now: datetime) -> str:
    if event.status != Status.SCHEDULED:
        return str(Status(event.status).label)
    if event.state == State.PUBLISHED and not event.is_public(now):
        return str(_("To be published"))
    return str(State(event.state).label)


def _takes_place(event: Event) -> bool:
    return event.status not in NOT_HELD


def drafts(event: Event, now: datetime) -> Iterator[Need]:
    """Find events that nobody can read yet, or that have no date."""
    if event.state == State.DRAFT:
        yield Need(str(_("Draft: nobody can read it yet")), field_path(event, "state"))
    if event.starts_at is None:
        yield Need(str(_("No date yet")), field_path(event, "starts_at_0"))


def without_venue(event: Event, now: datetime) -> Iterator[Need]:
    """Find events on site that have no venue."""
    on_site = event.attendance_mode != AttendanceMode.ONLINE
    if on_site and event.venue is None and _takes_place(event):
        yield Need(str(_("No venue")), field_path(event, "venue"))


def without_speaker(event: Event, now: datetime) -> Iterator[Need]:
    """Find lectures without a speaker."""
    lectured = event.kind in {*LECTURE_KINDS, Kind.DISSERTATION}
    if lectured and _takes_place(event) and not event.appearances.all():
        yield Need(str(_("No speaker")), f"{row_path(event)}#appearances-group")


def without_alternative(event: Event, now: datetime) -> Iterator[Need]:
    """Find portraits without an alternative text."""
    people = {row.person_id: row.person for row in event.appearances.all()}
    for person in people.values():
        if person.portrait and not (person.portrait_alt_sv and person.portrait_alt_en):
            language = "en" if person.portrait_alt_sv else "sv"
            yield Need(
                str(_("The portrait of %(name)s is not described") % {"name": person.name}),
                f"{row_path(person)}#id_portrait_alt_{language}",
            )


def registration_closing(event: Event, now: datetime) -> Iterator[Need]:
    """Find registration that closes within a week."""
    closes_at = event.registration_closes_at
    if event.registration != Registration.BY_LINK or not closes_at or not _takes_place(event):
        return
    if now < closes_at <= now + SOON and event.is_public(now):
        when = f"{swedish_time(closes_at):%Y-%m-%d %H:%M}"
        words = str(_("Registration closes %(when)s") % {"when": when})
        yield Need(words, field_path(event, "registration_closes_at_0"))


def talks_outside(event: Event, now: datetime) -> Iterator[Need]:
    """Find talks outside the time of the event, as the check does."""
    for finding in programme(event, current()) if _takes_place(event) else ():
        yield Need(finding.words, field_path(event, finding.field))


# A new kind of need is a new function in this list.
NEEDS: Final[tuple[Find, ...]] = (
    drafts,
    without_venue,
    without_speaker,
    without_alternative,
    registration_closing,
    talks_outside,
)


def _find_same_room(rows: list[DeskEvent]) -> None:
    """Add a need to both of two events in the same room at the same time."""
    coming = [row for row in rows if not row.is_held]
    in_rooms = [row for row in coming if _rooms(row.event) and _takes_place(row.event)]
    for one, other in combinations(in_rooms, 2):
        if _rooms(one.event) & _rooms(other.event) and _overlap(one.event, other.event):
            for row, neighbour in ((one, other), (other, one)):
                words = _("In the same room at the same time as “%(title)s”")
                row.needs.append(
                    Need(str(words % {"title": neighbour.event}), field_path(row.event, "room_sv"))
                )


def _find_dead_links(rows: list[DeskEvent]) -> None:
    """Add a need for each link that was dead when it was last checked: one query for all."""
    dead = set(
        LinkCheck.objects.filter(dead_since_at__isnull=False).values_list("address", flat=True)
    )
    for row in (row for row in rows if dead and not row.is_held):
        for name, address in links_of(row.event):
            if address in dead:
                words = str(_("Dead link: %(address)s") % {"address": address})
                row.needs.append(Need(words, field_path(row.event, name)))


def _rooms(event: Event) -> set[tuple[int, str]]:
    if event.venue_id is None or event.attendance_mode == AttendanceMode.ONLINE:
        return set()
    names = {name.strip().casefold() for name in (event.room_sv, event.room_en)}
    return {(event.venue_id, name) for name in names if name}


def _overlap(one: Event, other: Event) -> bool:
    if not (one.starts_at and one.ends_at and other.starts_at and other.ends_at):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
