"""The next meeting from the last one, and a whole term of them."""

from datetime import date, time
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..actions.copying import copy_to, copy_without_date
from ..models import Event, Registration
from .recurring import DaysForm, RuleForm, clock_field, day_input
from .stock import ModelAdmin


class CopyForm(forms.Form):
    """The day of the next meeting, if it is known."""

    day = forms.DateField(
        label=_("Date"),
        required=False,
        widget=day_input(),
        help_text=_("Without a date the times are left out, those of the talks too."),
    )
    at = clock_field(help_text=_("Empty: at the same time as before. The talks follow."))

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Ask for no time of what is all day."""
        super().__init__(*args, **kwargs)
        self.event = event
        if event.all_day:
            del self.fields["at"]

    def clean(self) -> dict[str, Any]:
        """Refuse half a moment: a time of no day, a day of which no time is known."""
        super().clean()
        day, at = self.cleaned_data.get("day"), self.cleaned_data.get("at")
        if at and not day and "day" not in self.errors:
            self.add_error("day", _("Give the date too."))
        if day and "at" in self.fields and not (at or self.event.starts_at or self.errors):
            self.add_error("at", _("Give the time too."))
        return self.cleaned_data


class Copying(ModelAdmin):
    """Adds two addresses to the admin of events, each with a short form."""

    def get_urls(self) -> list[URLPattern]:
        """Put them before the address that takes everything."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/copy/", wrap(self.copy_view), name="events_event_copy"),
            path("<int:pk>/repeat/", wrap(self.repeat_view), name="events_event_repeat"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer both above the form of an event that is there."""
        event = kwargs.get("obj")
        context["can_copy"] = isinstance(event, Event) and self.has_add_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def copy_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the day; make the draft and open it."""
        event = self._source(request, pk)
        form = CopyForm(request.POST or None, event=event)
        if request.method == "POST" and form.is_valid():
            copy = copied(event, day=form.cleaned_data["day"], at=form.cleaned_data.get("at"))
            self._log(request, [copy])
            messages.success(request, _("This is a new draft, a copy of “%s”.") % event)
            self._warn_of_link(request, event)
            return HttpResponseRedirect(reverse("admin:events_event_change", args=[copy.pk]))
        return self._page(request, event, title=_("Copy to the next date"), form=form)

    def repeat_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for a rule, show the days it gives, and make a draft of each that is ticked."""
        event = self._source(request, pk)
        rule = RuleForm(request.POST or None, event=event)
        if request.method != "POST" or not rule.is_valid():
            return self._page(request, event, title=_("Plan a term"), form=rule)
        chosen = DaysForm(
            request.POST if "_make" in request.POST else None,
            days=rule.days(),
            event=event,
            skip_holidays=rule.cleaned_data["skip_holidays"],
        )
        if chosen.is_bound and chosen.is_valid():
            return self._make(request, event, chosen.cleaned_data["days"], rule)
        return self._page(request, event, title=_("Plan a term"), form=rule, days=chosen)

    def _make(
        self, request: HttpRequest, event: Event, days: list[date], rule: RuleForm
    ) -> HttpResponse:
        copies = copy_to(event, days=days, at=rule.cleaned_data.get("at"), now=timezone.now())
        self._log(request, copies)
        made = ngettext("%d draft has been made.", "%d drafts have been made.", len(copies))
        messages.success(request, made % len(copies))
        self._warn_of_link(request, event)
        return HttpResponseRedirect(reverse("admin:events_event_changelist") + "?state=draft")

    def _source(self, request: HttpRequest, pk: int) -> Event:
        event = self.get_object(request, str(pk))
        if event is None:
            raise Http404
        if not (self.has_add_permission(request) and self.has_view_permission(request, event)):
            raise PermissionDenied
        return cast(Event, event)

    def _log(self, request: HttpRequest, copies: list[Event]) -> None:
        for copy in copies:
            self.log_addition(request, copy, [{"added": {}}])

    def _warn_of_link(self, request: HttpRequest, event: Event) -> None:
        if event.registration == Registration.BY_LINK:
            messages.warning(request, _("The registration link is still that of the last event."))

    def _page(self, request: HttpRequest, event: Event, **context: Any) -> HttpResponse:
        common = self.admin_site.each_context(request)
        return TemplateResponse(
            request, "admin/copying.html", common | {"opts": self.opts, "event": event} | context
        )


def copied(event: Event, *, day: date | None, at: time | None) -> Event:
    """Return the new draft, on a day or without one."""
    if day is None:
        return copy_without_date(event, now=timezone.now())
    return copy_to(event, days=[day], at=at, now=timezone.now())[0]
