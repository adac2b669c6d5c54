"""Pages that change an event's status: cancel, postpone, reschedule, move online, reinstate.

A forecast shows the consequences: the change is made in a transaction, read, and rolled back.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..actions.revising import revisions
from ..actions.status_changes import (
    cancel,
    move_online,
    postpone,
    reinstate,
    reschedule,
    status_before_calling_off,
)
from ..actions.versions import save_version_before
from ..facts.changes import differences_of
from ..facts.event import facts_of
from ..facts.progress import progress_of
from ..facts.status import status_words
from ..facts.when import midnight
from ..languages import current_language
from ..models import LANGUAGES, BilingualText, Event, State, Status
from ..proofreading.rules import findings
from .admin_page import log_and_redirect, render_admin_page
from .form_fields import PlainField
from .local_time import ClockField, DayField, LocalDateTime
from .questions import short_notice_of, unmoved_deadline
from .translations import label_and_path


class NoteForm(forms.Form):
    """A note to readers about a change of status, in both languages."""

    note_sv = PlainField(
        label=_("A word to readers (Swedish)"),
        max_length=300,
        required=False,
        widget=forms.TextInput({"lang": "sv", "class": "vTextField"}),
        help_text=_("Why, and what they can do. Shown beside the status. May be empty."),
    )
    note_en = PlainField(
        label=_("A word to readers (English)"),
        max_length=300,
        required=False,
        widget=forms.TextInput({"lang": "en", "class": "vTextField"}),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event

    def clean(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        given = self.cleaned_data
        given["note"] = BilingualText(given.pop("note_sv", ""), given.pop("note_en", ""))
        return given


class RescheduleForm(NoteForm):
    """The new date and time, in the event's time zone."""

    field_order = ("day", "at", "note_sv", "note_en")
    day = DayField(label=_("New date"))
    at = ClockField(label=_("Starts at"), help_text=_("The end and the talks move along."))

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Show the current start. An all-day event has no field for the time."""
        super().__init__(*args, event=event, **kwargs)
        if event.starts_at:
            start = event.local(event.starts_at)
            self.initial = {"day": start.date(), "at": start.time()}
        if event.all_day:
            del self.fields["at"]

    def clean(self) -> dict[str, Any]:
        """Add the new start (aware). Refuse the current start."""
        given = super().clean()
        if not self.errors:
            day, at, zone = given.pop("day"), given.pop("at", None), self.event.zone
            given["starts_at"] = LocalDateTime(day, at).moment(zone) if at else midnight(day, zone)
            if given["starts_at"] == self.event.starts_at:
                raise ValidationError(_("That is when it starts already."))
        return given


class MoveOnlineForm(NoteForm):
    """The link to the event online."""

    field_order = ("online_url", "also_on_site", "note_sv", "note_en")
    online_url = forms.URLField(
        label=_("Link for taking part online"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput({"class": "vURLField"}),
        help_text=_("Shown to everyone. Leave it empty if only those registered may have it."),
    )
    also_on_site = forms.BooleanField(label=_("One can still come to the place"), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Show the current link of the event."""
        super().__init__(*args, event=event, **kwargs)
        self.initial = {"online_url": event.online_url}


