"""The door: one page for a phone, on which is pressed who came."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Event
from ..models.identity import as_key
from ..participation.by_hand import note_arrival
from .attendees import found_attendees, numbers_of
from .event_page import show
from .row_page import row_path


def door_page(request: HttpRequest, event: Event) -> HttpResponse:
    """List those with a place by name, found by `?q=`; note who came, or take it back."""
    if request.method == "POST":
        key = as_key(request.POST.get("key", ""))
        came = request.POST.get("came") == "1"
        if key is None or not note_arrival(event, key, timezone.now(), came=came):
            raise Http404
        words = urlencode({"q": request.POST.get("q", "")})
        return redirect(f"{row_path(event, 'door')}?{words}#a{key}")
    words = request.GET.get("q", "")
    at_door = [it for it in found_attendees(event, words) if it.state != "cancelled"]
    return show(
        request,
        event,
        "admin/door.html",
        title=_("The door"),
        numbers=numbers_of(event),
        attendees=at_door,
        words=words,
    )
