"""A site that writes letters, and a clock that stands still."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.builders import MORNING_BEFORE


@pytest.fixture
def mail(settings: Any) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:25"
    settings.DEFAULT_FROM_EMAIL = "ATMP <kalender@events.example.org>"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Monday morning, the day before what `an_event` makes."""
    with time_machine.travel(MORNING_BEFORE, tick=False) as travelled:
        yield travelled
