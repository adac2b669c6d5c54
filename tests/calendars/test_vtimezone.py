"""The VTIMEZONE tells the time in Stockholm, to a client that follows its rules."""

from bisect import bisect
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Timezone

from atmp_events.calendars.vcalendar import VTIMEZONE

STOCKHOLM = ZoneInfo("Europe/Stockholm")
LAST = 2057  # the last year that is asked about


def observances(component: Timezone) -> list[tuple[datetime, timedelta]]:
    """When each observance begins, and its offset: what a client reckons (RFC 5545, 3.6.5)."""
    found = list[tuple[datetime, timedelta]]()
    end = datetime(LAST + 1, 1, 1)  # noqa: DTZ001  # in local time, as the rules
    for part in component.subcomponents:
        starts, before = part["DTSTART"].dt, part["TZOFFSETFROM"].td
        rule = rrulestr(part["RRULE"].to_ical().decode(), dtstart=starts)
        found.extend(
            ((began - before).replace(tzinfo=UTC), part["TZOFFSETTO"].td)
            for began in rule.between(starts, end, inc=True)
        )
    return sorted(found)


def test_it_agrees_with_the_time_zone_database_to_the_minute_of_each_change() -> None:
    years = range(1997, LAST + 1)
    moments = [datetime(year, month, 15, tzinfo=UTC) for year in years for month in range(1, 13)]
    nights = [
        datetime(year, month, day, 1, tzinfo=UTC)
        for year in years
        for month in (3, 10)
        for day in range(25, 32)
    ]
    moments += [*nights, *(night - timedelta(minutes=1) for night in nights)]
    began = observances(VTIMEZONE)
    starts = [start for start, _offset in began]
    assert {moment: began[bisect(starts, moment) - 1][1] for moment in moments} == {
        moment: moment.astimezone(STOCKHOLM).utcoffset() for moment in moments
    }
