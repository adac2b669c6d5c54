"""Pages to follow an event, or new events, by email: to ask, to confirm and to leave.

GET changes nothing, since mail servers open each link of a letter: it shows a page with one button.
POST acts; a second POST changes nothing more.
"""

from typing import Any

from django import forms
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..error_pages import error_page
from ..facts.paths import entity_path, event_path, route_path
from ..facts.progress import is_over
from ..languages import current_language
from ..lookups import find_event
from ..mail.letters import check_address
from ..mail.outbox import sends_letters
from ..models import Event, Follower, FormerSlug, Series, Status
from ..models.bilingual import other_language
from ..pages.render import render_page
from .following import (
    CannotConfirm,
    Followed,
    FollowedFacts,
    ask_to_follow,
    confirm,
    followed_facts,
    leave,
    others_in_letter,
)
from .public_forms import (
    has_valid_opening_time,
    is_honeypot_filled,
    may_send,
    may_send_letter_to,
    public_form,
    sign_opening_time,
)

NO_ADDRESS = _("Write just the address, for example name@example.org.")


class AddressForm(forms.Form):
    """One email address."""

    email = forms.CharField(
        label=_("Your email address"),
        max_length=254,
        validators=[check_address],
        error_messages={"required": NO_ADDRESS, "invalid": NO_ADDRESS, "max_length": NO_ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@public_form
def follow_event(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show the form to follow an event, and take an address."""
    language, now = current_language(), timezone.now()
    event = find_event(language, year, slug, now)
    translation_path = event_path("follow_event", event, other_language(language))
    is_closed = is_over(event, now) or event.status == Status.CANCELLED
    return _follow_page(request, event, translation_path, is_closed=is_closed)


@public_form
def follow_series(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form to follow a series, and take an address."""
    language, now = current_language(), timezone.now()
    series: Series | None = FormerSlug.row_at(Series.objects.all(), slug, language)
    if series is None or not Event.objects.public(now).filter(series=series).exists():
        raise Http404
    if slug != (own := series.slug.written(language)):
        return HttpResponsePermanentRedirect(entity_path("follow_series", own, language))
    other_slug = series.slug.written(other_language(language))
    return _follow_page(
        request, series, entity_path("follow_series", other_slug, other_language(language))
    )


@public_form
def follow_all(request: HttpRequest) -> HttpResponse:
    """Show the form to follow all new events, and take an address."""
    return _follow_page(request, None)


def _follow_page(
    request: HttpRequest, followed: Followed, translation_path: str = "", *, is_closed: bool = False
) -> HttpResponse:
    """Show the form, or queue the letter that asks for the confirmation.

    The answer does not tell whether the address is known or gets too many letters. Raises Http404
    if the site sends no mail.
    """
    if not sends_letters():
        raise Http404
    language, now = current_language(), timezone.now()
    form = AddressForm(request.POST if request.method == "POST" and not is_closed else None)
    is_done = False
    if form.is_valid():
        if not may_send(request):
            return error_page(request, 429)
        is_done = has_valid_opening_time(request.POST, now)
        email = form.cleaned_data["email"]
        if is_done and not is_honeypot_filled(request.POST) and may_send_letter_to(request, email):
            ask_to_follow(email, language, followed, now)
    facts = followed_facts(followed, language, now)
    context = {
        "is_over": is_closed,
        "is_done": is_done,
        "is_early": form.is_valid() and not is_done,
        "form": form,
        "followed": facts,
        "title": facts.name,
        "opened": sign_opening_time(now),
    }
    return render_page(
        request, "public/pages/follow.html", context, translation_path=translation_path
    )


@public_form
def follow_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what an address is about to follow, with a button; confirm it by POST."""
    follower, now = _follower(token), timezone.now()
    try:
        if follower and request.method == "POST":
            follower = confirm(follower.pk, now)
    except CannotConfirm:
        return _step_page(request, token, "late", _context(follower))
    context, step = _context(follower), "gone" if follower is None else "done"
    if follower and not follower.confirmed_at:
        followed: FollowedFacts = context["followed"]
        step = "late" if followed.is_withdrawn or followed.is_over else "ask"
    context["is_new"] = follower is not None and follower.confirmed_at == now
    return _step_page(request, token, step, context)


@public_form
def follow_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button to leave; a POST erases the address, also one of a mail program (RFC 8058).

    This also works when the site no longer sends letters.
    """
    follower = _follower(token)
    context, step = _context(follower), "leave" if follower else "gone"
    if follower and request.method == "POST":
        leave(follower)
        step = "left"
    return _step_page(request, token, step, context)


def _follower(token: str) -> Follower | None:
    """Return the follower with a token; None if it has left. Raises Http404 for a forged token."""
    try:
        return Follower.of_token(token)
    except BadSignature as error:
        raise Http404 from error


def _context(follower: Follower | None) -> dict[str, Any]:
    if follower is None:
        return {"followed": None, "title": ""}
    facts = _facts(follower)
    others = [_facts(it).name for it in others_in_letter(follower)]
    return {"followed": facts, "title": facts.name, "email": follower.email, "others": others}


def _facts(follower: Follower) -> FollowedFacts:
    return followed_facts(follower.event or follower.series, current_language(), timezone.now())


def _step_page(
    request: HttpRequest, token: str, step: str, context: dict[str, Any]
) -> HttpResponse:
    leave_path = route_path("follow_leave", current_language(), token=token)
    context |= {"step": step, "leave_path": leave_path, "canonical": ""}
    return render_page(request, "public/pages/follow_step.html", context)
