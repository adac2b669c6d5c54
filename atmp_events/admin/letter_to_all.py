"""A letter to all who registered for an event, in the language of each."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from ..facts.event import facts_of
from ..mail.letters import Letter, render
from ..mail.outbox import is_on, queue
from ..models import LANGUAGES, Attendee, Event, Language
from .event_page import event_admin, show, uid_of_form
from .row_page import row_path

State = Attendee.State
TO: Final = {
    "confirmed": (_("those who have a place"), (State.CONFIRMED,)),
    "waiting": (_("those who wait for a place"), (State.WAITING, State.OFFERED)),
    "both": (_("both"), (State.CONFIRMED, State.WAITING, State.OFFERED)),
}


class LetterForm(forms.Form):
    """What is written, in both languages, and to whom."""

    to = forms.ChoiceField(label=_("To"), choices=[(key, it[0]) for key, it in TO.items()])
    subject_sv = forms.CharField(label=_("Subject in Swedish"), max_length=120)
    text_sv = forms.CharField(label=_("Text in Swedish"), max_length=5000, widget=forms.Textarea)
    subject_en = forms.CharField(label=_("Subject in English"), max_length=120)
    text_en = forms.CharField(label=_("Text in English"), max_length=5000, widget=forms.Textarea)


def letter_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Show the letter in both languages, and to how many it goes; then send it, once."""
    if not is_on():
        raise PermissionDenied
    form = LetterForm(request.POST or None)
    previews, number = [], 0
    if request.method == "POST" and form.is_valid():
        readers = _readers(event, form.cleaned_data["to"])
        shown = Event.objects.with_facts_of_one().get(pk=event.pk)
        if "send" in request.POST:
            return _send(request, shown, form.cleaned_data, readers)
        number = readers.count()
        previews = [render(_letter(shown, form.cleaned_data, it, "")) for it in LANGUAGES]
    return show(
        request,
        event,
        "admin/letter_to_all.html",
        title=_("Write to all"),
        form=form,
        previews=previews,
        number=number,
    )


def _send(
    request: HttpRequest, event: Event, typed: dict[str, Any], readers: QuerySet[Attendee]
) -> HttpResponse:
    # The event's row is locked: the second of two presses sees the record of the first.
    mark = f"[{str(uid_of_form(request)).partition('@')[0]}]"
    log = event_admin().log_change
    if not _is_sent(event, mark):
        queue(*(_letter(event, typed, it.language, it.email) for it in readers))
        words = "Wrote to %(count)s registered. %(mark)s"
        log(request, event, words % {"count": readers.count(), "mark": mark})
    count = readers.count()
    said = ngettext(
        "The letter goes to %(count)s person.", "The letter goes to %(count)s people.", count
    )
    messages.success(request, said % {"count": count})
    return redirect(row_path(event, "attendees"))


def _is_sent(event: Event, mark: str) -> bool:
    return LogEntry.objects.filter(object_id=str(event.pk), change_message__contains=mark).exists()


def _readers(event: Event, to: str) -> QuerySet[Attendee]:
    return event.attendees.filter(state__in=TO[to][1], erased_at=None)


def _letter(event: Event, typed: dict[str, Any], language: Any, to: str) -> Letter:
    chosen: Language = language
    with override(chosen):
        facts = facts_of(event, chosen)
        return Letter(
            to=to,
            language=chosen,
            subject=typed[f"subject_{chosen}"],
            template="letters/to_all.html",
            context={"words": typed[f"text_{chosen}"], "facts": facts},
        )
