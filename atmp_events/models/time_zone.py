"""Time zones: moments in them, and their names."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return an aware datetime in a time zone; unchanged if that is before year 1 or after 9999."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def check_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is no time zone. Write it like Europe/Stockholm."), params={"name": name}
        )
