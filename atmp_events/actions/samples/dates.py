"""When samples take place, reckoned from the moment they are loaded."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from ...facts.when import HOME_ZONE

Span = Callable[[datetime], tuple[datetime, datetime]]  # now -> start, end; all aware
Moment = Callable[[datetime], datetime]

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
LAST_HOUR: Final = time(23)


def in_weeks(
    weeks: int, weekday: int, at: str, *, minutes: int = 60, zone: str = HOME_ZONE
) -> Span:
    """Return a span on a weekday so many weeks after this one, by the clock of `zone`."""

    def span(now: datetime) -> tuple[datetime, datetime]:
        starts_at = datetime.combine(
            _day(now, weeks, weekday), time.fromisoformat(at), ZoneInfo(zone)
        )
        return starts_at, starts_at + timedelta(minutes=minutes)

    return span


def whole_days(weeks: int, weekday: int, *, days: int = 1) -> Span:
    """Return whole days; the end is the midnight after the last."""
    return in_weeks(weeks, weekday, "00:00", minutes=days * 24 * 60)


def later_today(now: datetime) -> tuple[datetime, datetime]:
    """Return an hour in about two hours, at the latest the day's last hour."""
    hour = now.astimezone(ZoneInfo(HOME_ZONE)).replace(minute=0, second=0, microsecond=0)
    last = datetime.combine(hour.date(), LAST_HOUR, hour.tzinfo)
    starts_at = min(hour + timedelta(hours=2), last)
    return starts_at, starts_at + timedelta(hours=1)


def under_way(now: datetime) -> tuple[datetime, datetime]:
    """Return three hours, of which at least one is over and one is left."""
    hour = now.astimezone(ZoneInfo(HOME_ZONE)).replace(minute=0, second=0, microsecond=0)
    return hour - timedelta(hours=1), hour + timedelta(hours=2)


def start_of(span: Span) -> Moment:
    """Return when a span starts."""
    return lambda now: span(now)[0]


def in_days(days: int) -> Moment:
    """Return the moment so many days from now, on the whole hour; negative is in the past."""
    return lambda now: now.replace(minute=0, second=0, microsecond=0) + timedelta(days=days)


def _day(now: datetime, weeks: int, weekday: int) -> datetime:
    today = now.astimezone(ZoneInfo(HOME_ZONE))
    return today + timedelta(weeks=weeks, days=weekday - today.weekday())
