"""How many registered on this site, came, stayed away and waited; true when names are erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models import Attendee, Event
from .questions import has_ended

State = Attendee.State
COLUMNS: Final = (_("Had a place"), _("Came"), _("Stayed away"), _("Waited"))
COUNTS: Final = {
    "places": Count("pk", filter=Q(state=State.CONFIRMED)),
    "came": Count("pk", filter=Q(state=State.CONFIRMED, came_at__isnull=False)),
    "away": Count("pk", filter=Q(state=State.CONFIRMED, came_at=None)),
    "waited": Count("pk", filter=Q(state__in=(State.WAITING, State.OFFERED))),
}


@dataclass(frozen=True, slots=True)
class Attendance:
    """The figures of an event, or of all; in the order of `COLUMNS`.

    Who came and who stayed away is None unless the event has ended and somebody was noted.
    """

    name: str
    counts: tuple[int | None, ...]


def attendance(events: Sequence[Event], now: datetime) -> list[Attendance]:
    """Return the figures of each event with registrations, by its start; first those of all."""
    counted = {
        row.pop("event"): row
        for row in Attendee.objects.filter(event__in=[it.pk for it in events])
        .order_by()
        .values("event")
        .annotate(**COUNTS)
    }
    rows = [
        _row(event, counted[event.pk], now)
        for event in sorted(events, key=lambda it: (it.starts_at or now, it.pk))
        if event.pk in counted
    ]
    return [_sum(rows), *rows] if rows else []


def _row(event: Event, counts: dict[str, int], now: datetime) -> Attendance:
    is_noted = has_ended(event, now) and counts["came"] > 0
    came, away = (counts["came"], counts["away"]) if is_noted else (None, None)
    return Attendance(str(event), (counts["places"], came, away, counts["waited"]))


def _sum(rows: list[Attendance]) -> Attendance:
    columns = zip(*(it.counts for it in rows), strict=True)
    known = ([it for it in column if it is not None] for column in columns)
    return Attendance(gettext("All events"), tuple(sum(it) if it else None for it in known))
