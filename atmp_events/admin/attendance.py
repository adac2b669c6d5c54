"""The page “Attendance”: of each event how many registered, came, stayed away and waited.

It counts the rows that stay when names are erased.
"""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from ..facts.when import swedish_time
from ..models import Attendee, Event
from .csv_table import csv_response
from .row_page import row_page


def attendance_page(model_admin: "ModelAdmin[Any]", request: HttpRequest) -> HttpResponseBase:
    """Show the figures of all events for which somebody registered here, or send them as CSV."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    head = [_("Day"), _("Event"), _("Registered"), _("Came"), _("Stayed away"), _("Waiting")]
    now = timezone.now()
    came = Q(attendees__came_at__isnull=False)
    confirmed = Q(attendees__state=Attendee.State.CONFIRMED)
    events: Any = Event.objects.filter(deleted_at=None, attendees__isnull=False).annotate(
        registered=Count("attendees"),
        came=Count("attendees", filter=came),
        absent=Count("attendees", filter=confirmed & ~came),
        waiting=Count("attendees", filter=Q(attendees__state=Attendee.State.WAITING)),
    )
    rows = [
        (
            f"{swedish_time(it.starts_at):%Y-%m-%d}" if it.starts_at else "",
            str(it),
            it.registered,
            it.came,
            # Nobody has stayed away from what has not ended.
            it.absent if it.ends_at and it.ends_at <= now else "",
            it.waiting,
        )
        for it in events.order_by("-starts_at", "-pk")
    ]
    if "csv" in request.GET:
        return csv_response([head, *rows], _("attendance"))
    title = _("Attendance")
    return row_page(
        model_admin, request, "admin/attendance.html", title=title, head=head, rows=rows
    )
