"""The forms of “Plan a term”: a rule, and the days that it gives."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ..actions.recurring import IN_THE_MONTH, MOST, Day, Rhythm, days_of
from ..languages import current
from ..models import Event
from .local_time import DayField, clock_field

JUNE: Final = 6
A_DAY: Final = timedelta(days=1)
A_WEEK: Final = 7


class RuleForm(forms.Form):
    """“The first Tuesday of the month at 16:00, until June, not on public holidays.”"""

    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices)
    day_of_week = forms.TypedChoiceField(
        label=_("Day of the week"), choices=list(WEEKDAYS.items()), coerce=int
    )
    at = clock_field(required=True)
    first_on = DayField(label=_("From"))
    last_on = DayField(label=_("Until"))
    skip_holidays = forms.BooleanField(
        label=_("Not on public holidays"), required=False, initial=True
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Propose the day of the week and the time of the event, to the end of the term."""
        super().__init__(*args, **kwargs)
        self.event = event
        if event.all_day:
            del self.fields["at"]
        if event.starts_at:
            self.initial = {**proposed_rule(event), **self.initial}

    def clean(self) -> dict[str, Any]:
        """Refuse a term that ends before it begins, and a rule with no days or too many."""
        super().clean()
        if self.errors:
            return self.cleaned_data
        if self.cleaned_data["last_on"] < self.cleaned_data["first_on"]:
            self.add_error("last_on", _("The last day is before the first."))
            return self.cleaned_data
        found = len(self.days())
        if found == 0:
            self.add_error("last_on", _("There is no such day in that time."))
        if found > MOST:
            message = _("That is more than %(most)d events: choose an earlier day.")
            self.add_error("last_on", ValidationError(message, params={"most": MOST}))
        return self.cleaned_data

    def days(self) -> list[Day]:
        """Return the days of the rule, with the names of holidays in the coordinator's language."""
        given = self.cleaned_data
        return days_of(
            Rhythm(given["rhythm"]),
            day_of_week=given["day_of_week"],
            first_on=given["first_on"],
            last_on=given["last_on"],
            language=current(),
        )


def proposed_rule(event: Event) -> dict[str, Any]:
    """Return the values of the rule that an event with a start seems to follow."""
    start = event.local(cast(Any, event.starts_at))
    day = start.date()
    place = (day.day - 1) // A_WEEK
    end = date(day.year, JUNE, 30) if day.month < JUNE else date(day.year, 12, 31)
    return {
        "rhythm": [*IN_THE_MONTH][place],
        "day_of_week": day.weekday(),
        "at": start.time(),
        "first_on": day + A_DAY,
        "last_on": end,
    }


class DaysForm(forms.Form):
    """The days that the rule gives, to tick, each with what speaks against it."""

    days = forms.TypedMultipleChoiceField(
        label=_("Days"),
        coerce=date.fromisoformat,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one day.")},
    )

    def __init__(
        self, *args: Any, days: Sequence[Day], event: Event, skip_holidays: bool, **kwargs: Any
    ) -> None:
        """Tick the days that nothing speaks against."""
        super().__init__(*args, **kwargs)
        taken, today = taken_days(event, days), timezone.localdate()
        field = cast(forms.ChoiceField, self.fields["days"])
        field.choices = [
            (
                day.on.isoformat(),
                day_in_words(day, is_taken=day.on in taken, is_past=day.on < today),
            )
            for day in days
        ]
        self.initial["days"] = [
            day.on.isoformat()
            for day in days
            if day.on >= today and day.on not in taken and not (skip_holidays and day.holiday)
        ]


def taken_days(event: Event, days: Sequence[Day]) -> set[date]:
    """Return the days on which the event's series has a meeting already."""
    if event.series_id is None:
        return set()
    years = {day.on.year for day in days}
    meetings = Event.objects.filter(series=event.series_id, year__in=years)
    return {meeting.local(meeting.starts_at).date() for meeting in meetings if meeting.starts_at}


def day_in_words(day: Day, *, is_taken: bool, is_past: bool) -> str:
    """Return the date in words, and what speaks against it."""
    against = [
        day.holiday,
        str(_("weekend")) if day.is_weekend else "",
        str(_("the series has a meeting that day")) if is_taken else "",
        str(_("has passed")) if is_past else "",
    ]
    reasons = ", ".join(filter(None, against))
    return " – ".join(filter(None, (date_format(day.on, "l j F Y"), reasons)))
