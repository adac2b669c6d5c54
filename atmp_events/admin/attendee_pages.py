"""The pages about those who registered for an event. The first of them links to the others."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from ..mail.outbox import is_on
from ..models import Event, Registration
from .attendee_prints import attendee_list, attendee_table, badges
from .attendees import (
    add_page,
    attendees_page,
    cancel_page,
    change_page,
    door_page,
    give_place_page,
)
from .event_page import EventPage

LINKED: Final = {
    "add-attendee": add_page,
    "change-attendee": change_page,
    "cancel-attendee": cancel_page,
    "give-place": give_place_page,
    "door": door_page,
    "attendee-table": attendee_table,
    "attendee-list": attendee_list,
    "badges": badges,
}


def has_attendees(event: Event) -> bool:
    """Return whether people register here, with mail; or some have registered."""
    is_here = event.registration == Registration.HERE
    return (is_here and is_on()) or event.attendees.exists()


PAGES: Final = (
    EventPage(
        "attendees",
        attendees_page,
        "attendees",
        _("Attendees"),
        is_offered=has_attendees,
        is_tool=True,
        count=lambda event: event.attendees.registered().count(),
    ),
    *(
        EventPage(name, view, "attendees", _("Attendees"), is_offered=lambda event: False)
        for name, view in LINKED.items()
    ),
)
