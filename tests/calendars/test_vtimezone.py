"""VTIMEZONE by rules, true for the dates used, for every zone there is."""

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from icalendar import Timezone

from atmp_events.calendars.vtimezone import vtimezone

ZONES = resources.files("tzdata").joinpath("zones").read_text().split()
START = datetime(2027, 1, 1, tzinfo=UTC)
YEARS = (datetime(2024, 1, 1, tzinfo=UTC), datetime(2030, 12, 31, tzinfo=UTC))
MOMENTS = [START + timedelta(days=days, hours=days % 24) for days in range(3, 900, 23)]


def offset_by(component: Timezone, moment: datetime) -> timedelta:
    """What a client reckons: the observance that began last (RFC 5545, 3.6.5)."""
    latest: tuple[datetime, timedelta] | None = None
    for part in component.subcomponents:
        starts, before = part["DTSTART"].dt, part["TZOFFSETFROM"].td
        local = (moment + before).replace(tzinfo=None)
        began = starts if starts <= local else None
        if "RRULE" in part:
            rule = rrulestr(part["RRULE"].to_ical().decode(), dtstart=starts)
            began = rule.before(local, inc=True)
        if began and (latest is None or began > latest[0]):
            latest = (began, part["TZOFFSETTO"].td)
    assert latest
    return latest[1]


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Stockholm",
        "Europe/London",
        "America/New_York",
        "Australia/Sydney",
        "Asia/Kolkata",
        "Asia/Tokyo",
        "Africa/Johannesburg",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Europe/Dublin",
        "Pacific/Kiritimati",
    ],
)
def test_a_client_that_follows_the_rules_knows_the_right_time(zone: str) -> None:
    component = vtimezone(zone, MOMENTS[0], MOMENTS[-1])
    assert component
    assert [offset_by(component, moment) for moment in MOMENTS] == [
        moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in MOMENTS
    ]


@cache
def said() -> dict[str, Timezone]:
    """Every zone that has a VTIMEZONE for 2024 to 2030."""
    components = {zone: vtimezone(zone, *YEARS) for zone in ZONES}
    return {zone: component for zone, component in components.items() if component}


def test_nearly_every_zone_can_be_said_and_the_rest_is_known() -> None:
    offsets = {zone: START.astimezone(ZoneInfo(zone)).utcoffset() for zone in ZONES}
    unsaid = {zone for zone in ZONES if zone not in said() and offsets[zone]}
    assert {"Africa/Cairo", "America/Nuuk", "Asia/Gaza"} <= unsaid
    assert len(unsaid) < len(ZONES) / 20


def test_every_zone_that_is_said_is_right_in_winter_and_in_summer() -> None:
    moments = [
        datetime(year, month, 15, 12, tzinfo=UTC) for year in (2024, 2027, 2030) for month in (1, 7)
    ]
    assert [
        (zone, moment)
        for zone, component in said().items()
        for moment in moments
        if offset_by(component, moment) != moment.astimezone(ZoneInfo(zone)).utcoffset()
    ] == []


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "GMT", "Atlantic/Reykjavik"])
def test_a_clock_that_shows_utc_needs_no_rules(zone: str) -> None:
    assert vtimezone(zone, START, START) is None


def test_rules_begin_when_the_hour_of_the_change_was_theirs_too() -> None:
    # Newfoundland changed its clocks at 00:01 until November 2011, on the same Sundays.
    component = vtimezone("America/St_Johns", START, START)
    assert component
    assert min(part["DTSTART"].dt.year for part in component.subcomponents) == 2012
    assert vtimezone("America/St_Johns", START.replace(year=2009), START) is None


def test_stockholm_is_as_outlook_wants_it() -> None:
    component = vtimezone("Europe/Stockholm", START, START)
    assert component
    assert component.to_ical(sorted=False).decode().split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Stockholm",
        "BEGIN:DAYLIGHT",
        "DTSTART:19960331T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19961027T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]
