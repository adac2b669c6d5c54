"""Days and times of day as people in Sweden write them in tables."""

import re
from datetime import date, time
from typing import Any, Final

from django.utils.dates import MONTHS
from django.utils.translation import override

from ..models import LANGUAGES
from ..search.words import fold

CENTURY: Final = 2000
SHORTEST_MONTH: Final = 3  # letters: "jan", "okt."
YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
DIGITS: Final = re.compile(r"((?:\d\d)?\d\d)(\d\d)(\d\d)")
DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/.] ?(\d{1,2})[-/. ] ?(\d{4}|\d\d)")
WITH_MONTH: Final = re.compile(
    r"(?:\w+ )?(?:den )?(\d{1,2})(?::[ae]|st|nd|rd|th|\.)? (\w+)\.? (\d{4})"
)
MONTH_FIRST: Final = re.compile(r"(\w+)\.? (\d{1,2}),? (\d{4})")
TIME: Final = re.compile(r"(?:kl\.? ?)?(\d{1,2})(?:[:.](\d\d))?(?::\d\d)?")
TIME_AFTER_DAY: Final = re.compile(r"(.*\d)(?:t|,? (?:kl\.? )?)(\d{1,2}[:.]\d\d(?::\d\d)?)")
UNTIL: Final = re.compile(r" ?(?:[–—-]|till|to) ?")


def read_day(text: str) -> date:
    """Read "2027-04-13", "13/4 2027", "13.4.27", "tisdag 13 april 2027"; raise ValueError."""
    said = _plain(text)
    if found := YEAR_FIRST.fullmatch(said) or DIGITS.fullmatch(said):
        year, month, day = map(int, found.groups())
    elif found := DAY_FIRST.fullmatch(said):
        day, month, year = map(int, found.groups())
    elif found := WITH_MONTH.fullmatch(said):
        day, month, year = int(found[1]), _month(found[2]), int(found[3])
    elif found := MONTH_FIRST.fullmatch(said):
        month, day, year = _month(found[1]), int(found[2]), int(found[3])
    else:
        raise ValueError(text)
    return date(year if year >= CENTURY // 2 else CENTURY + year, month, day)


def split_day(text: str) -> tuple[str, str]:
    """Return the day and the time of "2027-04-13 16:00"; the time is empty if there is none."""
    found = TIME_AFTER_DAY.fullmatch(_plain(text))
    return (found[1], found[2]) if found else (text, "")


def read_time(text: str) -> time:
    """Read "16:00", "16.00", "kl. 16"; raise ValueError."""
    found = TIME.fullmatch(_plain(text))
    if not found:
        raise ValueError(text)
    return time(int(found[1]), int(found[2] or 0))


def split_times(text: str) -> tuple[str, str]:
    """Return the start and the end of "16.00–17.30"; the end is empty if there is none."""
    start, *end = UNTIL.split(_plain(text), maxsplit=1)
    return start, end[0] if end else ""


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _month(name: str) -> int:
    """Return the number of a month by its name, or the start of it, in either language."""
    said = fold(name)
    for language in LANGUAGES:
        with override(language):
            for number, month in _months():
                if len(said) >= SHORTEST_MONTH and fold(month).startswith(said):
                    return number
    raise ValueError(name)


def _months() -> list[tuple[int, str]]:
    months: dict[int, Any] = MONTHS
    return [(number, str(name)) for number, name in months.items()]
