"""The VTIMEZONE tells the time in Stockholm, to a client that follows its rules."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Timezone

from atmp_events.calendars.vtimezone import VTIMEZONE

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def offset_by(component: Timezone, moment: datetime) -> timedelta:
    """What a client reckons: the observance that began last (RFC 5545, 3.6.5)."""
    latest: tuple[datetime, timedelta] | None = None
    for part in component.subcomponents:
        starts, before = part["DTSTART"].dt, part["TZOFFSETFROM"].td
        local = (moment + before).replace(tzinfo=None)
        rule = rrulestr(part["RRULE"].to_ical().decode(), dtstart=starts)
        began = rule.before(local, inc=True)
        if began and (latest is None or began > latest[0]):
            latest = (began, part["TZOFFSETTO"].td)
    assert latest
    return latest[1]


def test_it_agrees_with_the_time_zone_database_to_the_minute_of_each_change() -> None:
    years = range(1997, 2058)
    moments = [datetime(year, month, 15, tzinfo=UTC) for year in years for month in range(1, 13)]
    nights = [
        datetime(year, month, day, 1, tzinfo=UTC)
        for year in years
        for month in (3, 10)
        for day in range(25, 32)
    ]
    moments += [*nights, *(night - timedelta(minutes=1) for night in nights)]
    assert {moment: offset_by(VTIMEZONE, moment) for moment in moments} == {
        moment: moment.astimezone(STOCKHOLM).utcoffset() for moment in moments
    }
