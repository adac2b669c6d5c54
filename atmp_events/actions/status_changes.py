"""Changes of plans: cancel, postpone, reschedule, move online, reinstate.

Saving the event updates pages, calendars and feeds (`revising`).
"""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from ..models import AttendanceMode, BilingualText, Event, Status
from .copying import shift_moment
from .versions import content_in, versions_of

# Each replaces those after it. Going back from one passes over it and those before it.
REPLACING: Final = (Status.CANCELLED, Status.POSTPONED, Status.MOVED_ONLINE)


def cancel(event: Event, *, note: BilingualText) -> None:
    """Cancel an event (EventCancelled). `note` is shown to readers; it may be empty."""
    _set_status(event, Status.CANCELLED, note)


def postpone(event: Event, *, note: BilingualText) -> None:
    """Postpone an event to an unknown date (EventPostponed)."""
    _set_status(event, Status.POSTPONED, note)


@transaction.atomic
def reschedule(event: Event, *, starts_at: datetime, note: BilingualText) -> None:
    """Move an event to another start (aware), with its end and its talks (EventRescheduled).

    They keep their distance from the start in local time. `previous_starts_at` becomes the start
    that readers saw last.
    """
    for talk in event.talks.exclude(starts_at=None):
        talk.starts_at = shift_moment(event, talk.starts_at, starts_at)
        talk.save()
    event.ends_at = shift_moment(event, event.ends_at, starts_at)
    event.previous_starts_at, event.starts_at = event.starts_at, starts_at
    _set_status(event, Status.RESCHEDULED, note)


def move_online(event: Event, *, online_url: str, also_on_site: bool, note: BilingualText) -> None:
    """Move an event online (EventMovedOnline), wholly or also on site."""
    event.attendance_mode = AttendanceMode.HYBRID if also_on_site else AttendanceMode.ONLINE
    event.online_url = online_url
    _set_status(event, Status.MOVED_ONLINE, note)


def reinstate(event: Event, *, note: BilingualText, status: Status = Status.SCHEDULED) -> None:
    """Reset the status of an event that is held after all (EventScheduled).

    `status` is the one to go back to, if the event had another before it was called off. An event
    that was moved online is held where it was before, if a version says where.
    """
    if event.status == Status.MOVED_ONLINE and (fields := _fields_before(event)):
        for name in ("attendance_mode", "online_url"):
            setattr(event, name, fields.get(name, getattr(event, name)))
    if status != Status.RESCHEDULED:
        event.previous_starts_at = None
    _set_status(event, status, note)


def status_before_calling_off(event: Event) -> tuple[Status, BilingualText]:
    """Return status and note from before the event was cancelled or postponed.

    If the event can no longer have that status, it is scheduled, without a note.
    """
    is_called_off = event.status in {Status.CANCELLED, Status.POSTPONED}
    fields = _fields_before(event) if is_called_off else {}
    status = Status(fields.get("status", Status.SCHEDULED))
    is_possible = {
        Status.MOVED_ONLINE: event.attendance_mode != AttendanceMode.ON_SITE,
        Status.RESCHEDULED: event.previous_starts_at is not None,
    }
    if not is_possible.get(status, True):
        return Status.SCHEDULED, BilingualText("", "")
    note = BilingualText(fields.get("status_note_sv", ""), fields.get("status_note_en", ""))
    return status, note


def _fields_before(event: Event) -> dict[str, Any]:
    """Return the fields of the last version from before the event got its status."""
    passed_over = REPLACING[: REPLACING.index(Status(event.status)) + 1]
    contents = (content_in(version)["fields"] for version in versions_of(event))
    return next((it for it in contents if it.get("status") not in passed_over), {})


def _set_status(event: Event, status: Status, note: BilingualText) -> None:
    event.status = status
    event.status_note_sv, event.status_note_en = note.sv, note.en
    event.validate_constraints()
    event.save()
