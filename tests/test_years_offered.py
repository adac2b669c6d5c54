"""The filter of the list offers each year that an event touches, by Swedish time."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from atmp_events.selection import Options
from tests.builders import an_event

pytestmark = pytest.mark.django_db


def test_an_event_over_new_year_offers_both_years() -> None:
    an_event(starts_at=datetime(2024, 12, 30, 12, tzinfo=UTC), minutes=3 * 24 * 60)
    assert Options(timezone.now()).years == [2025, 2024]


def test_years_are_those_of_the_swedish_clock() -> None:
    start = datetime(2027, 1, 1, 1, tzinfo=UTC)  # still 31 December in New York
    an_event(starts_at=start, timezone="America/New_York")
    assert Options(timezone.now()).years == [2027]
