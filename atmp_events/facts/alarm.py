"""Reminders: the parameter of a calendar's address that adds an alarm to each event."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

ALARM: Final = "alarm"
MAX_LEAD_TIME: Final = timedelta(days=28)
UNITS: Final = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
# The alarm of an all-day event is at this hour, one or more days before.
MORNING: Final = timedelta(hours=9)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A time before the start of an event."""

    text: str  # "30m", "1h", "2d"
    lead: timedelta

    def before(self, *, all_day: bool) -> timedelta:
        """Return the time from the alarm to the start; for all-day events it is never at night."""
        if not all_day:
            return self.lead
        whole_days = max(-(-self.lead // timedelta(days=1)), 1)
        return timedelta(days=whole_days) - MORNING


def alarm_of(value: str) -> Alarm | None:
    """Read "30m", "1h" or "2d", at most four weeks; None for anything else."""
    match = re.fullmatch(r"([1-9][0-9]{0,4})([mhd])", value.strip(), re.ASCII)
    if match is None:
        return None
    lead = int(match[1]) * UNITS[match[2]]
    return Alarm(match[0], lead) if lead <= MAX_LEAD_TIME else None
