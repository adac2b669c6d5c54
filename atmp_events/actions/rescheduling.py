"""Verbs for when plans change. The save itself tells pages, calendars and feeds (`revising`).

Names of the statuses are those of schema.org's EventStatusType.
"""

from datetime import datetime

from django.db import transaction

from ..models import AttendanceMode, Both, Event, Status
from .copying import as_far_after


def cancel(event: Event, *, note: Both) -> None:
    """Call an event off (EventCancelled). `note` is a word to readers, perhaps empty."""
    _become(event, Status.CANCELLED, note)


def postpone(event: Event, *, note: Both) -> None:
    """Put an event off until a date that is not known yet (EventPostponed)."""
    _become(event, Status.POSTPONED, note)


@transaction.atomic
def reschedule(event: Event, *, starts_at: datetime, note: Both) -> None:
    """Move an event to another start (aware) (EventRescheduled); end and talks move along.

    They keep their distance from the start by the clock on the wall. Readers are told of the
    start that they knew last.
    """
    for talk in event.talks.exclude(starts_at=None):
        talk.starts_at = as_far_after(event, talk.starts_at, starts_at)
        talk.save()
    event.ends_at = as_far_after(event, event.ends_at, starts_at)
    event.previous_starts_at, event.starts_at = event.starts_at, starts_at
    _become(event, Status.RESCHEDULED, note)


def move_online(event: Event, *, online_url: str, also_on_site: bool, note: Both) -> None:
    """Hold an event online (EventMovedOnline), instead of on site or as well."""
    event.attendance_mode = AttendanceMode.HYBRID if also_on_site else AttendanceMode.ONLINE
    event.online_url = online_url
    _become(event, Status.MOVED_ONLINE, note)


def reinstate(event: Event, *, note: Both) -> None:
    """Let an event take place after all, as it stands (EventScheduled)."""
    event.previous_starts_at = None
    _become(event, Status.SCHEDULED, note)


def _become(event: Event, status: Status, note: Both) -> None:
    event.status = status
    event.status_note_sv, event.status_note_en = note.sv, note.en
    event.validate_constraints()
    event.save()
