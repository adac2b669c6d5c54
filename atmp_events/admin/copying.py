"""Pages that copy an event: to one date, or to the dates of a term."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..actions.copying import Part, copy_to
from ..actions.recurrence import IN_THE_MONTH, MAX_DAYS, Frequency, Occurrence, days_of
from ..languages import current_language
from ..models import REGISTRATION_REQUIRED, Event, Registration, registration_settings_of
from .admin_page import event_of_form, render_admin_page, row_path, uid_of_form
from .local_time import ClockField, DayField
from .programme_text import period_of

TEMPLATE: Final = "admin/copying.html"
FIVE_WEEKS: Final = timedelta(weeks=5)  # Within it, each rule has a day.
DAYS_PER_WEEK: Final = 7


class CopyingForm(forms.Form):
    """The parts to leave out of the copies. For an all-day event there is no field for a time."""

    without = forms.MultipleChoiceField(
        label=_("Leave out"),
        choices=Part.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        if event.all_day:
            del self.fields["at"]


class CopyForm(CopyingForm):
    """The date and time of the copy, which may be unknown."""

    day = DayField(
        label=_("Date"),
        required=False,
        help_text=_("Without a date the times are left out, those of the talks too."),
    )
    at = ClockField(
        label=_("Starts at"),
        required=False,
        help_text=_("Empty: at the same time as before. The talks follow."),
    )
    past = forms.BooleanField(label=_("Yes, on a day that has passed"), required=False)
    field_order = ("day", "past", "at", "without")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the confirmation of a past day only after the form is sent."""
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["past"]

    def clean(self) -> dict[str, Any]:
        """Refuse a time without a date, and a date without a time. Ask about a date in the past."""
        super().clean()
        day, at = self.cleaned_data.get("day"), self.cleaned_data.get("at")
        if at and not day and "day" not in self.errors:
            self.add_error("day", _("Give the date too."))
        if day and "at" in self.fields and not (at or self.event.starts_at or self.errors):
            self.add_error("at", _("Give the time too."))
        if not day or day >= timezone.localdate():
            del self.fields["past"]
        elif not self.cleaned_data["past"]:
            self.add_error("day", _("That day has passed. Is it meant? Then tick the box below."))
        return self.cleaned_data


