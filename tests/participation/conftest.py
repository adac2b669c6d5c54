"""A site that sends mail, and a clock that stands still before its event."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.builders import MORNING_BEFORE

from .people import MONTH_BEFORE


@pytest.fixture
def with_mail(settings: Any) -> None:
    """Mail is set up, with a sender that has a name."""
    settings.EMAIL_URL = "smtp://localhost:25"
    settings.DEFAULT_FROM_EMAIL = "ATMP <kalender@events.example.org>"


@pytest.fixture
def a_month_before() -> Iterator[time_machine.Traveller]:
    """It is a month before the event, and the clock stands still."""
    with time_machine.travel(MONTH_BEFORE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is the morning before the event, and the clock stands still."""
    with time_machine.travel(MORNING_BEFORE, tick=False) as traveller:
        yield traveller
