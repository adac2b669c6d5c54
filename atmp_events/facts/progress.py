"""Progress of an event at one moment: coming, under way or past; registration open or closed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from ..models import NOT_HELD, Event, Registration, Status
from .event import EventFacts
from .subscriptable import Subscriptable
from .when import When

CLOSING_SOON: Final = timedelta(days=2)
LONG: Final = timedelta(days=7)


class Phase(StrEnum):
    """The event and the time: before, during or after."""

    UNDATED = "undated"
    COMING = "coming"
    TODAY = "today"
    UNDER_WAY = "under_way"
    PAST = "past"


class RegistrationState(StrEnum):
    """Whether one can register, and the reason if one cannot."""

    UNSTATED = "unstated"
    NOT_NEEDED = "not_needed"
    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSING = "closing"
    FULL = "full"
    WAITING_LIST = "waiting_list"  # full, but with a waiting list
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Progress(Subscriptable):
    """How far an event is at one moment; it changes without a save."""

    phase: Phase
    registration: RegistrationState
    status: str
    began_before: bool  # it started on an earlier day
    is_long: bool  # it takes more than a week
    is_last_day: bool  # registration closes today

    @property
    def is_past(self) -> bool:
        """Whether the event has ended."""
        return self.phase == Phase.PAST

    @property
    def is_under_way(self) -> bool:
        """Whether the event has begun and has not ended."""
        return self.phase == Phase.UNDER_WAY

    @property
    def took_place(self) -> bool:
        """Whether the event was held."""
        return self.is_past and self.status != Status.CANCELLED

    @property
    def takes_place(self) -> bool:
        """Whether the event is still to come or under way, and not called off."""
        return not self.is_past and self.status not in NOT_HELD

    @property
    def is_long_running(self) -> bool:
        """Whether the event is under way since an earlier day, and for more than a week."""
        return self.takes_place and self.began_before and self.is_long

    @property
    def can_register(self) -> bool:
        """Whether registration is open, if only for the waiting list."""
        return self.registration in {
            RegistrationState.OPEN,
            RegistrationState.CLOSING,
            RegistrationState.WAITING_LIST,
        }


def is_over(event: Event, now: datetime) -> bool:
    """Return whether an event has ended, as `Progress.is_past`.

    A postponed event has not ended: its new date is not known.
    """
    is_past = event.ends_at is not None and event.ends_at <= now
    return is_past and event.status != Status.POSTPONED


def progress_of(facts: EventFacts, now: datetime) -> Progress:
    """Return the progress of an event at `now` (aware)."""
    phase, when = _phase(facts, now), facts.when
    return Progress(
        phase=phase,
        registration=_registration(facts, phase, now),
        status=facts.status,
        began_before=when is not None and _today(when, now) > when.starts_at.date(),
        is_long=when is not None and when.ends_at - when.starts_at > LONG,
        is_last_day=_is_last_day(facts, now),
    )


def _phase(facts: EventFacts, now: datetime) -> Phase:
    when = facts.when
    # A postponed event has no known date, so it is never past (as `is_over`).
    if when is None or facts.status == Status.POSTPONED:
        return Phase.UNDATED
    if now >= when.ends_at:
        return Phase.PAST
    if now >= when.starts_at:
        return Phase.UNDER_WAY
    return Phase.TODAY if _today(when, now) == when.starts_at.date() else Phase.COMING


def _is_last_day(facts: EventFacts, now: datetime) -> bool:
    closes = facts.registration.closes_at
    if closes is None or closes <= now:
        return False
    # At midnight the day before has ended.
    last = closes - timedelta(microseconds=1)
    return last.date() == now.astimezone(closes.tzinfo).date()


def _today(when: When, now: datetime) -> date:
    return now.astimezone(when.starts_at.tzinfo).date()


def _registration(facts: EventFacts, phase: Phase, now: datetime) -> RegistrationState:
    registration = facts.registration
    no_mail = registration.how == Registration.HERE and not registration.is_here
    if registration.how == Registration.UNSTATED or no_mail:
        return RegistrationState.UNSTATED
    if phase == Phase.PAST or facts.is_called_off:
        return RegistrationState.CLOSED
    if registration.how == Registration.NOT_NEEDED:
        return RegistrationState.NOT_NEEDED
    # Without a closing time, registration on this site closes when the event begins.
    if registration.is_here and phase == Phase.UNDER_WAY and not registration.closes_at:
        return RegistrationState.CLOSED
    return _by_time(facts, now)


def _by_time(facts: EventFacts, now: datetime) -> RegistrationState:
    registration = facts.registration
    if registration.closes_at and now >= registration.closes_at:
        return RegistrationState.CLOSED
    if registration.fully_booked and not registration.has_waiting_list:
        return RegistrationState.FULL
    if registration.opens_at and now < registration.opens_at:
        return RegistrationState.NOT_OPEN
    if registration.fully_booked:
        return RegistrationState.WAITING_LIST
    if registration.closes_at and registration.closes_at - now <= CLOSING_SOON:
        return RegistrationState.CLOSING
    return RegistrationState.OPEN
