"""Days of a recurring event, such as “the first Tuesday of the month”, with Swedish holidays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from holidays import country_holidays

from ..models import Language

MAX_DAYS: Final = 60  # More would be a mistake in the dates.
COUNTRY: Final = "SE"
HOLIDAY_LANGUAGES: Final[dict[Language, str]] = {"sv": "sv", "en": "en_US"}
SATURDAY: Final = 5
# De facto holidays: Midsummer Eve, Christmas Eve and New Year's Eve.
CATEGORIES: Final = ("public", "de_facto")


class Frequency(TextChoices):
    """The frequency of a recurrence; the weekday is a parameter of its own (RFC 5545, 3.3.10)."""

    WEEKLY = "weekly", _("every week")
    FORTNIGHTLY = "fortnightly", _("every other week")
    FIRST = "first", _("the first of the month")
    SECOND = "second", _("the second of the month")
    THIRD = "third", _("the third of the month")
    FOURTH = "fourth", _("the fourth of the month")
    LAST = "last", _("the last of the month")


IN_THE_MONTH: Final[dict[str, int]] = {
    Frequency.FIRST: 1,
    Frequency.SECOND: 2,
    Frequency.THIRD: 3,
    Frequency.FOURTH: 4,
    Frequency.LAST: -1,
}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A day of a recurrence."""

    on: date
    holiday: str  # its name, or ""

    @property
    def is_weekend(self) -> bool:
        """Whether the day is a Saturday or a Sunday."""
        return self.on.weekday() >= SATURDAY


def holiday_on(day: date, language: Language) -> str:
    """Return the name of the Swedish holiday on a day, or ""."""
    return _holidays({day.year}, language).get(day, "")


def days_of(
    frequency: Frequency, *, day_of_week: int, first_on: date, last_on: date, language: Language
) -> list[Occurrence]:
    """Return the days from `first_on` to `last_on` (both included), at most `MAX_DAYS` + 1.

    `day_of_week` is 0 for Monday; `language` is that of the holidays' names.
    """
    days = list(_days(frequency, day_of_week, first_on, last_on))
    holidays = _holidays({day.year for day in days}, language)
    return [Occurrence(day, holidays.get(day, "")) for day in days]


def _days(frequency: Frequency, day_of_week: int, first_on: date, last_on: date) -> Iterator[date]:
    start, until = (datetime.combine(day, time()) for day in (first_on, last_on))
    place = IN_THE_MONTH.get(frequency)
    rule = rrule(
        MONTHLY if place else WEEKLY,
        interval=2 if frequency == Frequency.FORTNIGHTLY else 1,
        byweekday=weekday(day_of_week, place),
        dtstart=start,
        until=until,
    )
    for number, moment in enumerate(rule):
        if number > MAX_DAYS:
            return
        yield moment.date()


def _holidays(years: set[int], language: Language) -> dict[date, str]:
    return dict(
        country_holidays(
            COUNTRY, years=years, categories=CATEGORIES, language=HOLIDAY_LANGUAGES[language]
        )
    )
