"""A reminder is only for those whose address asks for it."""

import pytest
from django.test import Client

from atmp_events.models import Status
from tests.builders import NOON, an_event
from tests.calendars.reading import lines

pytestmark = pytest.mark.django_db

FILE = "/sv/evenemang/2027/om-celler.ics"
FEED = "/sv/evenemang.ics"


def triggers(client: Client, path: str) -> list[str]:
    told = lines(client.get(path).content)
    return [line for line in told if line.startswith("TRIGGER")]


@pytest.mark.parametrize(
    ("asked", "trigger"),
    [("30m", "-PT30M"), ("1h", "-PT1H"), ("36h", "-P1DT12H"), ("2d", "-P2D"), ("28d", "-P28D")],
)
def test_who_asks_is_reminded_so_long_before(client: Client, asked: str, trigger: str) -> None:
    an_event()
    for path in (f"{FILE}?", f"{FEED}?all=1&"):
        assert triggers(client, f"{path}alarm={asked}") == [f"TRIGGER:{trigger}"]


@pytest.mark.parametrize("asked", ["", "0h", "1", "h", "-1h", "1w", "29d", "99999m", "1h1h", "١h"])
def test_nobody_is_reminded_unasked_or_by_what_cannot_be_read(client: Client, asked: str) -> None:
    an_event()
    assert triggers(client, f"{FILE}?alarm={asked}") == []


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.POSTPONED])
def test_nobody_is_reminded_of_what_will_not_take_place(client: Client, status: Status) -> None:
    an_event(status=status)
    assert triggers(client, f"{FILE}?alarm=1h") == []


@pytest.mark.parametrize(
    ("asked", "trigger"), [("1h", "-PT15H"), ("1d", "-PT15H"), ("2d", "-P1DT15H")]
)
def test_of_a_whole_day_one_is_reminded_the_morning_before(
    client: Client, asked: str, trigger: str
) -> None:
    an_event(starts_at=NOON.replace(hour=0), minutes=24 * 60, all_day=True)
    assert triggers(client, f"{FILE}?alarm={asked}") == [f"TRIGGER:{trigger}"]


def test_a_feed_with_reminders_names_itself_so(client: Client) -> None:
    an_event()
    told = lines(client.get(f"{FEED}?alarm=1h&kind=seminar").content)
    source = "https://events.example.org/sv/evenemang.ics?kind=seminar&alarm=1h"
    assert f"SOURCE;VALUE=URI:{source}" in told
    reminder = told[told.index("BEGIN:VALARM") : told.index("END:VALARM")]
    assert reminder[1:3] == ["ACTION:DISPLAY", "DESCRIPTION;LANGUAGE=sv:Om celler"]
