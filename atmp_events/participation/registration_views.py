"""The pages to register for an event, and to see, change, cancel and erase a registration.

`public_forms` protects the form. Each letter has the secret address of the registration. A GET
request shows the registration, and only a POST request changes it: mail scanners open every link.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from django.core.signing import BadSignature
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http import HttpResponseRedirect as Redirect
from django.utils import timezone
from django.utils.translation import gettext

from ..error_pages import read_only
from ..facts.event import EventFacts, facts_of
from ..facts.progress import Progress, RegistrationState, is_over, progress_of
from ..facts.status import status_words
from ..facts.when import moment_in_words, swedish_time
from ..facts.who import list_in_words
from ..facts.withdrawn import public_facts_of
from ..headers import forbid_storing, json_file
from ..languages import current_language
from ..lookups import find_event
from ..models import Attendee, Event, Registration, get_website
from ..pages.render import render_page
from .personal_data import data_of, erase
from .places import NoPlace, OfferExpired, accept, cancel, register
from .public_forms import is_honeypot_filled, may_send, may_send_letter_to, public_form
from .registration_form import (
    ANSWERS,
    AnswersForm,
    RegistrationForm,
    changed_terms,
    sign_terms,
    terms_shown,
)
from .registration_letters import (
    LetterKind,
    count_ahead,
    erased_on,
    offer_end_in_words,
    own_path,
    queue_letter_to,
)

DONE_PARAMETER: Final = "done"  # the parameter of the address of the own page, after a POST
SEE_OTHER: Final = 303  # after a POST, to a page to GET (RFC 9110, 15.4.4)


@public_form
def register_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show the form of an event (GET), or register (POST)."""
    now, language = timezone.now(), current_language()
    event = find_event(language, year, slug, now)
    is_moved = event.registration != Registration.HERE  # maybe while the form was open
    if is_moved and request.method != "POST":
        raise Http404
    facts = facts_of(event, language)
    if not (is_moved or facts.registration.is_here):
        return Redirect(facts.path)  # No mail is sent: it says whom to ask.
    if request.method == "POST":
        return _register_from_form(request, event, facts, now)
    form = RegistrationForm(event=event, language=language)
    return _form_page(request, event, facts, now, form)


