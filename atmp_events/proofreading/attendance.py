"""Rules for the place: a missing one, and one that is taken."""

from collections.abc import Collection, Iterator
from typing import Final

from django.utils.translation import gettext as _

from ..models import NOT_HELD, AttendanceMode, Event
from .finding import Finding

MOST: Final = 5  # other events that are named


def without_venue(event: Event) -> Iterator[Finding]:
    """Find an event on site that has no venue."""
    if event.attendance_mode != AttendanceMode.ONLINE and event.venue_id is None:
        yield Finding("venue", _("No venue"))


def others_in_venues(events: Collection[Event]) -> list[Event]:
    """Return the events that are held in the venues of these, in the time of all of them."""
    held = [it for it in events if _is_held_there(it)]
    if not held:
        return []
    return list(
        Event.objects.filter(
            venue__in={it.venue_id for it in held},
            starts_at__lt=max(it.ends_at for it in held if it.ends_at),
            ends_at__gt=min(it.starts_at for it in held if it.starts_at),
            deleted_at=None,
        )
        .exclude(status__in=NOT_HELD)
        .exclude(attendance_mode=AttendanceMode.ONLINE)
        .order_by("starts_at", "pk")
    )


def taken(event: Event, others: Collection[Event]) -> Iterator[Finding]:
    """Find other events in the same place at the same time."""
    for other in [it for it in others if _overlap(event, it)][:MOST]:
        one, two = _rooms(event), _rooms(other)
        if one & two:
            said = _("In the same room at the same time as “%(title)s”")
            yield Finding("room_sv", said % {"title": other})
        elif not (one and two):
            yield Finding("venue", _("“%s” is there at the same time.") % other)


def _is_held_there(event: Event) -> bool:
    is_on_site = event.attendance_mode != AttendanceMode.ONLINE
    has_time = event.starts_at is not None and event.ends_at is not None
    return is_on_site and has_time and bool(event.venue_id) and event.status not in NOT_HELD


def _overlap(one: Event, other: Event) -> bool:
    if one.pk == other.pk or one.venue_id != other.venue_id or not _is_held_there(one):
        return False
    if not (one.starts_at and one.ends_at and other.starts_at and other.ends_at):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _rooms(event: Event) -> set[str]:
    names = (name.strip().casefold() for name in (event.room_sv, event.room_en))
    return {name for name in names if name}
