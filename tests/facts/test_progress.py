"""The phase and the registration state of an event at a moment."""

from datetime import datetime, timedelta

import pytest

from atmp_events.facts.event import facts_of
from atmp_events.facts.progress import Phase, RegistrationState, is_over, progress_of
from tests.builders import NOON, an_event

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (NOON - DAY, Phase.COMING),
        (NOON - timedelta(hours=12), Phase.TODAY),
        (NOON - MINUTE, Phase.TODAY),
        (NOON, Phase.UNDER_WAY),
        (NOON + timedelta(minutes=59), Phase.UNDER_WAY),
        (NOON + timedelta(minutes=60), Phase.PAST),
    ],
)
def test_phase_follows_the_clock(now: datetime, phase: Phase) -> None:
    event = an_event()
    assert progress_of(facts_of(event, "sv"), now).phase == phase
    assert is_over(event, now) == (phase == Phase.PAST)


WEEK = 7 * 24 * 60  # minutes


@pytest.mark.parametrize(
    ("fields", "now", "is_long_running"),
    [
        ({"minutes": WEEK}, NOON + DAY, False),
        ({"minutes": WEEK + 1}, NOON + DAY, True),
        ({"minutes": WEEK + 1}, NOON + timedelta(hours=1), False),  # its first day
        ({"minutes": WEEK + 1}, NOON + 8 * DAY, False),
        ({"minutes": WEEK + 1, "status": "cancelled"}, NOON + DAY, False),
    ],
)
def test_event_of_more_than_a_week_is_long_running_from_its_second_day(
    fields: dict, now: datetime, is_long_running: bool
) -> None:
    found = progress_of(facts_of(an_event(**fields), "sv"), now)
    assert found.is_long_running == is_long_running


LINK = {"registration": "by_link", "registration_url": "https://www.uu.se/"}
WINDOW = LINK | {"registration_opens_at": NOON - 9 * DAY, "registration_closes_at": NOON - DAY}


@pytest.mark.parametrize(
    ("fields", "now", "state"),
    [
        ({}, NOON - DAY, RegistrationState.UNSTATED),
        ({"registration": "not_needed"}, NOON - DAY, RegistrationState.NOT_NEEDED),
        (LINK, NOON - DAY, RegistrationState.OPEN),
        (WINDOW, NOON - 10 * DAY, RegistrationState.NOT_OPEN),
        (WINDOW, NOON - 9 * DAY, RegistrationState.OPEN),
        (WINDOW, NOON - 3 * DAY - MINUTE, RegistrationState.OPEN),
        (WINDOW, NOON - 3 * DAY, RegistrationState.CLOSING),
        (WINDOW, NOON - DAY, RegistrationState.CLOSED),
        (WINDOW | {"fully_booked": True}, NOON - 5 * DAY, RegistrationState.FULL),
        (LINK | {"status": "cancelled"}, NOON - DAY, RegistrationState.CLOSED),
        (LINK | {"status": "postponed"}, NOON - DAY, RegistrationState.CLOSED),
        (LINK, NOON + DAY, RegistrationState.CLOSED),
    ],
)
def test_registration_state_follows_the_clock(
    fields: dict, now: datetime, state: RegistrationState
) -> None:
    assert progress_of(facts_of(an_event(**fields), "sv"), now).registration == state


@pytest.mark.parametrize(
    ("zone", "deadline"),
    [
        ("Europe/Berlin", "12 april 2027 kl. 12.00"),
        ("America/New_York", "12 april 2027 kl. 12.00 (svensk tid)"),
    ],
)
def test_deadline_names_swedish_time_where_the_clock_of_the_event_differs(
    zone: str, deadline: str
) -> None:
    registration = facts_of(an_event(timezone=zone, **WINDOW), "sv").registration
    assert registration.closes == f"måndag {deadline}"
    assert registration.closes_briefly.replace("\xa0", " ") == deadline.replace(" 2027", "")
