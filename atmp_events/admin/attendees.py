"""Pages about the attendees of an event: the list, changes by hand, and the page for the door."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from itertools import count
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ..facts.places import count_places
from ..languages import current_language
from ..mail.outbox import failed_addresses, sends_letters
from ..models import Attendee, Event
from ..models.collation import sort_key, transliterate
from ..models.identifiers import parse_number
from ..participation.places import (
    AlreadyRegistered,
    NoPlace,
    cancel,
    give_place,
    note_arrival,
    takes_place_publicly,
)
from ..participation.registration_form import AnswersForm, RegistrationForm
from .admin_page import render_admin_page, row_path

# In the order of the list.
STATES: Final = (
    Attendee.State.CONFIRMED,
    Attendee.State.OFFERED,
    Attendee.State.WAITING,
    Attendee.State.CANCELLED,
)

CHECKBOXES: Final = ("is_beyond", "by_letter")  # keyword arguments of the actions
REQUIRED: Final = forms.Field.default_error_messages["required"]


@dataclass(frozen=True, slots=True)
class ListedAttendee:
    """An attendee in a list."""

    attendee: Attendee
    place_in_queue: int | None  # from 1; None if the attendee is not waiting

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Each question that was answered, with the answer."""
        names = ("access_needs", "food", "answer")
        return [(column_label(it), text) for it in names if (text := getattr(self.attendee, it))]


def column_label(name: str) -> str:
    """Return the label of a column of attendees in the active language."""
    column: Any = Attendee._meta.get_field(name)
    return str(capfirst(column.verbose_name))


def listed_attendees(event: Event, words: str = "", state: str = "") -> list[ListedAttendee]:
    """Return attendees by state and name. Waiting attendees are in the order of the queue.

    Each of `words` must be in the name, email or organisation, ignoring case and accents. A `state`
    of "" means all states. Erased attendees are left out.
    """
    sought = transliterate(words).split()
    queue, found = count(1), []
    for it in event.attendees.filter(erased_at=None):  # in the order of the queue
        place = next(queue) if it.state == Attendee.State.WAITING else None
        text = transliterate(f"{it.name} {it.email} {it.organisation}")
        if state in {"", it.state} and all(word in text for word in sought):
            found.append(ListedAttendee(it, place))
    return sorted(
        found,
        key=lambda it: (
            STATES.index(Attendee.State(it.attendee.state)),
            it.place_in_queue or 0,
            sort_key(it.attendee.name, "sv"),
        ),
    )


