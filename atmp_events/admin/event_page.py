"""Small pages about one event, such as “Cancel” or “Copy”: who may open them, how they look."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern

from ..models import Event
from ..models.identity import uid_of
from .row_page import found_row, page_url, row_page, row_path
from .site import site


@dataclass(frozen=True, slots=True)
class EventPage:
    """A page below an event's own address in the admin, and the button that opens it."""

    name: str  # `admin:events_event_<name>`
    view: Callable[[HttpRequest, Event], HttpResponseBase]
    permission: str  # asked of the event's admin: `has_<permission>_permission`
    label: Any = ""  # of the button; without one it is no page, but an action that is posted
    is_offered: Callable[[Event], bool] | None = None  # whether there is a button; None: always
    folder: str = ""  # before the name in the address
    is_tool: bool = False  # The button stands above the form, not in its first box.
    count: Callable[[Event], int] | None = None  # a number that the button shows after its words

    def url(self, model_admin: Any) -> URLPattern:
        """Return the address, for those who have signed in."""
        route = f"<int:pk>/{self.folder}{self.name}/"
        return page_url(model_admin, route, self.open, self.name, is_posted=not self.label)

    def open(self, model_admin: Any, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show the page of an event; raise Http404 or PermissionDenied."""
        return self.view(request, found_row(model_admin, request, pk, self.is_permitted))

    def is_permitted(self, request: HttpRequest, event: Event) -> bool:
        """Ask the event's admin for the permission; with a dot it is a right, as Django's."""
        if "." in self.permission:
            return bool(request.user.has_perm(self.permission))
        return bool(getattr(event_admin(), f"has_{self.permission}_permission")(request, event))

    def has_button(self, request: HttpRequest, event: Event) -> bool:
        """Offer a button for what fits the event and is permitted."""
        fits = self.label and (self.is_offered is None or self.is_offered(event))
        return bool(fits) and self.is_permitted(request, event)

    def button(self, event: Event) -> tuple[str, str]:
        """Return the path and the words of the button."""
        number = f" ({self.count(event)})" if self.count else ""
        return row_path(event, self.name), f"{self.label}{number}"


def event_admin() -> Any:
    """Return the admin of events."""
    return site.get_model_admin(Event)


def show(
    request: HttpRequest, event: Event, template: str = "admin/step.html", **context: Any
) -> HttpResponse:
    """Show a page about one event, in the admin's frame."""
    return row_page(event_admin(), request, template, original=event, **context)


def done(request: HttpRequest, event: Event, change: str, message: str) -> HttpResponse:
    """Log a change, show a message about it, and go to the event's form."""
    event_admin().log_change(request, event, change)
    messages.success(request, message)
    return redirect(row_path(event))


def uid_of_form(request: HttpRequest) -> str | None:
    """Return the UID that belongs to a sent form; None without its CSRF token.

    Each form that is shown has another token, so only the very same one has the same UID.
    """
    if request.method != "POST" or not request.POST.get("csrfmiddlewaretoken"):
        return None
    return uid_of(request.POST.urlencode())
