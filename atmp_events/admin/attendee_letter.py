"""The page on which a coordinator writes to all who registered for an event."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ..mail.letters import render
from ..mail.outbox import is_on
from ..models import LANGUAGES, Both, Event
from ..participation.registration_letters import LetterToAll, Readers
from .event_page import done, show, uid_of_form
from .questions import asked
from .row_page import row_path

SEEN: Final = "seen"  # the form's input: the letter that has been previewed


class LetterForm(forms.Form):
    """To whom, and what, in both languages."""

    readers = forms.ChoiceField(label=_("To"), choices=Readers.choices)
    subject_sv = forms.CharField(label=_("Subject (Swedish)"), max_length=150)
    text_sv = forms.CharField(
        label=_("Text (Swedish)"),
        max_length=5000,
        widget=forms.Textarea,
        help_text=_(
            "Greeting, event, link to the page and to the own registration are there already. "
            "An empty line begins a paragraph; addresses with https:// become links."
        ),
    )
    subject_en = forms.CharField(label=_("Subject (English)"), max_length=150)
    text_en = forms.CharField(label=_("Text (English)"), max_length=5000, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give each field its language, and the admin's looks."""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "readers":
                kind = "vTextField" if name.startswith("subject") else "vLargeTextField"
                field.widget.attrs |= {"lang": name[-2:], "class": kind}

    def letter(self) -> LetterToAll:
        """Return what is written, in a form that is valid."""
        said = self.cleaned_data
        return LetterToAll(
            readers=Readers(said["readers"]),
            subject=Both(said["subject_sv"], said["subject_en"]),
            text=Both(said["text_sv"], said["text_en"]),
        )


def letter_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Ask for the letter, show it as it will be read, and send what has been shown."""
    if not is_on():
        raise Http404
    form = LetterForm(request.POST or None)
    own: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        letter, shown = form.letter(), Event.objects.with_facts_of_one().get(pk=event.pk)
        preview = asked(SEEN, [event.pk, letter], request.POST)
        if "_do" in request.POST and preview.is_confirmed:
            # The same form that is sent twice has the same key.
            key = (uid_of_form(request) or "").partition("@")[0]
            return _send(request, event, letter.queue(shown, key))
        number = letter.attendees(event).count()
        own = {
            "number": number,
            "seen": preview.seen,
            "letters": [(it, render(letter.sample(shown, it))) for it in LANGUAGES],
            "does": gettext("Send") if number else "",
        }
    return show(
        request,
        event,
        "admin/attendee_letter.html",
        title=_("Write to those registered"),
        form=form,
        shows=_("Show the email anew") if own else _("Show the email"),
        **own,
    )


def _send(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    if not number:
        messages.info(request, gettext("Nothing was sent: the form was sent twice."))
        return redirect(row_path(event))
    words = ngettext(
        "An email to %(number)d person who registered is on its way.",
        "Emails to %(number)d people who registered are on their way.",
        number,
    )
    change = ngettext(
        "Wrote to %(number)d person who registered",
        "Wrote to %(number)d people who registered",
        number,
    )
    return done(request, event, change % {"number": number}, words % {"number": number})
