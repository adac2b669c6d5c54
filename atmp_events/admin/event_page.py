"""Small pages about one event, such as “Cancel” or “Copy”: who may open them, how they look."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from ..models import Event
from .roles import may_publish
from .row_page import found_row, row_page, row_path
from .site import site

View = Callable[[HttpRequest, Event], HttpResponse]
Permission = Callable[[HttpRequest, Event], bool]


def can_view(request: HttpRequest, event: Event) -> bool:
    """Tell whether the user may read the event."""
    return bool(event_admin().has_view_permission(request, event))


def can_change(request: HttpRequest, event: Event) -> bool:
    """Tell whether the user may edit the event."""
    return bool(event_admin().has_change_permission(request, event))


def can_publish(request: HttpRequest, event: Event) -> bool:
    """Tell whether the user may publish the event, and change what is published."""
    return may_publish(request) and can_change(request, event)


def can_copy(request: HttpRequest, event: Event) -> bool:
    """Tell whether the user may make further events from this one."""
    return bool(event_admin().has_add_permission(request)) and can_view(request, event)


def always(event: Event) -> bool:
    """Offer a page's button for each event."""
    return True


@dataclass(frozen=True, slots=True)
class EventPage:
    """A page below an event's own address in the admin, and the button that opens it."""

    name: str  # `admin:events_event_<name>`
    view: View
    permission: Permission
    label: Any = ""  # of the button; without one it is no page, but an action that is posted
    is_offered: Callable[[Event], bool] = always  # whether there is a button
    folder: str = ""  # before the name in the address
    is_tool: bool = False  # The button stands above the form, not in its first box.

    def url(self) -> URLPattern:
        """Return the address, for those who have signed in."""
        route = f"<int:pk>/{self.folder}{self.name}/"
        view: Any = self.open if self.label else require_POST(self.open)
        name = f"events_event_{self.name}"
        return path(route, cast(View, site.admin_view(view)), name=name)

    def open(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the page of an event; raise Http404 or PermissionDenied."""
        return self.view(request, found_row(event_admin(), request, pk, self.permission))

    def has_button(self, request: HttpRequest, event: Event) -> bool:
        """Tell whether the user is offered the page of an event."""
        return bool(self.label) and self.is_offered(event) and self.permission(request, event)

    def button(self, event: Event) -> tuple[str, str]:
        """Return the address and the words of the button."""
        return row_path(event, self.name), str(self.label)


def event_admin() -> Any:
    """Return the admin of events, which knows who may do what."""
    return site.get_model_admin(Event)


def show(
    request: HttpRequest, event: Event, template: str = "admin/step.html", **context: Any
) -> HttpResponse:
    """Show a page about one event, in the admin's frame."""
    return row_page(event_admin(), request, template, original=event, **context)


def done(request: HttpRequest, event: Event, change: str, message: str) -> HttpResponse:
    """Log a change, say that it is done, and go to the event's form."""
    event_admin().log_change(request, event, change)
    messages.success(request, message)
    return to_form(event)


def to_form(event: Event) -> HttpResponse:
    """Redirect to the event's form."""
    return redirect(row_path(event))
