"""Program that reads a calendar from standard input with libical and prints its events as JSON.

It needs the system's Python with Debian's gir1.2-ical-3.0 and python3-gi. Evolution, KDE and Cyrus
use this library.
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # type: ignore[import-untyped]  # noqa: E402


def moment(time: Any) -> str:
    """Return a date, or a time in UTC by the VTIMEZONE of the calendar."""
    if time.is_date():
        return f"{time.get_year():04}-{time.get_month():02}-{time.get_day():02}"
    zone = ICalGLib.Timezone.get_utc_timezone() if time.is_utc() else time.get_timezone()
    stamp = time.as_timet_with_zone(zone)
    return datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%dT%H:%MZ")


def entry(event: Any) -> dict[str, str]:
    """Return the properties of a VEVENT that attendees see."""
    status = event.get_first_property(ICalGLib.PropertyKind.STATUS_PROPERTY)
    return {
        "title": event.get_summary(),
        "starts": moment(event.get_dtstart()),
        "ends": moment(event.get_dtend()),
        "place": event.get_location() or "",
        "text": event.get_description(),
        "status": status.get_value_as_string(),
    }


def main() -> None:
    """Fail if libical finds an error; else print the events."""
    calendar = ICalGLib.Parser.parse_string(sys.stdin.buffer.read().decode())
    if errors := calendar.count_errors():
        sys.exit(f"libical finds {errors} errors:\n{calendar.as_ical_string()}")
    event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    entries = []
    while event:
        entries.append(entry(event))
        event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    json.dump(entries, sys.stdout)


main()
