"""The page “Registered” of an event: who has a place, who waits, and what is done by hand."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..mail.letters import check_address
from ..mail.outbox import is_on
from ..models import Attendee, Event, Registration, settings_of
from ..models.alphabet import sort_key
from ..models.identity import as_key
from ..models.recipient import folded_email
from ..participation.by_hand import add, cancel_by_hand, move_up
from ..participation.places import NoPlace
from .event_page import event_admin, show
from .row_page import row_path

ASKED: Final = {"organisation": "asks_organisation", "access_needs": "asks_access_needs"} | {
    "food": "asks_food",
    "answer": "question_sv",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many registered for an event; erased rows are counted, too."""

    capacity: int | None
    confirmed: int
    offered: int
    waiting: int
    cancelled: int
    came: int


class AttendeeForm(forms.ModelForm[Attendee]):
    """What is known of an attendee, with the questions that the event asks."""

    class Meta:
        model = Attendee
        fields = ("name", "email", "language", *ASKED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out what the event does not ask."""
        super().__init__(*args, **kwargs)
        asked = settings_of(self.instance.event)
        for field, setting in ASKED.items():
            if not getattr(asked, setting) and not getattr(self.instance, field):
                del self.fields[field]

    def clean_email(self) -> str:
        """Refuse what could be read as several addresses, and another attendee's address."""
        email: str = self.cleaned_data["email"]
        check_address(email)
        same = self.instance.event.attendees.filter(email_folded=folded_email(email))
        if self.instance.pk and same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("This address is registered already."))
        return email


class ByHandForm(forms.Form):
    """The ticks of what is done by hand."""

    beyond = forms.BooleanField(
        label=_("Also when all places are taken: one place more than there are"), required=False
    )
    by_letter = forms.BooleanField(label=_("Send a letter about it"), required=False)


def has_attendees(event: Event) -> bool:
    """Return whether the pages about attendees are offered: with mail, or where there are any."""
    is_here = event.registration == Registration.HERE
    return (is_here and is_on()) or event.attendees.exists()


def numbers_of(event: Event) -> Numbers:
    """Count those who registered."""
    states = Counter(event.attendees.values_list("state", flat=True))
    came = event.attendees.exclude(came_at=None).count()
    return Numbers(
        capacity=event.capacity,
        confirmed=states["confirmed"],
        offered=states["offered"],
        waiting=states["waiting"],
        cancelled=states["cancelled"],
        came=came,
    )


def found_attendees(event: Event, words: str, state: str = "") -> list[Attendee]:
    """Return attendees by name; those who wait, in the order of the queue, with their place in it.

    `words` are sought in name, address and organisation, in any case.
    """
    queue = {
        key: n for n, key in enumerate(event.attendees.waiting().values_list("pk", flat=True), 1)
    }
    sought = words.casefold().split()
    found = []
    for attendee in event.attendees.filter(erased_at=None):
        text = f"{attendee.name} {attendee.email} {attendee.organisation}".casefold()
        if all(it in text for it in sought) and state in {"", attendee.state}:
            attendee.in_queue = queue.get(attendee.pk)  # type: ignore[attr-defined]
            found.append(attendee)
    if state == Attendee.State.WAITING:
        return sorted(found, key=lambda it: queue[it.pk])
    return sorted(found, key=lambda it: sort_key(it.name, "sv"))


def attendees_page(request: HttpRequest, event: Event) -> HttpResponse:
    """List those who registered, by `?q=` and `?state=`; do what was posted by hand."""
    new = Attendee(event=event)
    form, ticks = AttendeeForm(instance=new), ByHandForm(initial={"by_letter": True})
    if request.method == "POST":
        ticks = ByHandForm(request.POST)
        ticks.is_valid()
        if "add" in request.POST:
            form = AttendeeForm(request.POST, instance=new)
            if form.is_valid() and _is_added(form, ticks):
                return _done(request, event, "Added an attendee.", gettext("Added."))
        elif _is_moved(request, event, ticks):
            return redirect(row_path(event, "attendees"))
    words, state = request.GET.get("q", ""), request.GET.get("state", "")
    return show(
        request,
        event,
        "admin/attendees.html",
        title=_("Those who registered"),
        numbers=numbers_of(event),
        attendees=found_attendees(event, words, state),
        states=Attendee.State.choices,
        form=form,
        ticks=ticks,
        words=words,
        state=state,
    )


def attendee_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Change what is known of the attendee `?key=`."""
    key = as_key(request.GET.get("key", ""))
    attendee = get_object_or_404(event.attendees.filter(erased_at=None), pk=key)
    attendee.event = event
    form = AttendeeForm(request.POST or None, instance=attendee)
    if request.method == "POST" and form.is_valid():
        form.save()
        return _done(request, event, "Changed an attendee.", gettext("Saved."))
    return show(request, event, "admin/attendee.html", title=_("Change the answers"), form=form)


def _is_added(form: AttendeeForm, ticks: ByHandForm) -> bool:
    try:
        add(form.instance, timezone.now(), **ticks.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error.messages)
    except NoPlace:
        form.add_error(None, gettext("All places are taken. Tick that there is to be one more."))
    return form.is_valid()


def _is_moved(request: HttpRequest, event: Event, ticks: ByHandForm) -> bool:
    """Cancel, or move up, the attendee whose button was pressed."""
    verb = "cancel" if "cancel" in request.POST else "up"
    key = as_key(request.POST.get(verb, ""))
    attendee = get_object_or_404(event.attendees.filter(erased_at=None), pk=key)
    now, by_letter = timezone.now(), ticks.cleaned_data["by_letter"]
    if verb == "cancel":
        cancel_by_hand(attendee, now, by_letter=by_letter)
        event_admin().log_change(request, event, "Cancelled an attendee's registration.")
        return True
    try:
        move_up(attendee, now, **ticks.cleaned_data)
    except NoPlace:
        ticks.add_error(
            "beyond", gettext("All places are taken. Tick that there is to be one more.")
        )
        return False
    event_admin().log_change(request, event, "Moved an attendee up.")
    return True


def _done(request: HttpRequest, event: Event, change: str, message: str) -> HttpResponse:
    event_admin().log_change(request, event, change)
    messages.success(request, message)
    return redirect(row_path(event, "attendees"))
