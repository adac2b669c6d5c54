"""Periods to choose: a month, a term, or from one day to another."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from ..facts.when import HOME, dated_range
from ..models import Language

MONTHS: Final = 12
JULY: Final = 7  # The autumn term begins.
DATES: Final = "dates"
PERIODS: Final = (
    ("this_month", _("This month")),
    ("next_month", _("Next month")),
    ("this_term", _("This term")),
    ("next_term", _("Next term")),
    (DATES, _("From one day to another")),
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days, the last included, and how the period is called: "month", "term" or "dates"."""

    first: date
    last: date
    kind: str = DATES

    @property
    def starts_at(self) -> datetime:
        """The first moment, in Swedish time."""
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=HOME)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it, in Swedish time."""
        after = self.last + timedelta(days=1)
        return datetime(after.year, after.month, after.day, tzinfo=HOME)

    def in_words(self, language: Language) -> str:
        """Return its name: "december 2026", "våren 2027", "5–7 mars 2027"."""
        with override(language):
            if self.kind == "month":
                return formatted(self.first, "F Y")
            if self.kind == "term":
                year = {"year": self.first.year}
                if self.first.month >= JULY:
                    return gettext("autumn %(year)s") % year
                return gettext("spring %(year)s") % year
            return dated_range(self.first, self.last)


def period_of(name: str, today: date) -> Period:
    """Return a period by its name (a key of `PERIODS`, not `DATES`)."""
    count, kind = (1, "month") if name.endswith("month") else (MONTHS // 2, "term")
    month = today.year * MONTHS + today.month - 1
    first = month - month % count + (count if name.startswith("next") else 0)
    return Period(_first_day(first), _first_day(first + count) - timedelta(days=1), kind)


def _first_day(month: int) -> date:
    """Return the first day of a month, which is counted from year 0."""
    return date(month // MONTHS, month % MONTHS + 1, 1)
