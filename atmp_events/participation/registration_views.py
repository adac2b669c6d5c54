"""The pages by which one registers for an event. `public_forms` says what guards the form."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http import HttpResponseRedirect as Redirect
from django.utils import timezone
from django.utils.translation import gettext

from ..error_pages import only_read
from ..facts.addresses import event_path, sibling
from ..facts.event import EventFacts, facts_of
from ..facts.standing import RegistrationState, Standing, standing
from ..facts.status import status_words
from ..facts.when import swedish_time
from ..headers import forbid_storing
from ..languages import current
from ..lookups import find_event
from ..models import Attendee, Event, FormerAddress, Registration, settings_of
from ..models.bilingual import other
from ..pages.render import render_page
from .places import NoPlace, register
from .privacy_notice import notice_of
from .public_forms import TRAP, is_trapped, may_be_written_to, may_send, public_form
from .registration_form import Promise, RegistrationForm, broken, promise_in, promise_of
from .registration_letters import News, write

# One who presses twice, or whose browser sends a form again, gets one letter.
SENT_AGAIN_AFTER: Final = timedelta(minutes=5)
SEE_OTHER: Final = 303


class NotAsPromised(Exception):  # noqa: N818  # an answer, not a fault
    """One who was promised a place would have to wait for one."""


def see_other(path: str) -> HttpResponse:
    """Return a redirect after a POST, to a page to GET (RFC 9110, 15.4.4)."""
    response = Redirect(path)
    response.status_code = SEE_OTHER
    return response


@public_form
def register_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show the form of an event (GET), or register (POST)."""
    now, language = timezone.now(), current()
    event = find_event(language, year, slug, now)
    if isinstance(event, FormerAddress):
        return HttpResponsePermanentRedirect(event_path("register", event.event, language))
    if event.registration != Registration.HERE:
        raise Http404
    facts = facts_of(event, language)
    if not facts.registration.is_here:
        return Redirect(facts.path)  # No mail is sent: it says whom to ask.
    if request.method == "POST":
        return _answer(request, event, facts, now)
    return _show(request, event, facts, now, _form(event))


@only_read
def thanks_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Say that a letter is on its way: the same to one who was registered before."""
    now, language = timezone.now(), current()
    event = find_event(language, year, slug, now)
    if isinstance(event, FormerAddress):
        return HttpResponsePermanentRedirect(event_path("register", event.event, language))
    facts = facts_of(event, language)
    if not facts.registration.is_here:
        raise Http404
    twin = sibling(facts.twin_path, "register_thanks", other(language))
    page = render_page(request, "public/pages/register_thanks.html", {"facts": facts}, twin=twin)
    return forbid_storing(page)


def _form(event: Event, data: Any = None) -> RegistrationForm:
    return RegistrationForm(data, asks=settings_of(event), language=current())


def _answer(request: HttpRequest, event: Event, facts: EventFacts, now: datetime) -> HttpResponse:
    """Register the one whose form this is, unless something is wrong or has changed."""
    form = _form(event, request.POST)
    if not may_send(request):
        return _show(request, event, facts, now, form, status=429, said=[_slower()])
    done = see_other(sibling(facts.path, "register_thanks", facts.language))
    if is_trapped(request.POST):
        return done
    state = standing(facts, now)
    promise = promise_of(facts, state)
    if not state.can_register:
        return _show(request, event, facts, now, form, status=409, said=[_is_closed(state)])
    said = broken(promise_in(request.POST.get("promise", ""), facts.code), promise)
    if said or not form.is_valid():
        status = 422 if form.errors else 409
        return _show(request, event, facts, now, form, status=status, said=said)
    if not may_be_written_to(request, form.cleaned_data["email"]):
        return _show(request, event, facts, now, form, status=429, said=[_slower()])
    try:
        _register(form.attendee(event.pk, facts.language), promise, now)
    except (NoPlace, NotAsPromised):  # All happened since the event was looked at.
        facts = facts_of(Event.objects.with_facts_of_one().get(pk=event.pk), facts.language)
        state = standing(facts, now)
        said = broken(promise, promise_of(facts, state)) if state.can_register else []
        said = said or [_is_closed(state)]
        return _show(request, event, facts, now, form, status=409, said=said)
    return done


@transaction.atomic
def _register(attendee: Attendee, promise: Promise, now: datetime) -> None:
    """Register an attendee, or send the letter again to one who is registered."""
    found = register(attendee, now)
    if found is not attendee:
        if now - found.registered_at >= SENT_AGAIN_AFTER:
            write(found, found.event, News(found.state), now)
    elif found.state == Attendee.State.WAITING and not promise.waits:
        raise NotAsPromised


def _slower() -> str:
    return gettext("Too many attempts. Wait a few minutes, and send it again.")


def _is_closed(state: Standing) -> str:
    if state.registration == RegistrationState.FULL:
        return gettext("All places have been taken. Nothing was sent.")
    return gettext("Registration is closed. Nothing was sent.")


def _show(
    request: HttpRequest,
    event: Event,
    facts: EventFacts,
    now: datetime,
    form: RegistrationForm,
    *,
    status: int = 200,
    said: list[str] | None = None,
) -> HttpResponse:
    state = standing(facts, now)
    context = {
        "facts": facts,
        "standing": state,
        "off": status_words(facts) if facts.is_struck else None,
        "form": form,
        "said": said or [],
        "promise": promise_of(facts, state).signed(),
        "trap": TRAP,
        "notice": notice_of(event, facts, form),
        "this_year": str(swedish_time(now).year),
    }
    twin = sibling(facts.twin_path, "register", other(facts.language))
    response = render_page(request, "public/pages/register.html", context, twin=twin)
    response.status_code = status
    return response
