"""Lists of those who registered: as a table, and on paper. They are made on demand and not kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..facts.when import swedish_time
from ..models import Attendee, Event
from .attendees import found_attendees
from .csv_table import csv_response
from .event_page import show

COLUMNS = ("name", "email", "organisation", "access_needs", "food", "answer")


def attendee_table(request: HttpRequest, event: Event) -> HttpResponseBase:
    """Send all who registered as CSV."""
    heads = [str(Attendee._meta.get_field(it).verbose_name) for it in COLUMNS]  # type: ignore[union-attr]
    head = [*heads, gettext("place"), gettext("registered"), gettext("came")]
    rows = [_cells(it) for it in found_attendees(event, "")]
    return csv_response([head, *rows], gettext("registered-%(code)s") % {"code": event.code})


def attendee_sheet(request: HttpRequest, event: Event) -> HttpResponse:
    """Show those with a place as a list to print on A4, with a box to tick."""
    return _on_paper(request, event, "admin/attendee_sheet.html", _("List to print"))


def badges_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Show a name badge of each with a place, ten on an A4 sheet."""
    return _on_paper(request, event, "admin/badges.html", _("Name badges"))


def _on_paper(request: HttpRequest, event: Event, template: str, title: Any) -> HttpResponse:
    people = found_attendees(event, "", Attendee.State.CONFIRMED)
    sheets = [people[start : start + 10] for start in range(0, len(people), 10)]
    return show(
        request, event, template, title=title, attendees=people, sheets=sheets, now=timezone.now()
    )


def _cells(attendee: Attendee) -> list[Any]:
    moments = (attendee.registered_at, attendee.came_at)
    return [
        *(getattr(attendee, it) for it in COLUMNS),
        attendee.get_state_display(),
        *(f"{swedish_time(it):%Y-%m-%d %H:%M}" if it else "" for it in moments),
    ]
