"""Moments in a time zone."""

from datetime import datetime
from zoneinfo import ZoneInfo


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return an aware datetime in a time zone; unchanged if that is before year 1 or after 9999."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment
