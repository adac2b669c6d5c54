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

from ..actions.copying import Part, copy_to
from ..models import REGISTER, Event, Registration, settings_of
from .event_page import event_admin, show, uid_of_form
from .local_time import DayField, clock_field
from .recurring import DaysForm, RuleForm
from .row_page import row_path

TEMPLATE: Final = "admin/copying.html"


class CopiedPartsForm(forms.Form):
    """What the copies are to be made without."""

    without = forms.MultipleChoiceField(
        label=_("Leave out"),
        choices=Part.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class CopyForm(CopiedPartsForm):
    """The date and time of the copy, if known."""

    day = DayField(
        label=_("Date"),
        required=False,
        help_text=_("Without a date the times are left out, those of the talks too."),
    )
    at = clock_field(help_text=_("Empty: at the same time as before. The talks follow."))
    past = forms.BooleanField(label=_("Yes, on a day that has passed"), required=False)
    field_order = ("day", "past", "at", "without")

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Leave out the time for an all-day event."""
        super().__init__(*args, **kwargs)
        self.event = event
        if event.all_day:
            del self.fields["at"]
        if not self.is_bound:
            del self.fields["past"]

    def clean(self) -> dict[str, Any]:
        """Refuse a time without a date, and a date without a time; ask about one in the past."""
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


def copy_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Ask for the date, make the draft, and open it."""
    uid = uid_of_form(request)
    if again := _made_before(request, uid):
        return redirect(row_path(again))
    form = CopyForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["day"]
        (copy,) = copy_to(
            event,
            days=[day] if day else (),
            at=form.cleaned_data.get("at"),
            now=timezone.now(),
            without=form.cleaned_data["without"],
            uid=uid,
        )
        said = _("This is a new draft, a copy of “%s”.") % event
        _log_and_say(request, event, [copy], said)
        return redirect(row_path(copy))
    return show(request, event, TEMPLATE, title=_("Copy to the next date"), form=form)


def repeat_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Ask for a rule, show its days, and make a draft for each that is ticked."""
    rule = RuleForm(request.POST or None, event=event)
    parts = CopiedPartsForm(request.POST or None)
    days = None
    if request.method == "POST" and rule.is_valid() and parts.is_valid():
        days = DaysForm(
            request.POST if "_make" in request.POST else None,
            days=rule.days(),
            event=event,
            skip_holidays=rule.cleaned_data["skip_holidays"],
        )
        if days.is_bound and days.is_valid():
            return _make(request, event, days.cleaned_data["days"], rule, parts)
    return show(request, event, TEMPLATE, title=_("Plan a term"), form=rule, parts=parts, days=days)


def _make(
    request: HttpRequest, event: Event, days: list[date], rule: RuleForm, parts: CopiedPartsForm
) -> HttpResponse:
    to_drafts = redirect(reverse("admin:events_event_changelist") + "?state=draft")
    uid = uid_of_form(request)
    if _made_before(request, uid):
        return to_drafts
    copies = copy_to(
        event,
        days=days,
        at=rule.cleaned_data.get("at"),
        now=timezone.now(),
        without=parts.cleaned_data["without"],
        uid=uid,
    )
    said = ngettext("%d draft has been made.", "%d drafts have been made.", len(copies))
    _log_and_say(request, event, copies, said % len(copies))
    return to_drafts


def _made_before(request: HttpRequest, uid: str | None) -> Event | None:
    """Return the first draft that the same form made when it was sent before, and say so."""
    made = Event.objects.filter(uid=uid).first() if uid else None
    if made:
        messages.info(request, _("This event is already saved: the form was sent twice."))
    return made


def _log_and_say(request: HttpRequest, event: Event, copies: list[Event], said: str) -> None:
    for copy in copies:
        event_admin().log_addition(request, copy, [{"added": {}}])
    messages.success(request, said)
    if event.registration == Registration.HERE and settings_of(event).private_url:
        messages.warning(
            request, _("The link for those registered is still that of the last event.")
        )
    elif event.registration in REGISTER - {Registration.HERE}:
        messages.warning(request, _("The registration link is still that of the last event."))