def attendees_page(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """List the attendees, with the filters `?q=` and `?state=`."""
    words, state = request.GET.get("q", ""), request.GET.get("state", "")
    return render_admin_page(
        model_admin,
        request,
        "admin/attendees.html",
        original=event,
        title=_("Attendees"),
        counts=event.attendees.counts(),
        listed=listed_attendees(event, words, state if state in STATES else ""),
        states=[(str(it), it.label) for it in STATES],
        words=words,
        state=state,
        # Their letter could not be sent.
        unreached=event.attendees.registered().filter(email_folded__in=failed_addresses()),
    )


def _checkbox_fields(event: Event, now: datetime, *, gives_place: bool) -> dict[str, forms.Field]:
    """Return the fields of `CHECKBOXES` that the event needs."""
    fields: dict[str, forms.Field] = {}
    places = count_places(event)
    if gives_place and places.free == 0:
        words = ngettext(
            "Give one place more than there are: %(count)s place, which is taken",
            "Give one place more than there are: %(count)s places, all taken",
            places.capacity or 0,
        ) % {"count": places.capacity}
        fields["is_beyond"] = forms.BooleanField(label=words, required=False)
    if sends_letters() and takes_place_publicly(event, now):
        words = gettext("Send an email about it")
        fields["by_letter"] = forms.BooleanField(label=words, required=False, initial=True)
    return fields


def _adapt_for_coordinator(form: forms.Form) -> None:
    """Change a form for attendees so that a coordinator can fill it in for them."""
    for name, field in form.fields.items():
        field.widget.attrs["autocomplete"] = "off"
        field.help_text = ""
        field.error_messages["required"] = REQUIRED
        if name in ("food", "access_needs"):
            field.label = column_label(name)


def _form_data(request: HttpRequest) -> Any:
    """Return the data of a sent form, otherwise None."""
    return request.POST if request.method == "POST" else None


class FormAction(NamedTuple):
    """A form, the action that it confirms, and the texts of its page."""

    form: forms.Form
    act: Callable[[dict[str, bool]], None]  # takes the values of `CHECKBOXES`
    title: Any
    message: Any  # after the action


def page_of_attendee(
    view: Callable[[HttpRequest, Event, Attendee], FormAction],
) -> Callable[[Any, HttpRequest, Event], HttpResponse]:
    """Decorate an action on the attendee `?attendee=`. For an erased one it shows a warning."""

    @wraps(view)
    def page(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
        key = parse_number(request.GET.get("attendee", "")) or 0
        attendee = event.attendees.filter(pk=key, erased_at=None).first()
        if attendee:
            action = view(request, event, attendee)
            return _form_page(model_admin, request, event, action, attendee)
        messages.warning(request, gettext("That registration is no longer there."))
        return redirect(row_path(event, "attendees"))

    return page


def add_page(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """Ask for the data of a new attendee, and give a place."""
    now = timezone.now()
    form = RegistrationForm(_form_data(request), event=event, language=current_language())
    _adapt_for_coordinator(form)
    languages = [("sv", gettext("Swedish")), ("en", gettext("English"))]
    label = gettext("Language of the emails")
    form.fields["language"] = forms.ChoiceField(label=label, choices=languages)
    names = [*form.fields]
    form.fields |= _checkbox_fields(event, now, gives_place=True)

    def act(checked: dict[str, bool]) -> None:
        answers = {name: form.cleaned_data[name] for name in names}
        give_place(Attendee(event=event, **answers), now, **checked)

    action = FormAction(form, act, _("Add somebody"), _("A place is given."))
    return _form_page(model_admin, request, event, action)


@page_of_attendee
def change_page(request: HttpRequest, event: Event, attendee: Attendee) -> FormAction:
    """Ask for new answers of an attendee, and change them. No letter is sent.

    Answers that are not changed in the form keep the value that is stored by then.
    """
    form = AnswersForm(
        _form_data(request), event=event, attendee=attendee, language=current_language()
    )
    _adapt_for_coordinator(form)
    for field in form.fields.values():
        field.show_hidden_initial = True

    def act(_checked: dict[str, bool]) -> None:
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        event.attendees.filter(pk=attendee.pk, erased_at=None).update(**changed)

    return FormAction(form, act, _("Change the answers"), _("It is changed."))


@page_of_attendee
def cancel_page(request: HttpRequest, event: Event, attendee: Attendee) -> FormAction:
    """Ask for a confirmation, and cancel the registration of an attendee."""
    now, form = timezone.now(), forms.Form(_form_data(request))
    form.fields |= _checkbox_fields(event, now, gives_place=False)

    def act(checked: dict[str, bool]) -> None:
        cancel(attendee, now, by_letter=checked["by_letter"])

    title, message = _("Cancel the registration"), _("The registration is cancelled.")
    return FormAction(form, act, title, message)


@page_of_attendee
def give_place_page(request: HttpRequest, event: Event, attendee: Attendee) -> FormAction:
    """Ask for a confirmation, and give an attendee a place before the others in the queue."""
    now, form = timezone.now(), forms.Form(_form_data(request))
    is_reserved = attendee.state == Attendee.State.OFFERED
    form.fields |= _checkbox_fields(event, now, gives_place=not is_reserved)

    def act(checked: dict[str, bool]) -> None:
        give_place(attendee, now, **checked)

    return FormAction(form, act, _("Give a place"), _("A place is given."))


def _form_page(
    model_admin: Any,
    request: HttpRequest,
    event: Event,
    action: FormAction,
    attendee: Attendee | None = None,
) -> HttpResponse:
    """Show a form. When it is sent, act, log it without a name, and redirect to the list.

    A checkbox that is not in the form is False.
    """
    form, title = action.form, action.title
    if form.is_valid():
        checked = {name: form.cleaned_data.get(name, False) for name in CHECKBOXES}
        try:
            action.act(checked)
        except NoPlace:  # The form has this field: the event's row has been locked since.
            form.add_error("is_beyond", gettext("Tick that there is to be one place more."))
        except AlreadyRegistered:
            form.add_error("email", gettext("This address is registered already."))
        else:
            model_admin.log_change(request, event, str(title))
            messages.success(request, action.message)
            return redirect(row_path(event, "attendees"))
    context = {
        "original": event,
        "title": title,
        "submit_label": title,
        "form": form,
        "attendee": attendee,
    }
    return render_admin_page(model_admin, request, "admin/attendee_form.html", **context)


def check_in_page(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """List the attendees with a place, for a phone at the door. A POST notes who has come.

    The form sends the wanted value (`came` is 1 or 0), so that an outdated page does no harm.
    """
    if request.method == "POST":
        return _note_arrival(request, event)
    words = request.GET.get("q", "")
    return render_admin_page(
        model_admin,
        request,
        "admin/check_in.html",
        original=event,
        title=_("The door"),
        counts=event.attendees.counts(),
        listed=listed_attendees(event, words, Attendee.State.CONFIRMED),
        words=words,
    )


def _note_arrival(request: HttpRequest, event: Event) -> HttpResponse:
    key, words = parse_number(request.POST.get("attendee", "")), request.POST.get("q", "")
    has_come = {"1": True, "0": False}.get(request.POST.get("came", ""))
    if has_come is None:
        raise SuspiciousOperation("`came` must be 1 or 0.")
    path = row_path(event, "door") + (f"?{urlencode({'q': words})}" if words else "")
    if key is None or not note_arrival(event, key, timezone.now(), has_come=has_come):
        messages.warning(request, gettext("That person no longer has a place."))
        return redirect(path)
    return redirect(f"{path}#attendee-{key}")
