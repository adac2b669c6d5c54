"""A site that sends mail, a month before its event."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from .people import MONTH_BEFORE


@pytest.fixture
def with_mail(settings: Any) -> None:
    """Mail is set up."""
    settings.EMAIL_URL = "smtp://localhost:25"


@pytest.fixture
def a_month_before() -> Iterator[time_machine.Traveller]:
    """It is a month before the event, and the clock stands still."""
    with time_machine.travel(MONTH_BEFORE, tick=False) as traveller:
        yield traveller
