"""The VTIMEZONE of Europe/Stockholm (RFC 5545, 3.6.5). Times of other zones are written in UTC.

It uses recurrence rules: Outlook ignores lists of dates, and Thunderbird misreads them.
"""

from typing import Final

from icalendar import Timezone

from ..facts.when import HOME_ZONE, When

# In force in the European Union since 1996 (today by directive 2000/84/EC).
RULES: Final = """\
BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
"""
VTIMEZONE: Final = Timezone.from_ical(RULES)
FIRST_YEAR: Final = 1997  # the first year that the rules cover completely


def has_local_times(when: When) -> bool:
    """Return whether times can be written as local times of `VTIMEZONE`.

    They cannot in the repeated hour of autumn: a local time there means the first of the two.
    """
    is_described = when.zone == HOME_ZONE and when.starts_at.year >= FIRST_YEAR
    return is_described and not when.starts_at.fold and not when.ends_at.fold
