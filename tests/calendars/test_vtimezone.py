"""The VTIMEZONE of Europe/Stockholm, read by its recurrence rules."""

from bisect import bisect
from datetime import UTC, datetime, timedelta

from dateutil.rrule import rrulestr
from icalendar import Timezone

from atmp_events.calendars.vcalendar import VTIMEZONE
from tests.builders import STOCKHOLM

LAST_YEAR = 2057  # the last year that is checked


def observances(component: Timezone) -> list[tuple[datetime, timedelta]]:
    """Return start and offset of each observance, as clients compute them (RFC 5545, 3.6.5)."""
    found = list[tuple[datetime, timedelta]]()
    end = datetime(LAST_YEAR + 1, 1, 1)  # noqa: DTZ001  # in local time, as the rules
    for part in component.subcomponents:
        starts, before = part["DTSTART"].dt, part["TZOFFSETFROM"].td
        rule = rrulestr(part["RRULE"].to_ical().decode(), dtstart=starts)
        found.extend(
            ((began - before).replace(tzinfo=UTC), part["TZOFFSETTO"].td)
            for began in rule.between(starts, end, inc=True)
        )
    return sorted(found)


def test_vtimezone_agrees_with_the_time_zone_database() -> None:
    years = range(1997, LAST_YEAR + 1)
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
