"""The registration form of an event: its questions, and what its page said when it was opened."""

import re
from typing import Any, Final
from unicodedata import category

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..facts.event import EventFacts
from ..facts.progress import Progress, RegistrationState
from ..mail.letters import check_address
from ..models import Attendee, Event, Language, registration_settings_of
from ..models.rich_text import CONTROLS
from .public_forms import MAX_TIME_OPEN

SALT: Final = "registration form"
ANSWERS: Final = ("organisation", "access_needs", "food", "answer")


def validate_one_line(text: str) -> None:
    """Raise ValidationError for a text with line breaks or other control characters."""
    if any(category(it) in {"Cc", "Zl", "Zp"} for it in text):
        raise ValidationError(_("Write this on one line."), code="invalid")


def validate_visible(text: str) -> None:
    """Raise ValidationError for a text without visible characters."""
    if all(category(it)[0] in "CZ" for it in text):
        raise ValidationError(forms.Field.default_error_messages["required"], code="required")


def validate_no_link(name: str) -> None:
    """Raise ValidationError for a name that mail programs would show as a link.

    Otherwise a stranger could register others and make the site write “Hello https://…” to them.
    """
    if re.search(r"://|www\.|@|\.\w{2,}/", name, re.IGNORECASE):
        raise ValidationError(_("Write a name, without an address."), code="invalid")


class AnswersForm(forms.Form):
    """Who the attendee is, and the answers to what the event asks."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        validators=[validate_one_line, validate_visible, validate_no_link],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=120,
        required=False,
        validators=[validate_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    access_needs = forms.CharField(
        label=_("What you need to be able to take part"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example a place for a wheelchair, a hearing loop or an interpreter."),
    )
    food = forms.CharField(
        label=_("Food"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you do not eat."),
    )
    answer = forms.CharField(
        max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        data: Any = None,
        *,
        event: Event,
        language: Language,
        attendee: Attendee | None = None,
    ) -> None:
        """Remove what the event does not ask; the initial values are an attendee's answers.

        `language` is that of the page.
        """
        names = ("name", *ANSWERS) if attendee else ()
        super().__init__(data, initial={name: getattr(attendee, name) for name in names})
        asks = registration_settings_of(event)
        question = asks.question.read(language)
        asked = {
            "organisation": asks.asks_organisation,
            "access_needs": asks.asks_access_needs,
            "food": asks.asks_food,
            "answer": bool(question),
        }
        for name in ANSWERS:
            if not asked[name]:
                del self.fields[name]
        if question:
            self.fields["answer"].label = question

    def clean(self) -> dict[str, Any]:
        """Remove control characters from the answers: pasted text may contain them."""
        for name in self.cleaned_data.keys() & set(ANSWERS):
            self.cleaned_data[name] = self.cleaned_data[name].translate(CONTROLS)
        return self.cleaned_data


class RegistrationForm(AnswersForm):
    """The form on the page of an event."""

    email = forms.CharField(
        label=_("Email"),
        max_length=254,
        validators=[check_address],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The email with your registration goes there."),
        error_messages={
            "required": _("Write your email address."),
            "invalid": _("Write one email address, such as ada@example.org."),
        },
    )
    field_order = ("name", "email", *ANSWERS)


def terms_shown(facts: EventFacts, progress: Progress) -> dict[str, Any]:
    """Return the terms that the page of a form shows now, in its language."""
    return {
        "code": facts.code,  # of the event
        "waits": progress.registration == RegistrationState.WAITING_LIST,
        "price": facts.detail("price"),
        "when": facts.when.in_full if facts.when else "",
        "where": facts.where.line,
    }


def sign_terms(terms: dict[str, Any]) -> str:
    """Return terms as a field of the form."""
    return signing.dumps(terms, salt=SALT, compress=True)


def changed_terms(signed: str, now: dict[str, Any]) -> list[str]:
    """Return in sentences what has changed since a form was opened.

    `signed` are the terms that it was opened with, `now` the present ones.
    """
    try:
        then = signing.loads(signed, salt=SALT, max_age=MAX_TIME_OPEN)
    except signing.BadSignature:
        then = {}
    if then.keys() != now.keys() or then["code"] != now["code"]:
        return [gettext("The form had been open for long. Read it through, and send it again.")]
    changed = []
    if now["waits"] and not then["waits"]:
        changed.append(
            gettext(
                "All places have been taken since you opened the form. Send it again to wait for "
                "a place."
            )
        )
    elif then["waits"] and not now["waits"]:
        changed.append(gettext("There is a place now. Send the form again to get it."))
    for name, what in {"price": _("Price"), "when": _("When"), "where": _("Where")}.items():
        if then[name] != now[name]:
            before = gettext("Before: %(old)s") % {"old": then[name] or "–"}
            changed.append(f"{what}: {now[name] or '–'}. {before}.")
    return changed
