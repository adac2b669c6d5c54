"""Pages to follow an event, or new events, by email: to ask, to confirm and to leave.

What is only fetched does nothing: mail servers open each link of a letter. GET shows a page with
one button, POST acts, and twice is as once.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..error_pages import refuse
from ..facts.addresses import entity_path, event_path, route_path, sibling
from ..facts.event import facts_of
from ..facts.standing import standing
from ..languages import current
from ..lookups import find_event
from ..mail.letters import check_address
from ..mail.outbox import is_on
from ..models import Event, Follower, FormerAddress, FormerSlug, Language, Series, Status
from ..models.bilingual import other
from ..pages.render import render_page
from .following import (
    Followed,
    TooLate,
    ask,
    confirm,
    followed_facts,
    key_of,
    leave,
    others_in_letter,
    title_in_words,
)
from .public_forms import (
    OPENED,
    TRAP,
    is_trapped,
    may_be_written_to,
    may_send,
    opened,
    public_form,
    was_opened,
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
    """Ask for the address that follows an event."""
    language, now = current(), timezone.now()
    event = find_event(language, year, slug, now)
    if isinstance(event, FormerAddress):
        return HttpResponsePermanentRedirect(event_path("follow_event", event.event, language))
    facts = facts_of(event, language)
    twin = sibling(facts.twin_path, "follow_event", other(language))
    is_over = standing(facts, now).is_past or facts.status == Status.CANCELLED
    return _asking(request, event, twin, is_over=is_over)


@public_form
def follow_series(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the address that is told of new events of a series."""
    language, now = current(), timezone.now()
    series = Series.objects.filter(**{Series.slug_column(language): slug}).first()
    if series is None:
        key = FormerSlug.row_of("series", language, slug)
        series = get_object_or_404(Series, pk=key)
        path = entity_path("follow_series", series.slug.written(language), language)
        return HttpResponsePermanentRedirect(path)
    if not Event.objects.public(now).filter(series=series).exists():
        raise Http404
    other_slug = series.slug.written(other(language))
    return _asking(request, series, entity_path("follow_series", other_slug, other(language)))


@public_form
def follow_all(request: HttpRequest) -> HttpResponse:
    """Ask for the address that is told of new events."""
    return _asking(request, None, route_path("follow_all", other(current())))


def _asking(
    request: HttpRequest, followed: Followed, twin: str, *, is_over: bool = False
) -> HttpResponse:
    """Show the form, or queue the letter that asks for the confirmation.

    The answer is the same whether the address is known, and whether it gets too many letters.
    Raises Http404 where there is no mail.
    """
    if not is_on():
        raise Http404
    language, now = current(), timezone.now()
    is_sent = request.method == "POST" and not is_over
    form = AddressForm(request.POST if is_sent else None)
    context: dict[str, Any] = {"is_over": is_over, "is_done": False, "is_early": False}
    if is_sent and form.is_valid():
        if not may_send(request):
            return refuse(request, 429)
        context["is_early"] = not was_opened(request.POST, now)
        context["is_done"] = not context["is_early"]
        email = form.cleaned_data["email"]
        allowed = context["is_done"] and not is_trapped(request.POST)
        if allowed and may_be_written_to(request, email):
            ask(email, language, followed, now)
    facts = followed_facts(followed, language, now)
    context |= {
        "form": form,
        "followed": facts,
        "title": title_in_words(facts, language),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "opened": opened(now),
        "names": {"opened": OPENED, "trap": TRAP},
    }
    return render_page(request, "public/pages/follow.html", context, twin=twin)


@public_form
def follow_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what an address is about to follow, with a button; confirm it by POST."""
    now, key = timezone.now(), _key(token)
    try:
        if request.method == "POST":
            confirm(key, now)
        follower = _follower(key)
        step = "gone" if follower is None else "ask" if not follower.confirmed_at else "done"
    except TooLate:
        follower, step = _follower(key), "late"
    return _show(request, "follow_confirm", token, follower, step)


@public_form
def follow_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button to leave; erase the address by POST, also that of a mail program (RFC 8058).

    It works also when the site no longer sends letters.
    """
    follower = _follower(_key(token))
    if follower and request.method == "POST":
        context_of_last = _context(follower)
        leave(follower)
        return _page(request, "follow_leave", token, context_of_last | {"step": "left"})
    return _show(request, "follow_leave", token, follower, "leave" if follower else "gone")


def _key(token: str) -> int:
    key = key_of(token)
    if key is None:
        raise Http404
    return key


def _follower(key: int) -> Follower | None:
    followers = Follower.objects.select_related("event__version", "series")
    return followers.filter(pk=key).first()


def _context(follower: Follower) -> dict[str, Any]:
    language = current()
    facts = followed_facts(follower.event or follower.series, language, timezone.now())
    return {
        "followed": facts,
        "title": title_in_words(facts, language),
        "email": follower.email,
        "others": [_title(it, language) for it in others_in_letter(follower)],
    }


def _title(follower: Follower, language: Language) -> str:
    """Return the title of a follower of new events."""
    return title_in_words(followed_facts(follower.series, language, timezone.now()), language)


def _show(
    request: HttpRequest, name: str, token: str, follower: Follower | None, step: str
) -> HttpResponse:
    context = _context(follower) if follower else {"followed": None, "title": "", "email": ""}
    if step == "ask" and context["followed"].is_withdrawn:
        step = "late"
    return _page(request, name, token, context | {"step": step})


def _page(request: HttpRequest, name: str, token: str, context: dict[str, Any]) -> HttpResponse:
    leave_path = route_path("follow_leave", current(), token=token)
    return render_page(
        request,
        "public/pages/follow_step.html",
        context | {"leave_path": leave_path, "canonical": ""},
        twin=route_path(name, other(current()), token=token),
    )