class ReinstateForm(NoteForm):
    """The status and the note that the event had before it was called off."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Show the earlier note."""
        super().__init__(*args, event=event, **kwargs)
        self.status_before, note = status_before_calling_off(event)
        self.initial = {"note_sv": note.sv, "note_en": note.en}

    def clean(self) -> dict[str, Any]:
        """Add the earlier status."""
        return super().clean() | {"status": self.status_before}


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A change of status: its label, form and action."""

    label: Any
    message: Any  # after the change
    form: type[NoteForm]
    action: Callable[..., None]  # takes the event, and the form's cleaned data as keywords
    excluded: frozenset[Status]  # The change makes no sense for an event in one of these.

    def is_possible_for(self, event: Event) -> bool:
        """Return whether the change makes sense for an event in its current state."""
        return event.state == State.PUBLISHED and event.status not in self.excluded

    def page(self, model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
        """Ask for details, show the forecast, and make the change after the confirmation."""
        if not self.is_possible_for(event):
            raise Http404
        form = self.form(request.POST or None, event=event)
        forecast: dict[str, Any] = {}
        if form.is_valid():
            change = partial(self.action, **form.cleaned_data)
            try:
                forecast = forecast_of(event, change, timezone.now())
            except ValidationError as error:
                form.add_error(None, error)
            else:
                if "_do" in request.POST:
                    save_version_before(event, now=timezone.now())
                    change(event)
                    label, message = str(self.label), str(self.message)
                    return log_and_redirect(model_admin, request, event, label, message)
        return render_admin_page(
            model_admin,
            request,
            "admin/event_action.html",
            original=event,
            title=self.label,
            form=form,
            submit_label=self.label if forecast else "",
            preview_label=_("Show anew what will follow")
            if forecast
            else _("Show what will follow"),
            **forecast,
        )


# By the last part of the address. The buttons have the same order.
STATUS_CHANGES: Final = {
    "reschedule": StatusChange(
        _("New date or time"),
        _("The event has a new date or time."),
        RescheduleForm,
        reschedule,
        frozenset({Status.CANCELLED}),
    ),
    "move-online": StatusChange(
        _("Move online"),
        _("The event has been moved online."),
        MoveOnlineForm,
        move_online,
        frozenset({Status.CANCELLED, Status.MOVED_ONLINE}),
    ),
    "postpone": StatusChange(
        _("Postpone"),
        _("The event is postponed."),
        NoteForm,
        postpone,
        frozenset({Status.POSTPONED, Status.CANCELLED}),
    ),
    "cancel": StatusChange(
        _("Cancel the event"),
        _("The event is cancelled."),
        NoteForm,
        cancel,
        frozenset({Status.CANCELLED}),
    ),
    "reinstate": StatusChange(
        _("It takes place after all"),
        _("The event takes place after all."),
        ReinstateForm,
        reinstate,
        frozenset({Status.SCHEDULED}),
    ),
}


def forecast_of(event: Event, change: Callable[[Event], None], now: datetime) -> dict[str, Any]:
    """Make a change, read the consequences, and roll it back.

    `pages` has each language and the first words of its page, `consequences` them in words,
    and `notice` the notice to readers. Raises ValidationError if the change is not possible.
    """
    before = Event.objects.with_facts().get(pk=event.pk)
    altered = Event.objects.get(pk=event.pk)
    with transaction.atomic():
        with revisions(timezone.now):
            change(altered)
        after = Event.objects.with_facts().get(pk=event.pk)
        transaction.set_rollback(True)
    return {
        "pages": [(language, _first_words(after, language)) for language in LANGUAGES],
        "consequences": list(_consequences(before, after, now)),
        "notice": short_notice_of(before, altered, now),
    }


def _first_words(event: Event, language: Any) -> str:
    facts = facts_of(event, language)
    words = status_words(facts)
    when = facts.when.in_full if facts.when else ""
    if words is None:
        return when
    said = " ".join(filter(None, (f"{words.word}.", words.sentence, facts.status_note)))
    return " · ".join(filter(None, (said, when)))


def _consequences(before: Event, after: Event, now: datetime) -> Iterator[str]:
    known = set(findings(before, current_language(), now))
    new = (it for it in findings(after, current_language(), now) if it not in known)
    for finding in (*new, *unmoved_deadline(before, after, now)):
        label, _path = label_and_path(after, finding)
        yield f"{label}: {finding.words}"
    if before.online_url and not after.online_url:
        message = gettext("The link for taking part goes away: %(link)s")
        yield message % {"link": before.online_url}
    if not before.is_public(now):
        yield gettext("No reader sees it yet: nothing is sent to anybody.")
        return
    if after.version.schedule and before.version.schedule:
        for it in differences_of(
            before.version.schedule, after.version.schedule, current_language()
        ):
            yield gettext("%(what)s: from %(old)s to %(new)s. The page says so for good.") % {
                "what": it.what,
                "old": it.old,
                "new": it.new,
            }
    yield {
        Status.CANCELLED: gettext("Calendars that subscribe strike it out as cancelled."),
        Status.POSTPONED: gettext("Calendars that subscribe show it as tentative."),
    }.get(Status(after.status), gettext("Calendars that subscribe show the change by themselves."))
    yield gettext("Lists, feeds, poster and search engines say the same at once.")
    could, can = (
        progress_of(facts_of(it, current_language()), now).can_register for it in (before, after)
    )
    if could and not can:
        yield gettext("The button for registration goes away.")
    if can and not could:
        yield gettext("The button for registration comes back.")
