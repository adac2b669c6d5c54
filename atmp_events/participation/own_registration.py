"""The page on which an attendee sees, changes, cancels and erases the own registration.

Its secret address is in each letter. GET shows, POST does: mail scanners open every link.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from django.core.signing import BadSignature
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from ..error_pages import only_read
from ..facts.event import facts_of
from ..facts.standing import is_over, standing
from ..facts.status import status_words
from ..facts.when import moment_in_words, swedish_time
from ..headers import forbid_storing, json_file
from ..languages import current
from ..models import Attendee, Event, settings_of
from ..models.bilingual import other
from ..pages.render import render_page
from .personal_data import data_of, erase
from .places import OfferOver, accept, cancel
from .public_forms import public_form
from .registration_form import ANSWERS, AnswersForm
from .registration_letters import News, before, erased_on, own_path, write
from .registration_views import see_other

DONE: Final = "done"  # the parameter of the address after a POST


@public_form
def own_registration(request: HttpRequest, token: str) -> HttpResponse:
    """Show a registration to its attendee (GET), or do what a button says (POST)."""
    now, attendee = timezone.now(), find_attendee(token)
    event = Event.objects.with_facts_of_one().get(pk=attendee.event_id)
    if request.method != "POST":
        return _show(request, attendee, event, now)
    action = request.POST.get("action") if not attendee.erased_at else ""
    match action:
        case "change":
            return _change(request, attendee, event, now)
        case "cancel" if is_over(event, now):  # Who had a place, and who came, are figures then.
            said = gettext("The event is over. Nothing more will change.")
            return _show(request, attendee, event, now, said=said, status=422)
        case "cancel":
            cancel(attendee, now)
            return _done(attendee, "cancelled")
        case "accept":
            try:
                accept(attendee, now)
            except OfferOver:
                said = gettext("The place is no longer kept for you.")
                return _show(request, attendee, event, now, said=said, status=409)
            return _done(attendee, "accepted")
        case "erase":
            erase(attendee, now)
            return _done(attendee, "erased")
    return _show(request, attendee, event, now, status=422)


@only_read
def own_data(request: HttpRequest, token: str) -> HttpResponse:
    """Download all that is held about an attendee, as JSON (GDPR, Article 20)."""
    attendee = find_attendee(token)
    facts = facts_of(Event.objects.with_facts_of_one().get(pk=attendee.event_id), current())
    data: dict[str, Any] = {"event": str(facts.title)}
    data |= data_of(attendee)
    return forbid_storing(json_file(data, "registration"))


def find_attendee(token: str) -> Attendee:
    """Return the attendee with an address. Raises Http404 if it was made for nobody who is here.

    Of one who is erased there is nothing to show, and the address stays.
    """
    with suppress(BadSignature):
        if attendee := Attendee.of_token(token):
            return attendee
    raise Http404


@transaction.atomic
def _change(request: HttpRequest, attendee: Attendee, event: Event, now: datetime) -> HttpResponse:
    # It may have been erased since it was looked at.
    attendee = Attendee.objects.select_for_update(of=("self",)).get(pk=attendee.pk)
    form = _form(attendee, event, request.POST)
    if attendee.erased_at or not _may_change(attendee, event, now) or not form.is_valid():
        return _show(request, attendee, event, now, form=form, status=422)
    changed = {name: it for name, it in form.cleaned_data.items() if getattr(attendee, name) != it}
    if changed:
        for name, value in changed.items():
            setattr(attendee, name, value)
        attendee.save(update_fields=[*changed])
        write(attendee, event, News.CHANGED, now)
    return _done(attendee, "changed")


def _done(attendee: Attendee, what: str) -> HttpResponse:
    return see_other(f"{own_path(attendee, current())}?{DONE}={what}")


def _form(attendee: Attendee, event: Event, data: Any = None) -> AnswersForm:
    initial = {name: getattr(attendee, name) for name in ("name", *ANSWERS)}
    return AnswersForm(data, initial=initial, asks=settings_of(event), language=current())


def _may_change(attendee: Attendee, event: Event, now: datetime) -> bool:
    return attendee.state != Attendee.State.CANCELLED and not is_over(event, now)


def _held(attendee: Attendee, form: AnswersForm, *, may_change: bool) -> Iterator[tuple[str, str]]:
    """Yield what is held beside what the form shows: label and answer."""
    for name in ("name", *ANSWERS):
        is_asked, held = name in form.fields, getattr(attendee, name)
        if held and not (is_asked and may_change):
            label = (form.fields if is_asked else form.base_fields)[name].label
            yield str(label or gettext("Answer")), held


def _words(done: str) -> str:
    """Return what has been done, in a sentence."""
    return {
        "changed": gettext("It is changed."),
        "cancelled": gettext("Your registration is cancelled."),
        "accepted": gettext("The place is yours."),
    }.get(done, "")


def _show(
    request: HttpRequest,
    attendee: Attendee,
    event: Event,
    now: datetime,
    *,
    form: AnswersForm | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    language = current()
    facts = facts_of(event, language)
    until = attendee.offer_ends_at
    form = form or _form(attendee, event)
    may_change = _may_change(attendee, event, now)
    context = {
        "facts": facts,
        "standing": standing(facts, now),
        "is_public": event.is_public(now),
        "news": status_words(facts) if facts.is_struck else None,
        "attendee": attendee,
        "form": form,
        "held": list(_held(attendee, form, may_change=may_change)),
        "said": said or _words(request.GET.get(DONE, "")),
        "until": moment_in_words(swedish_time(until), language) if until else "",
        "is_offered": until is not None and until > now,
        "ahead": before(attendee),
        "registered": moment_in_words(swedish_time(attendee.registered_at), language),
        "may_change": may_change,
        "data_path": own_path(attendee, language, "own_data"),
        "erased_on": erased_on(event),
    }
    twin = own_path(attendee, other(language))
    response = render_page(request, "public/pages/own_registration.html", context, twin=twin)
    response.status_code = status
    return response
