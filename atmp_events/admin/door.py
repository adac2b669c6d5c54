"""The door: a page for a phone, on which those at the door note who has come."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models import Attendee, Event
from ..models.identity import as_key
from ..participation.places import note_arrival
from .attendees import listed_attendees
from .event_page import show
from .row_page import row_path


def door_page(request: HttpRequest, event: Event) -> HttpResponse:
    """List those who have a place, by name and `?q=`; note on POST who has come, or has not.

    The form says what is wanted (`came` is 1 or 0), so that a page which is old does no harm.
    """
    if request.method == "POST":
        return _noted(request, event)
    words = request.GET.get("q", "")
    return show(
        request,
        event,
        "admin/door.html",
        title=_("The door"),
        numbers=event.attendees.counts(),
        listed=listed_attendees(event, words, Attendee.State.CONFIRMED),
        words=words,
    )


def _noted(request: HttpRequest, event: Event) -> HttpResponse:
    key, words = as_key(request.POST.get("attendee", "")), request.POST.get("q", "")
    has_come = {"1": True, "0": False}.get(request.POST.get("came", ""))
    if has_come is None:
        raise SuspiciousOperation("It is not said whether somebody came.")
    path = row_path(event, "door") + (f"?{urlencode({'q': words})}" if words else "")
    if key is None or not note_arrival(event, key, timezone.now(), has_come=has_come):
        messages.warning(request, gettext("That person no longer has a place."))
        return redirect(path)
    return redirect(f"{path}#attendee-{key}")
