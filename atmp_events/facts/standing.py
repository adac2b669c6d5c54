"""State of an event at one moment: coming or past, registration open or closed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from ..models import Registration, Status
from .event import EventFacts

CLOSING_SOON: Final = timedelta(days=2)


class Phase(StrEnum):
    """The event and the time: before, during or after."""

    UNDATED = "undated"
    COMING = "coming"
    TODAY = "today"
    UNDER_WAY = "under_way"
    PAST = "past"


class RegistrationState(StrEnum):
    """Whether one can register, and if not, why."""

    UNSTATED = "unstated"
    NOT_NEEDED = "not_needed"
    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSING = "closing"
    FULL = "full"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of an event at one moment; it changes without a save."""

    phase: Phase
    registration: RegistrationState
    status: str

    @property
    def is_past(self) -> bool:
        """Whether the event has ended."""
        return self.phase == Phase.PAST

    @property
    def is_cancelled(self) -> bool:
        """Whether the event is cancelled."""
        return self.status == Status.CANCELLED

    @property
    def takes_place(self) -> bool:
        """Whether the event is still to come or under way, and not called off."""
        return not self.is_past and self.status not in {Status.CANCELLED, Status.POSTPONED}

    @property
    def can_register(self) -> bool:
        """Whether registration is open."""
        return self.registration in {RegistrationState.OPEN, RegistrationState.CLOSING}


def standing(facts: EventFacts, now: datetime) -> Standing:
    """Return the state of the event at `now` (aware)."""
    phase = _phase(facts, now)
    return Standing(phase, _registration(facts, phase, now), facts.status)


def _phase(facts: EventFacts, now: datetime) -> Phase:
    when = facts.when
    if when is None:
        return Phase.UNDATED
    if now >= when.ends_at:
        return Phase.PAST
    if now >= when.starts_at:
        return Phase.UNDER_WAY
    today = now.astimezone(when.starts_at.tzinfo).date()
    return Phase.TODAY if today == when.starts_at.date() else Phase.COMING


def _registration(facts: EventFacts, phase: Phase, now: datetime) -> RegistrationState:
    registration = facts.registration
    if registration.how == Registration.UNSTATED:
        return RegistrationState.UNSTATED
    if phase == Phase.PAST or facts.status in {Status.CANCELLED, Status.POSTPONED}:
        return RegistrationState.CLOSED
    if registration.how == Registration.NOT_NEEDED:
        return RegistrationState.NOT_NEEDED
    return _by_link(facts, now)


def _by_link(facts: EventFacts, now: datetime) -> RegistrationState:
    registration = facts.registration
    if registration.closes_at and now >= registration.closes_at:
        return RegistrationState.CLOSED
    if registration.fully_booked:
        return RegistrationState.FULL
    if registration.opens_at and now < registration.opens_at:
        return RegistrationState.NOT_OPEN
    if registration.closes_at and now >= registration.closes_at - CLOSING_SOON:
        return RegistrationState.CLOSING
    return RegistrationState.OPEN
