"""One rule, asked of rows and of one row."""

from datetime import timedelta

import pytest

from atmp_events.models import Event, State
from tests.builders import MORNING_BEFORE, an_event

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("fields", "readers_see_it"),
    [
        ({"state": State.DRAFT}, False),
        ({"state": State.DRAFT, "publish_at": MORNING_BEFORE - HOUR}, False),
        ({"state": State.PUBLISHED}, True),
        ({"state": State.PUBLISHED, "publish_at": MORNING_BEFORE - HOUR}, True),
        ({"state": State.PUBLISHED, "publish_at": MORNING_BEFORE}, True),
        ({"state": State.PUBLISHED, "publish_at": MORNING_BEFORE + HOUR}, False),
    ],
)
def test_rows_and_one_row_agree_on_who_may_read(fields: dict, readers_see_it: bool) -> None:
    event = an_event(**fields)
    assert event.is_public(MORNING_BEFORE) is readers_see_it
    assert Event.objects.public(MORNING_BEFORE).exists() is readers_see_it


def test_an_event_under_way_is_still_coming_until_it_ends() -> None:
    event = an_event()
    assert list(Event.objects.coming(event.ends_at - HOUR / 60)) == [event]
    assert list(Event.objects.coming(event.ends_at)) == []
    assert list(Event.objects.past(event.ends_at)) == [event]


def test_a_draft_is_coming_too_until_the_moment_it_ends() -> None:
    draft = an_event(state=State.DRAFT)
    an_event(starts_at=draft.starts_at + HOUR)  # the first that readers see
    assert draft in Event.objects.coming(draft.ends_at - HOUR / 3600)
    assert draft not in Event.objects.coming(draft.ends_at)
    assert draft in Event.objects.past(draft.ends_at)
