"""Parsing of dates and times as people in Sweden write them in tables."""

import re
from datetime import MAXYEAR, date, time
from typing import Final

from django.utils.dates import MONTHS
from django.utils.translation import override

from ..models import LANGUAGES
from ..search.words import fold

CENTURY: Final = 2000
YEAR_DIGITS: Final = 4
SHORTEST_MONTH: Final = 3  # letters: "jan", "okt."
DIGITS: Final = re.compile(r"((?:\d\d)?\d\d)(\d\d)(\d\d)")
BETWEEN: Final = re.compile(r"[-/., ]+(?:den )?|(?<=\d)(?::[ae]|st|nd|rd|th)\b")
TIME: Final = re.compile(r"(?:kl\.? ?)?(\d{1,2})(?:[:.](\d\d))?(?::\d\d)?")
TIME_AFTER_DAY: Final = re.compile(r"(.*\d)(?:t|,? (?:kl\.? )?)(\d{1,2}[:.]\d\d(?::\d\d)?)")
UNTIL: Final = re.compile(r" ?(?:[–—-]|till|to) ?")


def read_day(text: str) -> date:
    """Read "2027-04-13", "13/4 2027", "13.4.27", "tisdag 13 april 2027". Raises ValueError."""
    plain = _plain(text)
    if digits := DIGITS.fullmatch(plain):
        year, month, day = digits.groups()
    else:
        parts = [it for it in BETWEEN.split(plain) if it and it != "den"]
        # The name of a weekday may come first. Two days, "12-13 april 2027", are an error.
        first, middle, last = parts[1:] if len(parts) > 3 and parts[0].isalpha() else parts
        if not first.isdigit():
            month, day, year = first, middle, last
        elif len(first) == YEAR_DIGITS:
            year, month, day = first, middle, last
        else:
            day, month, year = first, middle, last
    number = int(year)
    if number == MAXYEAR:  # Python has no day after the last day of this year.
        raise ValueError(text)
    return date(number if number >= CENTURY // 2 else CENTURY + number, _month(month), int(day))


def split_day(text: str) -> tuple[str, str]:
    """Return the day and the time of "2027-04-13 16:00". A missing time is ""."""
    found = TIME_AFTER_DAY.fullmatch(_plain(text))
    return (found[1], found[2]) if found else (text, "")


def read_time(text: str) -> time:
    """Read "16:00", "16.00", "kl. 16". Raises ValueError."""
    found = TIME.fullmatch(_plain(text))
    if not found:
        raise ValueError(text)
    return time(int(found[1]), int(found[2] or 0))


def split_times(text: str) -> tuple[str, str]:
    """Return the start and the end of "16.00–17.30". A missing end is ""."""
    start, *end = UNTIL.split(_plain(text), maxsplit=1)
    return start, end[0] if end else ""


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _month(name: str) -> int:
    """Return the number of a month from its number, name or first letters in either language."""
    if name.isdigit():
        return int(name)
    for language in LANGUAGES:
        with override(language):
            for number, month in MONTHS.items():
                if len(name) >= SHORTEST_MONTH and fold(str(month)).startswith(fold(name)):
                    return int(number)
    raise ValueError(name)
