"""A rule in two forms, for a query and for one event: both must agree."""

from datetime import timedelta

import pytest

from atmp_events.facts.event import facts_of
from atmp_events.facts.progress import progress_of
from atmp_events.models import Event, State
from tests.builders import MORNING_BEFORE, NOON, an_event

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
MIDNIGHT = NOON - 12 * HOUR


@pytest.mark.parametrize(
    ("fields", "readers_see_it", "at_some_time"),
    [
        ({"state": State.DRAFT}, False, False),
        ({"state": State.DRAFT, "publish_at": MORNING_BEFORE - HOUR}, False, False),
        ({"state": State.PUBLISHED}, True, True),
        ({"state": State.PUBLISHED, "publish_at": MORNING_BEFORE - HOUR}, True, True),
        ({"state": State.PUBLISHED, "publish_at": MORNING_BEFORE}, True, True),
        ({"state": State.PUBLISHED, "publish_at": MORNING_BEFORE + HOUR}, False, True),
        ({"state": State.PUBLISHED, "deleted_at": MORNING_BEFORE}, False, False),
        ({"state": State.DRAFT, "deleted_at": MORNING_BEFORE}, False, False),
    ],
)
def test_rows_and_one_row_agree_on_who_may_read(
    fields: dict, readers_see_it: bool, at_some_time: bool
) -> None:
    event, events = an_event(**fields), Event.objects.all()
    assert event.is_public(MORNING_BEFORE) is readers_see_it
    assert events.public(MORNING_BEFORE).exists() is readers_see_it
    assert event.is_public_or_scheduled is at_some_time


@pytest.mark.parametrize(
    "fields", [{}, {"minutes": 3 * 24 * 60}, {"all_day": True}, {"state": State.DRAFT}]
)
@pytest.mark.parametrize("status", ["scheduled", "cancelled"])
def test_rows_and_one_row_agree_on_what_is_past(fields: dict, status: str) -> None:
    event = an_event(**{"starts_at": MIDNIGHT, "minutes": 24 * 60, "status": status} | fields)
    an_event(starts_at=event.starts_at + 99 * HOUR)  # Another makes no difference.
    facts, second = facts_of(event, "sv"), HOUR / 3600
    for now, is_past in (
        (event.starts_at - second, False),
        (event.starts_at, False),
        (event.ends_at - second, False),
        (event.ends_at, True),
        (event.ends_at + second, True),
    ):
        assert progress_of(facts, now).is_past is is_past
        assert (event in Event.objects.past(now)) is is_past
        assert (event in Event.objects.coming(now)) is not is_past
