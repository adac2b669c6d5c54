"""The days of a recurring event, with weekends and holidays."""

from datetime import date

import pytest

from atmp_events.actions.recurrence import Frequency, days_of


@pytest.mark.parametrize(
    ("frequency", "last_on", "expected"),
    [
        (Frequency.WEEKLY, date(2027, 2, 2), "01-12 01-19 01-26 02-02"),
        (Frequency.FIRST, date(2027, 6, 30), "02-02 03-02 04-06 05-04 06-01"),
        (Frequency.SECOND, date(2027, 6, 30), "01-12 02-09 03-09 04-13 05-11 06-08"),
        (Frequency.THIRD, date(2027, 6, 30), "01-19 02-16 03-16 04-20 05-18 06-15"),
        (Frequency.FOURTH, date(2027, 6, 30), "01-26 02-23 03-23 04-27 05-25 06-22"),
        (Frequency.LAST, date(2027, 6, 30), "01-26 02-23 03-30 04-27 05-25 06-29"),
    ],
)
def test_tuesdays_of_each_frequency(frequency: Frequency, last_on: date, expected: str) -> None:
    days = days_of(
        frequency, day_of_week=1, first_on=date(2027, 1, 10), last_on=last_on, language="sv"
    )
    assert [f"{day.on:%m-%d}" for day in days] == expected.split()


def test_holidays_and_their_eves_are_named_in_both_languages() -> None:
    fridays = [
        days_of(
            Frequency.LAST,
            day_of_week=4,
            first_on=date(2027, 3, 1),
            last_on=date(2027, 6, 30),
            language=language,
        )
        for language in ("sv", "en")
    ]
    assert [[day.holiday for day in days] for days in fridays] == [
        ["Långfredagen", "", "", "Midsommarafton"],
        ["Good Friday", "", "", "Midsummer Eve"],
    ]


def test_fortnightly_days_count_from_the_first_day() -> None:
    days = days_of(
        Frequency.FORTNIGHTLY,
        day_of_week=5,
        first_on=date(2027, 4, 17),
        last_on=date(2027, 5, 20),
        language="sv",
    )
    assert [(f"{day.on:%m-%d}", day.is_weekend, day.holiday) for day in days] == [
        ("04-17", True, ""),
        ("05-01", True, "Första maj"),
        ("05-15", True, ""),
    ]
