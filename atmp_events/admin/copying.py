"""Pages of the admin that copy an event: to one date, or to the dates of a term."""

from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..actions.copying import copy_to, copy_without_date
from ..models import REGISTER, Event
from .event_page import event_admin, show
from .local_time import DayField, clock_field
from .recurring import DaysForm, RuleForm
from .row_page import row_path

TEMPLATE: Final = "admin/copying.html"


class CopyForm(forms.Form):
    """The date and time of the copy, if known."""

    day = DayField(
        label=_("Date"),
        required=False,
        help_text=_("Without a date the times are left out, those of the talks too."),
    )
    at = clock_field(help_text=_("Empty: at the same time as before. The talks follow."))

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Leave out the time for an all-day event."""
        super().__init__(*args, **kwargs)
        self.event = event
        if event.all_day:
            del self.fields["at"]

    def clean(self) -> dict[str, Any]:
        """Refuse a time without a date, and a date without a time."""
        super().clean()
        day, at = self.cleaned_data.get("day"), self.cleaned_data.get("at")
        if at and not day and "day" not in self.errors:
            self.add_error("day", _("Give the date too."))
        if day and "at" in self.fields and not (at or self.event.starts_at or self.errors):
            self.add_error("at", _("Give the time too."))
        return self.cleaned_data


def copy_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Ask for the date, make the draft, and open it."""
    form = CopyForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        day, at, now = form.cleaned_data["day"], form.cleaned_data.get("at"), timezone.now()
        if day is None:
            copy = copy_without_date(event, now=now)
        else:
            copy = copy_to(event, days=[day], at=at, now=now)[0]
        said = _("This is a new draft, a copy of “%s”.") % event
        _log_and_say(request, event, [copy], said)
        return redirect(row_path(copy))
    return show(request, event, TEMPLATE, title=_("Copy to the next date"), form=form)


def repeat_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Ask for a rule, show its days, and make a draft for each that is ticked."""
    rule = RuleForm(request.POST or None, event=event)
    days = None
    if request.method == "POST" and rule.is_valid():
        days = DaysForm(
            request.POST if "_make" in request.POST else None,
            days=rule.days(),
            event=event,
            skip_holidays=rule.cleaned_data["skip_holidays"],
        )
        if days.is_bound and days.is_valid():
            return _make(request, event, days.cleaned_data["days"], rule)
    return show(request, event, TEMPLATE, title=_("Plan a term"), form=rule, days=days)


def _make(request: HttpRequest, event: Event, days: list[date], rule: RuleForm) -> HttpResponse:
    copies = copy_to(event, days=days, at=rule.cleaned_data.get("at"), now=timezone.now())
    said = ngettext("%d draft has been made.", "%d drafts have been made.", len(copies))
    _log_and_say(request, event, copies, said % len(copies))
    return redirect(reverse("admin:events_event_changelist") + "?state=draft")


def _log_and_say(request: HttpRequest, event: Event, copies: list[Event], said: str) -> None:
    for copy in copies:
        event_admin().log_addition(request, copy, [{"added": {}}])
    messages.success(request, said)
    if event.registration in REGISTER:
        messages.warning(request, _("The registration link is still that of the last event."))
