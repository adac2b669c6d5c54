"""Fields for a date and a time on the clock where the event is held."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

MIDNIGHT: Final = time()
ISO_DAY: Final = "%Y-%m-%d"  # What a browser sends from <input type="date">
CLOCK: Final = "%H:%M"


class LocalDateTime(NamedTuple):
    """A date and a time of day in a time zone still to be named; either may be left out."""

    day: date | None
    at: time | None

    def moment(
        self, zone: ZoneInfo, *, day: date | None = None, at: time | None = None
    ) -> datetime:
        """Return the aware moment in `zone`; `day` and `at` stand in for what is left out.

        Of an hour that comes twice the first is meant. Raises ValidationError for a time that
        the clocks skip, and for a day or a time that nobody has given.
        """
        day, at = self.day or day, at if self.at is None else self.at
        if day is None:
            raise ValidationError(_("Give the date too."))
        if at is None:
            raise ValidationError(_("Give the time too."))
        moment = datetime.combine(day, at, tzinfo=zone)
        # Two datetimes of one zone are compared by what the clock shows.
        if moment.astimezone(UTC).astimezone(zone) != moment:
            raise ValidationError(
                _("The clocks are put forward that night: %(time)s does not exist."),
                params={"time": at.strftime(CLOCK)},
            )
        return moment


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the aware moment when a day begins in `zone`, even where midnight is skipped."""
    return datetime.combine(day, MIDNIGHT, tzinfo=zone)


def day_after(day: date) -> date:
    """Return the next day: an all-day event ends, exclusively, when it begins."""
    return day + timedelta(days=1)


def date_and_time(moment: datetime, zone: ZoneInfo) -> list[date | time | None]:
    """Return an aware moment as the two parts that the form shows, to the minute."""
    local = moment.astimezone(zone)
    return [local.date(), local.time().replace(second=0, microsecond=0)]


class LocalDateTimeWidget(forms.MultiWidget):
    """A date and a time in the browser's own fields: they suit a telephone too."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Write both as a browser's fields want them (HTML, 4.10.5.1.7 and following)."""
        super().__init__(
            (
                forms.DateInput({"type": "date"}, format=ISO_DAY),
                forms.TimeInput({"type": "time"}, format=CLOCK),
            ),
            attrs,
        )

    def name_parts(self, label: Any) -> None:
        """Say to those who hear the form which of the two they are in."""
        for part, name in zip(self.widgets, (_("date"), _("time")), strict=True):
            part.attrs["aria-label"] = format_lazy("{}, {}", label, name)

    def decompress(self, value: Any) -> Sequence[Any]:
        """Return two empty parts: what is stored the form has already split."""
        return [None, None]


class LocalDateTimeField(forms.MultiValueField):
    """Reads a `LocalDateTime`; the form, which knows the time zone, makes it a moment."""

    widget = LocalDateTimeWidget

    def __init__(self, **kwargs: Any) -> None:
        """Take either part, both, or neither."""
        parts = (
            forms.DateField(required=False, input_formats=[ISO_DAY]),
            forms.TimeField(required=False, input_formats=[CLOCK, "%H:%M:%S", "%H.%M"]),
        )
        super().__init__(parts, require_all_fields=False, **kwargs)
        cast(LocalDateTimeWidget, self.widget).name_parts(self.label)

    def compress(self, data_list: Sequence[Any]) -> LocalDateTime | None:
        """Return the two parts, or None when both are empty."""
        return LocalDateTime(*data_list) if any(part is not None for part in data_list) else None
