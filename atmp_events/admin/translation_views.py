"""Confirming texts that are stale, and copying texts that are missing, in one language."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..actions.translating import confirm, copy_across
from ..models import LANGUAGES, Event, Language, State
from .language_switch import back_to
from .translations import IN, with_texts

CONFIRM, COPY = "_checked", "_copy"  # buttons of the form, each with a language


def checked_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Confirm the stale texts of one language, and go back."""
    _confirm(request, event, request.POST.get("checked", ""))
    return back_to(request, request.headers.get("Referer", ""))


def is_asked_for(request: HttpRequest) -> bool:
    """Check whether the form was sent by a button to confirm or to copy."""
    return bool({CONFIRM, COPY} & request.POST.keys())


def confirm_or_copy(request: HttpRequest, saved: Event) -> None:
    """Confirm or copy, once the event is saved with its rows."""
    if is_asked_for(request):
        event = with_texts(Event.objects.all()).get(pk=saved.pk)
        _confirm(request, event, request.POST.get(CONFIRM, ""))
        _copy(request, event, request.POST.get(COPY, ""))


def _confirm(request: HttpRequest, event: Event, language: str) -> None:
    if language in LANGUAGES:
        confirm(event, cast(Language, language))
        words = _("“%(title)s” is right %(language)s.")
        messages.success(request, words % {"title": event, "language": IN[language]})


def _copy(request: HttpRequest, event: Event, target: str) -> None:
    if target in LANGUAGES and event.state == State.DRAFT:
        count = copy_across(event, cast(Language, target))
        words = ngettext(
            "%(count)s text has been copied. Translate it here.",
            "%(count)s texts have been copied. Translate them here.",
            count,
        )
        messages.success(request, words % {"count": count})
