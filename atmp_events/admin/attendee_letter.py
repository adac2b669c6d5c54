"""The page on which a coordinator writes an email to the attendees of an event."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ..mail.letters import render
from ..mail.outbox import sends_letters
from ..models import LANGUAGES, BilingualText, Event
from ..participation.registration_letters import CoordinatorLetter, RecipientGroup
from .admin_page import log_and_redirect, render_admin_page, row_path, uid_of_form
from .form_fields import PlainField
from .questions import questions_in_form

SEEN: Final = "seen"  # a hidden input: the fingerprint of the letter that the page has shown


class LetterForm(forms.Form):
    """The recipients, and subject and text in both languages."""

    readers = forms.ChoiceField(label=_("To"), choices=RecipientGroup.choices)
    subject_sv = PlainField(label=_("Subject (Swedish)"), max_length=150)
    text_sv = PlainField(
        label=_("Text (Swedish)"),
        max_length=5000,
        widget=forms.Textarea,
        help_text=_(
            "Greeting, event, links to the page and each reader's registration are there already. "
            "An empty line begins a paragraph; addresses with https:// become links."
        ),
    )
    subject_en = PlainField(label=_("Subject (English)"), max_length=150)
    text_en = PlainField(label=_("Text (English)"), max_length=5000, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Set the language and the CSS class of each field."""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "readers":
                kind = "vTextField" if name.startswith("subject") else "vLargeTextField"
                field.widget.attrs |= {"lang": name[-2:], "class": kind}

    def letter(self) -> CoordinatorLetter:
        """Return the letter of a valid form."""
        given = self.cleaned_data
        return CoordinatorLetter(
            recipients=RecipientGroup(given["readers"]),
            subject=BilingualText(given["subject_sv"], given["subject_en"]),
            text=BilingualText(given["text_sv"], given["text_en"]),
        )


def letter_page(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """Ask for the letter, show it to the coordinator, and send the letter that was shown."""
    if not sends_letters():
        raise Http404
    form, now = LetterForm(request.POST or None), timezone.now()
    own: dict[str, Any] = {}
    if form.is_valid():
        letter, shown = form.letter(), Event.objects.with_facts_of_one().get(pk=event.pk)
        preview = questions_in_form(SEEN, [event.pk, letter], request.POST)
        if "_do" in request.POST and preview.is_confirmed:
            # A form that is sent twice has the same key twice.
            key = (uid_of_form(request) or "").partition("@")[0]
            number = letter.queue(shown, key, now)
            return _redirect_when_sent(model_admin, request, event, number)
        number = letter.attendees(event).count()
        own = {
            "number": number,
            "seen": preview.digest,
            "letters": [(it, render(letter.sample(shown, it, now))) for it in LANGUAGES],
            "submit_label": gettext("Send") if number else "",
        }
    return render_admin_page(
        model_admin,
        request,
        "admin/attendee_letter.html",
        original=event,
        title=_("Write to those registered"),
        form=form,
        preview_label=_("Show the email anew") if own else _("Show the email"),
        **own,
    )


def _redirect_when_sent(
    model_admin: Any, request: HttpRequest, event: Event, number: int
) -> HttpResponse:
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
    counted = {"number": number}
    return log_and_redirect(model_admin, request, event, change % counted, words % counted)