@read_only
def thanks_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Say that a letter is on its way; the same for an address that was registered before."""
    now, language = timezone.now(), current_language()
    facts = facts_of(find_event(language, year, slug, now), language)
    if not facts.registration.is_here:
        raise Http404
    page = render_page(
        request,
        "public/pages/register_thanks.html",
        {"facts": facts},
        translation_path=facts.translation_path_to("register_thanks"),
    )
    return forbid_storing(page)


def _register_from_form(
    request: HttpRequest, event: Event, facts: EventFacts, now: datetime
) -> HttpResponse:
    """Register the sender of the form, unless something is wrong or has changed."""
    form = RegistrationForm(request.POST, event=event, language=facts.language)
    too_many = gettext("Too many attempts. Wait a few minutes, and send it again.")
    if not may_send(request):
        return _form_page(request, event, facts, now, form, status=429, problems=[too_many])
    done = Redirect(facts.path_to("register_thanks"), status=SEE_OTHER)
    if is_honeypot_filled(request.POST):
        return done
    problems = _reasons_to_refuse(request, facts, now)
    if problems or not form.is_valid():
        status = 422 if form.errors else 409
        return _form_page(request, event, facts, now, form, status=status, problems=problems)
    if not may_send_letter_to(request, form.cleaned_data["email"]):
        return _form_page(request, event, facts, now, form, status=429, problems=[too_many])
    attendee = Attendee(event_id=event.pk, language=facts.language, **form.cleaned_data)
    waits = progress_of(facts, now).registration == RegistrationState.WAITING_LIST
    try:
        register(attendee, now, may_wait=waits)
    except NoPlace:  # The event was changed after it was read.
        facts = facts_of(Event.objects.with_facts_of_one().get(pk=event.pk), facts.language)
        problems = _reasons_to_refuse(request, facts, now) or [_is_closed(progress_of(facts, now))]
        return _form_page(request, event, facts, now, form, status=409, problems=problems)
    return done


def _reasons_to_refuse(request: HttpRequest, facts: EventFacts, now: datetime) -> list[str]:
    """Return why the form is refused: registration has moved or closed, or its terms changed."""
    state = progress_of(facts, now)
    if not facts.registration.is_here:
        return [gettext("Registration is no longer on this page. Nothing was sent.")]
    if not state.can_register:
        return [_is_closed(state)]
    return changed_terms(request.POST.get("promise", ""), terms_shown(facts, state))


def _is_closed(state: Progress) -> str:
    if state.registration == RegistrationState.FULL:
        return gettext("All places have been taken. Nothing was sent.")
    if state.registration == RegistrationState.NOT_OPEN:
        return gettext("Registration has not opened yet. Nothing was sent.")
    return gettext("Registration is closed. Nothing was sent.")


def _privacy_notice(event: Event, facts: EventFacts, form: RegistrationForm) -> dict[str, Any]:
    """Return the notice on personal data (GDPR, Article 13), made from the fields of the form."""
    website = get_website()
    mark = "”" if facts.language == "sv" else "“"
    labels = [
        f"{mark}{it.label}”" if it.name == "answer" else str(it.label).lower()
        for it in form.visible_fields()
    ]
    return {
        "controller": website.public_body.read(facts.language),
        "officer": website.data_protection_email,
        "what": list_in_words(labels, facts.language),  # "namn, mejladress och mat"
        "erased_on": erased_on(event),
    }


def _form_page(
    request: HttpRequest,
    event: Event,
    facts: EventFacts,
    now: datetime,
    form: RegistrationForm,
    *,
    status: int = 200,
    problems: list[str] | None = None,
) -> HttpResponse:
    progress = progress_of(facts, now)
    context = {
        "form": form,
        "problems": problems or [],
        "can_send": facts.registration.is_here and progress.can_register,
        "terms": sign_terms(terms_shown(facts, progress)),
        "notice": _privacy_notice(event, facts, form),
    }
    path = facts.translation_path_to("register")
    return _page(request, "register", facts, now, context, translation_path=path, status=status)


def _page(
    request: HttpRequest,
    name: str,
    facts: EventFacts,
    now: datetime,
    context: dict[str, Any],
    **more: Any,
) -> HttpResponse:
    """Return a page about an event. `more` are further arguments of `render_page`."""
    progress = progress_of(facts, now)
    news = status_words(facts, is_past=progress.is_past) if facts.is_called_off else None
    common = {"facts": facts, "progress": progress, "called_off": news}
    return render_page(request, f"public/pages/{name}.html", common | context, **more)


@public_form
def own_registration(request: HttpRequest, token: str) -> HttpResponse:
    """Show a registration to its attendee (GET), or perform the action of a button (POST)."""
    now, attendee = timezone.now(), find_attendee(token)
    event = Event.objects.with_facts_of_one().get(pk=attendee.event_id)
    if request.method != "POST":
        return _own_page(request, attendee, event, now)
    action = request.POST.get("action") if not attendee.erased_at else ""
    match action:
        case "change":
            return _change(request, attendee, event, now)
        case "cancel" if is_over(event, now):  # The statistics then count who came.
            message = gettext("The event is over. Nothing more will change.")
            return _own_page(request, attendee, event, now, message=message, status=422)
        case "cancel":
            cancel(attendee, now)
            return _redirect_to_own_page(attendee, "cancelled")
        case "accept":
            try:
                accept(attendee, now)
            except OfferExpired:
                message = gettext("The place is no longer kept for you.")
                return _own_page(request, attendee, event, now, message=message, status=409)
            return _redirect_to_own_page(attendee, "accepted")
        case "erase":
            erase(attendee, now)
            return _redirect_to_own_page(attendee, "erased")
    return _own_page(request, attendee, event, now, status=422)


@read_only
def own_data(request: HttpRequest, token: str) -> HttpResponse:
    """Download all data about an attendee, as JSON (GDPR, Article 20)."""
    attendee = find_attendee(token)
    event = Event.objects.with_facts_of_one().get(pk=attendee.event_id)
    facts = public_facts_of(event, current_language(), timezone.now())
    data: dict[str, Any] = {"event": str(facts.title)}
    data |= data_of(attendee)
    return forbid_storing(json_file(data, "registration"))


def find_attendee(token: str) -> Attendee:
    """Return the attendee of a token. Raises Http404 for a forged or unknown token.

    An erased attendee is found, too: the page then says so.
    """
    with suppress(BadSignature):
        if attendee := Attendee.of_token(token):
            return attendee
    raise Http404


@transaction.atomic
def _change(request: HttpRequest, attendee: Attendee, event: Event, now: datetime) -> HttpResponse:
    # The attendee may have been erased since it was read.
    attendee = Attendee.objects.select_for_update(of=("self",)).get(pk=attendee.pk)
    form = AnswersForm(request.POST, event=event, attendee=attendee, language=current_language())
    if attendee.erased_at or not _may_change(attendee, event, now) or not form.is_valid():
        return _own_page(request, attendee, event, now, form=form, status=422)
    changed = {name: it for name, it in form.cleaned_data.items() if getattr(attendee, name) != it}
    if changed:
        for name, value in changed.items():
            setattr(attendee, name, value)
        attendee.save(update_fields=[*changed])
        queue_letter_to(attendee, event, LetterKind.CHANGED, now)
    return _redirect_to_own_page(attendee, "changed")


def _redirect_to_own_page(attendee: Attendee, what: str) -> HttpResponse:
    return Redirect(
        f"{own_path(attendee, current_language())}?{DONE_PARAMETER}={what}", status=SEE_OTHER
    )


def _may_change(attendee: Attendee, event: Event, now: datetime) -> bool:
    return attendee.state != Attendee.State.CANCELLED and not is_over(event, now)


def _answers_not_in_form(
    attendee: Attendee, form: AnswersForm, *, may_change: bool
) -> Iterator[tuple[str, str]]:
    """Yield stored answers that the form does not show, as label and answer."""
    for name in ("name", *ANSWERS):
        is_asked, stored = name in form.fields, getattr(attendee, name)
        if stored and not (is_asked and may_change):
            label = (form.fields if is_asked else form.base_fields)[name].label
            yield str(label or gettext("Answer")), stored


def _done_in_words(done: str) -> str:
    """Return a sentence on what has been done, or ""."""
    return {
        "changed": gettext("It is changed."),
        "cancelled": gettext("Your registration is cancelled."),
        "accepted": gettext("The place is yours."),
    }.get(done, "")


def _own_page(
    request: HttpRequest,
    attendee: Attendee,
    event: Event,
    now: datetime,
    *,
    form: AnswersForm | None = None,
    message: str = "",
    status: int = 200,
) -> HttpResponse:
    language = current_language()
    facts = facts_of(event, language)
    until = attendee.offer_ends_at
    form = form or AnswersForm(event=event, attendee=attendee, language=language)
    may_change = _may_change(attendee, event, now)
    context = {
        "facts": public_facts_of(event, language, now),
        "is_public": event.is_public(now),
        "attendee": attendee,
        "form": form,
        "stored_answers": list(_answers_not_in_form(attendee, form, may_change=may_change)),
        "message": message or _done_in_words(request.GET.get(DONE_PARAMETER, "")),
        "until": offer_end_in_words(attendee, event, language),
        "is_offered": until is not None and until > now,
        "ahead": count_ahead(attendee),
        "registered": moment_in_words(swedish_time(attendee.registered_at), language),
        "may_change": may_change,
        "data_path": own_path(attendee, language, "own_data"),
        "erased_on": erased_on(event),
    }
    return _page(request, "own_registration", facts, now, context, status=status)
