"""The pages below an event's address in the admin, and the buttons that open them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from ..mail.outbox import sends_letters
from ..models import Event, Registration, State
from .admin_page import page_url, row_path
from .attendee_letter import letter_page
from .attendee_prints import attendee_list, attendee_table, badges
from .attendees import (
    add_page,
    attendees_page,
    cancel_page,
    change_page,
    check_in_page,
    give_place_page,
)
from .copying import copy_page, repeat_page
from .publishing import check_page, preview_link_page, publish_page, unpublish_page
from .soft_delete import deleted_meanwhile_page
from .status_changes import STATUS_CHANGES
from .translations import confirm_page


@dataclass(frozen=True, slots=True)
class EventPage:
    """A page below an event's address in the admin, and its button in the form of the event."""

    name: str  # `admin:events_event_<name>`
    view: Callable[[Any, HttpRequest, Event], HttpResponseBase]  # takes the admin of events first
    permission: str  # The admin of events has a method `has_<permission>_permission`.
    label: Any = ""  # the text of the button; "" if there is none
    is_offered: Callable[[Event], bool] = lambda _event: True  # whether an event has the button
    folder: str = ""  # before the name in the address
    is_tool: bool = False  # The button is above the form instead of in its first box.
    is_post_only: bool = False  # This is an action without a page of its own: it accepts POST only.
    count: Callable[[Event], int] | None = None  # a number after the label

    def url(self, model_admin: Any) -> URLPattern:
        """Return the URL pattern."""
        return page_url(
            model_admin,
            f"<int:pk>/{self.folder}{self.name}/",
            self.view,
            self.name,
            permission=self.permission,
            is_post_only=self.is_post_only,
            if_missing=deleted_meanwhile_page,
        )

    def button(
        self, model_admin: Any, request: HttpRequest, event: Event
    ) -> tuple[str, str] | None:
        """Return the path and the label of the button in the event's form; None without one."""
        is_offered = self.label and self.is_offered(event)
        is_permitted = getattr(model_admin, f"has_{self.permission}_permission")
        if not is_offered or not is_permitted(request, event):
            return None
        number = f" ({self.count(event)})" if self.count else ""
        return row_path(event, self.name), f"{self.label}{number}"


def is_draft(event: Event) -> bool:
    """Return whether an event is a draft."""
    return event.state == State.DRAFT


def is_published(event: Event) -> bool:
    """Return whether an event is published, now or at a later moment."""
    return event.state == State.PUBLISHED


def has_attendees(event: Event) -> bool:
    """Return whether people can register on this site, or some have registered."""
    is_here = event.registration == Registration.HERE
    return (is_here and sends_letters()) or event.attendees.exists()


# In the order of their buttons.
PAGES: Final = (
    EventPage("check", check_page, "view", _("Check")),
    EventPage("preview", preview_link_page, "change", _("Preview")),
    EventPage("publish", publish_page, "publish", _("Publish"), is_draft),
    EventPage("unpublish", unpublish_page, "publish", _("Unpublish"), is_published),
    *(
        EventPage(
            name, change.page, "publish", change.label, change.is_possible_for, folder="plans/"
        )
        for name, change in STATUS_CHANGES.items()
    ),
    EventPage(
        "letter",
        letter_page,
        "write_attendees",
        _("Write to those registered"),
        lambda event: sends_letters() and has_attendees(event),
        is_tool=True,
    ),
    EventPage("copy", copy_page, "copy", _("Copy to the next date"), is_tool=True),
    EventPage("repeat", repeat_page, "copy", _("Plan a term"), is_tool=True),
    EventPage("checked", confirm_page, "change", is_post_only=True),
    EventPage(
        "attendees",
        attendees_page,
        "attendees",
        _("Attendees"),
        has_attendees,
        is_tool=True,
        count=lambda event: event.attendees.registered().count(),
    ),
    # The page “Attendees” links to these.
    EventPage("add-attendee", add_page, "attendees"),
    EventPage("change-attendee", change_page, "attendees"),
    EventPage("cancel-attendee", cancel_page, "attendees"),
    EventPage("give-place", give_place_page, "attendees"),
    EventPage("door", check_in_page, "attendees"),
    EventPage("attendee-table", attendee_table, "attendees"),
    EventPage("attendee-list", attendee_list, "attendees"),
    EventPage("badges", badges, "attendees"),
)


def buttons_of(
    model_admin: Any, request: HttpRequest, event: Event, *, are_tools: bool
) -> Iterator[tuple[str, str]]:
    """Yield the path and the label of each button in the form of an event."""
    for page in PAGES:
        if page.is_tool == are_tools and (button := page.button(model_admin, request, event)):
            yield button
