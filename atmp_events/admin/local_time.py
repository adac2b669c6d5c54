"""Form fields for a date and a time of day, with the browser's own inputs."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final, NamedTuple, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

MIDNIGHT: Final = time()
ISO_DAY: Final = "%Y-%m-%d"  # A browser sends this from <input type="date">.
CLOCK: Final = "%H:%M"
FIRST_YEAR: Final = 1990
YEARS_AHEAD: Final = 20


class ClockField(forms.TimeField):
    """A time of day, with the browser's input (HTML, 4.10.5.1.10)."""

    widget: Any = forms.TimeInput({"type": "time"}, format=CLOCK)
    input_formats = (CLOCK, "%H:%M:%S", "%H.%M")
    default_error_messages = {"required": _("Give the time too.")}


class DayField(forms.DateField):
    """A date in a year that is plausible, with the browser's input (HTML, 4.10.5.1.7)."""

    widget: Any = forms.DateInput({"type": "date"}, format=ISO_DAY)
    input_formats = (ISO_DAY,)

    def validate(self, value: Any) -> None:
        """Raise ValidationError for a year before `FIRST_YEAR` or too far ahead."""
        super().validate(value)
        last = timezone.localdate().year + YEARS_AHEAD
        if isinstance(value, date) and not FIRST_YEAR <= value.year <= last:
            raise ValidationError(
                _("The year %(year)s cannot be right. Give one from %(first)s to %(last)s."),
                params={"year": value.year, "first": FIRST_YEAR, "last": last},
            )


class LocalDateTime(NamedTuple):
    """A date and a time of day without a time zone. Either can be missing."""

    day: date | None
    at: time | None

    def moment(
        self, zone: ZoneInfo, *, day: date | None = None, at: time | None = None
    ) -> datetime:
        """Return the aware datetime in `zone`. `day` and `at` replace a missing part.

        A time that occurs twice when the clocks are put back is the first of the two. Raises
        ValidationError for a time that the clocks skip, and for a missing part.
        """
        day, at = self.day or day, at if self.at is None else self.at
        if day is None:
            raise ValidationError(_("Give the date too."))
        if at is None:
            raise ValidationError(_("Give the time too."))
        moment = datetime.combine(day, at, tzinfo=zone)
        # Python compares two datetimes of the same zone by their clock times.
        if moment.astimezone(UTC).astimezone(zone) != moment:
            raise ValidationError(
                _("The clocks are put forward that night: %(time)s does not exist."),
                params={"time": at.strftime(CLOCK)},
            )
        return moment


def date_and_time(moment: datetime, zone: ZoneInfo) -> list[date | time | None]:
    """Return the date and the time of an aware datetime in `zone`, without seconds."""
    local = moment.astimezone(zone)
    return [local.date(), local.time().replace(second=0, microsecond=0)]


class LocalDateTimeWidget(forms.MultiWidget):
    """Two inputs for a date and a time of day."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # Each field makes a copy of the widget of its class.
        super().__init__((DayField().widget, ClockField().widget), attrs)

    def decompress(self, value: Any) -> Sequence[Any]:
        """Return two empty parts: the form has already split the stored value."""
        return [None, None]


class LocalDateTimeField(forms.MultiValueField):
    """A `LocalDateTime`. The form knows the time zone and makes a datetime of it."""

    widget = LocalDateTimeWidget

    def __init__(self, **kwargs: Any) -> None:
        parts = (DayField(required=False), ClockField(required=False))
        super().__init__(parts, require_all_fields=False, **kwargs)
        names = (_("date"), _("time"))  # A screen reader reads them out.
        for part, name in zip(cast(forms.MultiWidget, self.widget).widgets, names, strict=True):
            part.attrs["aria-label"] = format_lazy("{}, {}", self.label, name)

    def compress(self, data_list: Sequence[Any]) -> LocalDateTime | None:
        """Return the two parts; None if both are empty."""
        return LocalDateTime(*data_list) if any(part is not None for part in data_list) else None
