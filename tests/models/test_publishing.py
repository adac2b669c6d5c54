"""Whether events are public or past: the query and the property of one event must agree."""

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
    ("fields", "is_public", "is_public_or_scheduled"),
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
def test_query_and_event_agree_on_what_is_public(
    fields: dict, is_public: bool, is_public_or_scheduled: bool
) -> None:
    event, events = an_event(**fields), Event.objects.all()
    assert event.is_public(MORNING_BEFORE) is is_public
    assert events.public(MORNING_BEFORE).exists() is is_public
    assert event.is_public_or_scheduled is is_public_or_scheduled


@pytest.mark.parametrize(
    "fields", [{}, {"minutes": 3 * 24 * 60}, {"all_day": True}, {"state": State.DRAFT}]
)
@pytest.mark.parametrize("status", ["scheduled", "cancelled"])
def test_query_and_event_agree_on_what_is_past(fields: dict, status: str) -> None:
    event = an_event(**{"starts_at": MIDNIGHT, "minutes": 24 * 60, "status": status} | fields)
    an_event(starts_at=event.starts_at + 99 * HOUR)
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
