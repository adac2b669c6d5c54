"""The days of a recurring event, with weekends and holidays."""

from datetime import date

from atmp_events.actions.recurrence import Frequency, days_of


def test_first_tuesday_of_each_month() -> None:
    days = days_of(
        Frequency.FIRST,
        day_of_week=1,
        first_on=date(2027, 1, 10),
        last_on=date(2027, 6, 30),
        language="sv",
    )
    assert [f"{day.on:%m-%d}" for day in days] == ["02-02", "03-02", "04-06", "05-04", "06-01"]


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
