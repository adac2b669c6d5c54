"""The pages about those who registered for an event, in the order of their buttons."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ..models import Event
from .address_erasing import address_page
from .attendance import attendance_page
from .attendee_lists import attendee_sheet, attendee_table, badges_page
from .attendees import attendee_page, attendees_page, has_attendees
from .door import door_page
from .event_page import EventPage
from .letter_to_all import letter_page


def never(event: Event) -> bool:
    """Offer no button: the list of those who registered links to the page."""
    return False


LISTS: Final[dict[str, Any]] = {
    "attendee": attendee_page,
    "attendee_table": attendee_table,
    "attendee_sheet": attendee_sheet,
    "badges": badges_page,
}
PAGES_OF_MANY: Final[dict[str, Any]] = {"attendance": attendance_page, "address": address_page}
PAGES: Final = (
    EventPage(
        "attendees",
        attendees_page,
        "attendees",
        _("Those who registered"),
        has_attendees,
        is_tool=True,
    ),
    EventPage("door", door_page, "attendees", _("The door"), has_attendees, is_tool=True),
    *(
        EventPage(name, view, "attendees", _("Those who registered"), never)
        for name, view in LISTS.items()
    ),
    EventPage("letter", letter_page, "letter", _("Write to all"), never),
)
