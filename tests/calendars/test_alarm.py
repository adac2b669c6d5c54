"""Reminders (VALARM) by the parameter `alarm`."""

import pytest
from django.test import Client

from atmp_events.models import Status
from tests.builders import NOON, an_event
from tests.calendars.parsing import unfolded_lines

pytestmark = pytest.mark.django_db

FILE = "/sv/evenemang/2027/om-celler.ics"
FEED = "/sv/evenemang.ics"


def triggers(client: Client, path: str) -> list[str]:
    found = unfolded_lines(client.get(path).content)
    return [line for line in found if line.startswith("TRIGGER")]


def test_alarm_parameter_sets_the_time_of_the_reminder(client: Client) -> None:
    an_event()
    expected = {
        **{"30m": "-PT30M", "1h": "-PT1H", "36h": "-P1DT12H"},
        **{"2d": "-P2D", "28d": "-P28D"},
    }
    for alarm, trigger in expected.items():
        assert triggers(client, f"{FILE}?alarm={alarm}") == [f"TRIGGER:{trigger}"]
    assert triggers(client, f"{FEED}?all=1&alarm=36h") == ["TRIGGER:-P1DT12H"]


def test_missing_or_invalid_alarm_parameter_sets_no_reminder(client: Client) -> None:
    an_event()
    for alarm in ("", "0h", "1", "h", "-1h", "1w", "29d", "99999m", "1h1h", "١h"):
        assert triggers(client, f"{FILE}?alarm={alarm}") == [], alarm


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.POSTPONED])
def test_cancelled_or_postponed_event_has_no_reminder(client: Client, status: Status) -> None:
    an_event(status=status)
    assert triggers(client, f"{FILE}?alarm=1h") == []


@pytest.mark.parametrize(
    ("alarm", "trigger"), [("1h", "-PT15H"), ("1d", "-PT15H"), ("2d", "-P1DT15H")]
)
def test_reminder_of_an_all_day_event_is_at_nine_on_a_day_before(
    client: Client, alarm: str, trigger: str
) -> None:
    an_event(starts_at=NOON.replace(hour=0), minutes=24 * 60, all_day=True)
    assert triggers(client, f"{FILE}?alarm={alarm}") == [f"TRIGGER:{trigger}"]


def test_source_of_a_feed_contains_the_alarm_parameter(client: Client) -> None:
    an_event()
    feed = unfolded_lines(client.get(f"{FEED}?alarm=1h&kind=seminar").content)
    source = "https://events.example.org/sv/evenemang.ics?kind=seminar&alarm=1h"
    assert f"SOURCE;VALUE=URI:{source}" in feed
    reminder = feed[feed.index("BEGIN:VALARM") : feed.index("END:VALARM")]
    assert reminder[1:3] == ["ACTION:DISPLAY", "DESCRIPTION;LANGUAGE=sv:Om celler"]