class RuleForm(CopyingForm):
    """“The first Tuesday of the month at 16:00, until June, not on public holidays.”"""

    rhythm = forms.ChoiceField(label=_("How often"), choices=Frequency.choices)
    day_of_week = forms.TypedChoiceField(
        label=_("Day of the week"), choices=list(WEEKDAYS.items()), coerce=int
    )
    at = ClockField(label=_("Starts at"))
    first_on = DayField(label=_("From"))
    last_on = DayField(label=_("Until"))
    skip_holidays = forms.BooleanField(
        label=_("Not on public holidays"), required=False, initial=True
    )
    field_order = ("rhythm", "day_of_week", "at", "first_on", "last_on", "skip_holidays")

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Propose the rule that fits the event's date, until the end of the term."""
        super().__init__(*args, event=event, **kwargs)
        if event.starts_at is None:
            return
        start = event.local(event.starts_at)
        day = start.date()
        self.initial = {
            "rhythm": [*IN_THE_MONTH][(day.day - 1) // DAYS_PER_WEEK],
            "day_of_week": day.weekday(),
            "at": start.time(),
            "first_on": day + timedelta(days=1),
            "last_on": period_of("this_term", day + FIVE_WEEKS).last,
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, and a rule without days or with too many."""
        super().clean()
        if self.errors:
            return self.cleaned_data
        if self.cleaned_data["last_on"] < self.cleaned_data["first_on"]:
            self.add_error("last_on", _("The last day is before the first."))
            return self.cleaned_data
        found = len(self.days())
        if found == 0:
            self.add_error("last_on", _("There is no such day in that time."))
        if found > MAX_DAYS:
            message = _("That is more than %(most)d events: choose an earlier day.")
            self.add_error("last_on", ValidationError(message, params={"most": MAX_DAYS}))
        return self.cleaned_data

    def days(self) -> list[Occurrence]:
        """Return the days of the rule, with names of holidays in the active language."""
        given = self.cleaned_data
        return days_of(
            Frequency(given["rhythm"]),
            day_of_week=given["day_of_week"],
            first_on=given["first_on"],
            last_on=given["last_on"],
            language=current_language(),
        )


class DaysForm(forms.Form):
    """Checkboxes for the days of a rule, each with reasons against that day."""

    days = forms.TypedMultipleChoiceField(
        label=_("Days"),
        coerce=date.fromisoformat,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one day.")},
    )

    def __init__(self, *args: Any, rule: RuleForm, **kwargs: Any) -> None:
        """Offer the days of a valid rule, and tick those without a reason against them."""
        super().__init__(*args, **kwargs)
        days, today = rule.days(), timezone.localdate()
        taken = taken_days(rule.event, {day.on.year for day in days})
        choices, ticked = [], []
        for day in days:
            value, is_taken, has_passed = day.on.isoformat(), day.on in taken, day.on < today
            against = (
                day.holiday,
                str(_("weekend")) if day.is_weekend else "",
                str(_("the series has a meeting that day")) if is_taken else "",
                str(_("has passed")) if has_passed else "",
            )
            words = (date_format(day.on, "l j F Y"), ", ".join(filter(None, against)))
            choices.append((value, " – ".join(filter(None, words))))
            is_skipped = rule.cleaned_data["skip_holidays"] and day.holiday
            if not (is_taken or has_passed or is_skipped):
                ticked.append(value)
        field: Any = self.fields["days"]
        field.choices, self.initial["days"] = choices, ticked


def taken_days(event: Event, years: set[int]) -> set[date]:
    """Return the days on which the event's series already has a meeting."""
    if event.series_id is None:
        return set()
    meetings = Event.objects.filter(series=event.series_id, year__in=years, deleted_at=None)
    return {meeting.local(meeting.starts_at).date() for meeting in meetings if meeting.starts_at}


def copy_page(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """Ask for the date, make the draft, and open its form."""
    form = CopyForm(request.POST or None, event=event)
    if form.is_valid():
        day = form.cleaned_data["day"]
        message = _("This is a new draft, a copy of “%s”.") % event
        copy = _make_drafts(model_admin, request, form, [day] if day else [], message)
        return redirect(row_path(copy))
    title = _("Copy to the next date")
    return render_admin_page(model_admin, request, TEMPLATE, original=event, title=title, form=form)


def repeat_page(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """Ask for a rule, show its days, and make a draft for each ticked day."""
    rule, days = RuleForm(request.POST or None, event=event), None
    if rule.is_valid():
        days = DaysForm(request.POST if "_make" in request.POST else None, rule=rule)
        if days.is_valid():
            chosen = days.cleaned_data["days"]
            message = ngettext("%d draft has been made.", "%d drafts have been made.", len(chosen))
            _make_drafts(model_admin, request, rule, chosen, message % len(chosen))
            return redirect(reverse("admin:events_event_changelist") + "?state=draft")
    context = {"original": event, "title": _("Plan a term"), "form": rule, "days": days}
    return render_admin_page(model_admin, request, TEMPLATE, **context)


def _make_drafts(
    model_admin: Any, request: HttpRequest, form: CopyingForm, days: list[date], message: str
) -> Event:
    """Make the drafts, show a message, and return the first draft.

    If the form was sent before, make no drafts and return the one that it made then.
    """
    event = form.event
    if again := event_of_form(request):
        return again
    copies = copy_to(
        event,
        days=days,
        at=form.cleaned_data.get("at"),
        now=timezone.now(),
        without=form.cleaned_data["without"],
        uid=uid_of_form(request),
    )
    for copy in copies:
        model_admin.log_addition(request, copy, [{"added": {}}])
    messages.success(request, message)
    if event.registration == Registration.HERE and registration_settings_of(event).private_url:
        words = _("The link for those registered is still that of the last event.")
        messages.warning(request, words)
    elif event.registration in REGISTRATION_REQUIRED - {Registration.HERE}:
        messages.warning(request, _("The registration link is still that of the last event."))
    return copies[0]
