"""VTIMEZONE by rules (RFC 5545, 3.6.5): Outlook ignores lists of dates, Thunderbird misreads them.

A zone's present rule stands in POSIX form at the end of its TZif data (RFC 8536, 3.3), for example
`CET-1CEST,M3.5.0,M10.5.0/3`. Where the rule does not describe the dates that are asked for, or
cannot be said in RFC 5545, there is no VTIMEZONE, and the event is written in UTC.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

EARLIEST: Final = 1971
AHEAD: Final = 2  # Years past the last date for which the rule must hold
WEEKDAYS: Final = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")

_NAME = r"(<[^>]+>|[A-Za-z]+)"
_OFFSET = r"([+-]?\d+(?::\d\d){0,2})"
_ONSET = r"M(\d+)\.(\d)\.(\d)(?:/(\d+(?::\d\d){0,2}))?"
_POSIX = re.compile(rf"{_NAME}{_OFFSET}(?:{_NAME}{_OFFSET}?,{_ONSET},{_ONSET})?")


@dataclass(frozen=True, slots=True)
class Onset:
    """When a season begins each year, on the clock that was in force before."""

    month: int
    week: int  # 1 to 4; 5 is the last
    weekday: int  # 0 is Sunday
    time: timedelta

    def in_year(self, year: int) -> datetime:
        """Return the naive local time of this year's onset."""
        first = datetime(year, self.month, 1)  # noqa: DTZ001
        days = (self.weekday - first.isoweekday()) % 7 + 7 * (self.week - 1)
        day = first + timedelta(days=days)
        while day.month != self.month:
            day -= timedelta(days=7)
        return day + self.time

    @property
    def rrule(self) -> dict[str, object]:
        """The yearly rule, with BYMONTH and BYDAY as Outlook needs them."""
        week = -1 if self.week == 5 else self.week
        return {
            "FREQ": "YEARLY",
            "BYMONTH": self.month,
            "BYDAY": f"{week}{WEEKDAYS[self.weekday]}",
        }


@dataclass(frozen=True, slots=True)
class Season:
    """Standard or daylight time: its name, its offset, and its onset unless it never ends."""

    name: str
    offset: timedelta
    onset: Onset | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A zone's rule: standard time, and daylight time where there is one."""

    standard: Season
    daylight: Season | None

    @property
    def is_utc(self) -> bool:
        """Tell whether the clock never differs from UTC: icalendar then writes Z, no TZID."""
        return self.daylight is None and not self.standard.offset

    def turns(self, year: int) -> tuple[datetime, datetime] | None:
        """Return when daylight and standard time begin in a year (aware, UTC), if they do."""
        summer, winter = self.daylight, self.standard
        if summer is None or summer.onset is None or winter.onset is None:
            return None
        starts = summer.onset.in_year(year) - winter.offset
        ends = winter.onset.in_year(year) - summer.offset
        return starts.replace(tzinfo=UTC), ends.replace(tzinfo=UTC)

    def offset_at(self, moment: datetime) -> timedelta:
        """Return the offset from UTC at a moment (aware, UTC)."""
        turns = self.turns(moment.year)
        if turns is None or self.daylight is None:
            return self.standard.offset
        starts, ends = turns
        is_summer = starts <= moment < ends if starts < ends else not ends <= moment < starts
        return self.daylight.offset if is_summer else self.standard.offset


def vtimezone(zone: str, first: datetime, last: datetime) -> Timezone | None:
    """Return the VTIMEZONE of an IANA zone, right from `first` to two years past `last` (aware).

    None when no yearly rule says it: then times of that zone are to be written in UTC, as are
    those of a zone that is UTC by another name.
    """
    rule = rule_of(zone)
    if rule is None or rule.is_utc:
        return None
    here = ZoneInfo(zone)
    years = range(first.astimezone(here).year, last.astimezone(here).year + AHEAD + 1)
    if not all(_holds(rule, here, year) for year in years):
        return None
    start = years[0]
    while start > EARLIEST and _holds(rule, here, start - 1):
        start -= 1
    return _component(zone, rule, start, first)


@cache
def rule_of(zone: str) -> Rule | None:
    """Return a zone's present rule, or None when RFC 5545 cannot say it."""
    *folders, name = zone.split("/")
    try:
        data = resources.files("tzdata.zoneinfo").joinpath(*folders, name).read_bytes()
    except FileNotFoundError:  # a name of this machine's own
        return None
    match = _POSIX.fullmatch(data.rstrip(b"\n").rpartition(b"\n")[2].decode())
    if match is None:
        return None
    name, offset, summer, summer_offset, *onsets = match.groups()
    standard = -_duration(offset)
    if summer is None:
        return Rule(Season(name.strip("<>"), standard, None), None)
    daylight = -_duration(summer_offset) if summer_offset else standard + timedelta(hours=1)
    starts, ends = _onset(onsets[:4]), _onset(onsets[4:])
    if max(starts.time, ends.time) >= timedelta(days=1):
        return None
    return Rule(
        Season(name.strip("<>"), standard, ends), Season(summer.strip("<>"), daylight, starts)
    )


def _onset(fields: list[str | None]) -> Onset:
    month, week, weekday, time = fields
    return Onset(int(month or 1), int(week or 1), int(weekday or 0), _duration(time or "2"))


def _duration(text: str) -> timedelta:
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds, *_ = [*map(int, text.lstrip("+-").split(":")), 0, 0]
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


@cache
def _holds(rule: Rule, zone: ZoneInfo, year: int) -> bool:
    """Tell whether the zone really did, or will do, in a year just what its rule says."""
    day = datetime(year, 1, 1, 12, tzinfo=UTC)
    moments = [day + timedelta(days=number) for number in range(-1, 367, 4)]
    # Days alone would not show that the clocks were changed at another hour.
    for turn in rule.turns(year) or ():
        moments += [turn - timedelta(seconds=1), turn]
    return all(moment.astimezone(zone).utcoffset() == rule.offset_at(moment) for moment in moments)


def _component(zone: str, rule: Rule, start: int, first: datetime) -> Timezone | None:
    component = Timezone()
    component.add("TZID", zone)
    if rule.daylight is None:
        component.add_component(_fixed(rule.standard, start))
        return component
    winter, summer = rule.standard, rule.daylight
    onsets = [season.onset.in_year(start) for season in (winter, summer) if season.onset]
    if first.astimezone(ZoneInfo(zone)).replace(tzinfo=None) < max(onsets):
        return None  # Before both have begun, a reader could not know the offset.
    component.add_component(_yearly(TimezoneDaylight(), summer, winter, start))
    component.add_component(_yearly(TimezoneStandard(), winter, summer, start))
    return component


def _fixed(season: Season, year: int) -> TimezoneStandard:
    standard = TimezoneStandard()
    standard.add("DTSTART", datetime(year, 1, 1))  # noqa: DTZ001
    standard.add("TZOFFSETFROM", season.offset)
    standard.add("TZOFFSETTO", season.offset)
    standard.add("TZNAME", season.name)
    return standard


def _yearly(
    part: TimezoneDaylight | TimezoneStandard, season: Season, before: Season, year: int
) -> TimezoneDaylight | TimezoneStandard:
    if season.onset is not None:
        part.add("DTSTART", season.onset.in_year(year))
        part.add("RRULE", season.onset.rrule)
    part.add("TZOFFSETFROM", before.offset)
    part.add("TZOFFSETTO", season.offset)
    part.add("TZNAME", season.name)
    return part
