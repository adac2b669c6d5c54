"""Dates and times in Swedish and in English."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from atmp_events.facts.when import deadline_in_words, when_of
from atmp_events.models import Event
from tests.builders import STOCKHOLM


def an_unsaved_event(starts: str, ends: str, **fields: Any) -> Event:
    def local(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)

    return Event(starts_at=local(starts), ends_at=local(ends), **fields)


WORDS = [
    (
        an_unsaved_event("2024-03-05T16:00", "2024-03-05T17:30"),
        ("5 mars", ("tisdag", "16.00–17.30"), "tisdag 5 mars 2024 kl. 16.00–17.30"),
        ("5 March", ("Tuesday", "16:00–17:30"), "Tuesday 5 March 2024, 16:00–17:30"),
    ),
    (
        an_unsaved_event("2027-09-07T09:00", "2027-09-09T16:00"),
        (
            "7–9 sept.",
            ("tisdag 9.00 –", "torsdag 16.00"),
            "tisdag 7 september kl. 9.00 – torsdag 9 september 2027 kl. 16.00",
        ),
        (
            "7–9 Sept.",
            ("Tuesday 09:00 –", "Thursday 16:00"),
            "Tuesday 7 September, 09:00 – Thursday 9 September 2027, 16:00",
        ),
    ),
    (
        an_unsaved_event("2027-04-30T00:00", "2027-05-03T00:00", all_day=True),
        (
            "30 april – 2 maj",
            ("fredag–söndag", "hela dagen"),
            "fredag 30 april – söndag 2 maj 2027",
        ),
        ("30 April – 2 May", ("Friday–Sunday", "all day"), "Friday 30 April – Sunday 2 May 2027"),
    ),
    (
        an_unsaved_event("2027-02-01T00:00", "2027-02-02T00:00", all_day=True),
        ("1 febr.", ("måndag", "hela dagen"), "måndag 1 februari 2027, hela dagen"),
        ("1 Feb.", ("Monday", "all day"), "Monday 1 February 2027, all day"),
    ),
    (
        an_unsaved_event("2027-12-31T20:00", "2028-01-01T00:00"),
        ("31 dec.", ("fredag", "20.00–24.00"), "fredag 31 december 2027 kl. 20.00–24.00"),
        ("31 Dec.", ("Friday", "20:00–24:00"), "Friday 31 December 2027, 20:00–24:00"),
    ),
]


@pytest.mark.parametrize(("event", "swedish", "english"), WORDS)
def test_time_is_written_in_each_language(
    event: Event, swedish: tuple[object, ...], english: tuple[object, ...]
) -> None:
    sv, en = when_of(event, "sv"), when_of(event, "en")
    assert sv
    assert en
    assert (sv.day, sv.lines, sv.in_words) == swedish
    assert (en.day, en.lines, en.in_words) == english


def test_swedish_time_comes_before_the_local_time() -> None:
    event = an_unsaved_event("2027-03-05T16:00", "2027-03-05T17:30", timezone="Europe/Helsinki")
    when = when_of(event, "sv")
    assert when
    assert (when.lines[1], when.zone_note) == ("16.00–17.30", "svensk tid, 17.00 i Helsinki")
    assert when.starts_iso == "2027-03-05T17:00+02:00"


def test_online_event_names_the_time_zone() -> None:
    event = an_unsaved_event("2027-06-05T16:00", "2027-06-05T17:30", attendance_mode="online")
    when = when_of(event, "en")
    assert when
    assert when.zone_note == "Swedish time"


def test_local_time_on_another_day_has_its_date() -> None:
    event = an_unsaved_event("2028-01-01T07:00", "2028-01-01T08:00", timezone="Pacific/Honolulu")
    sv, en = when_of(event, "sv"), when_of(event, "en")
    assert sv
    assert en
    assert sv.in_full == (
        "lördag 1 januari 2028 kl. 7.00–8.00 (svensk tid, 31 december kl. 20.00 i Honolulu)"
    )
    assert en.local_start == "31 December, 20:00 in Honolulu"
    assert sv.starts_iso == "2027-12-31T20:00-10:00"


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"timezone": "Europe/Berlin"}, ""),  # where the clock is the same
        ({"timezone": "Europe/Berlin", "attendance_mode": "online"}, "svensk tid"),
        ({"timezone": "America/New_York"}, "svensk tid, 10.00 i New York"),
        ({"timezone": "UTC"}, "svensk tid, 15.00 UTC"),
        ({"timezone": "Etc/GMT+5"}, "svensk tid, 10.00 -05"),
    ],
)
def test_local_time_is_shown_only_when_it_differs(fields: dict[str, str], note: str) -> None:
    when = when_of(an_unsaved_event("2027-03-05T16:00", "2027-03-05T17:30", **fields), "sv")
    assert when
    assert when.zone_note == note


def test_local_time_is_shown_when_clocks_change_only_in_sweden() -> None:
    weekend = ("2027-03-27T16:00", "2027-03-28T17:00")
    when = when_of(an_unsaved_event(*weekend, timezone="Africa/Lagos"), "sv")
    assert when
    assert when.zone_note == "svensk tid, 16.00 i Lagos"


def test_whole_days_are_in_local_time() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    start = datetime(2027, 3, 5, tzinfo=tokyo)
    event = Event(
        starts_at=start, ends_at=start.replace(day=6), all_day=True, timezone="Asia/Tokyo"
    )
    when = when_of(event, "sv")
    assert when
    assert when.in_full == "fredag 5 mars 2027, hela dagen"


@pytest.mark.parametrize(
    ("starts", "ends", "year", "days"),
    [
        ("2024-12-30T10:00", "2025-01-02T12:00", "2024–2025", "30 december 2024 – 2 januari 2025"),
        ("2023-02-01T10:00", "2025-02-01T12:00", "2023–2025", "1 februari 2023 – 1 februari 2025"),
        ("2027-12-31T20:00", "2028-01-01T00:00", "2027", "31 december 2027"),
    ],
)
def test_event_over_a_new_year_shows_both_years(
    starts: str, ends: str, year: str, days: str
) -> None:
    when = when_of(an_unsaved_event(starts, ends), "sv")
    assert when
    assert (when.year, when.date_in_words) == (year, days)


def test_deadline_at_midnight_is_24_hours_of_the_day_before() -> None:
    midnight = datetime(2027, 10, 31, tzinfo=STOCKHOLM)
    assert deadline_in_words(midnight, "en") == "Saturday 30 October 2027, 24:00"
    assert deadline_in_words(midnight, "sv") == "lördag 30 oktober 2027 kl. 24.00"
    noon = midnight.replace(hour=12)
    assert deadline_in_words(noon, "sv") == "söndag 31 oktober 2027 kl. 12.00"


def test_event_without_a_date_has_no_time() -> None:
    assert when_of(Event(), "sv") is None
