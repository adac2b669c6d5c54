"""The Last-Modified of a calendar with many events, which never goes back for one address.

Apple revalidates by it alone: were it the newest change among the events that are left, an event
that leaves the calendar would stay in its readers' copies.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q

from ..models import Event, EventQuerySet, GoneAddress
from ..models.retention import TOLD_FOR


def last_change(
    public: EventQuerySet,
    withdrawn: Iterable[Event],
    *,
    now: datetime,
    kept: timedelta | None,
    by_words: bool,
) -> datetime | None:
    """Return when a calendar of some public and withdrawn events last changed; None for never.

    Counted are changes, withdrawals, and events that left it: those that ended `kept` ago (None:
    they stay), those withdrawn for longer than `TOLD_FOR`, and those that left a selection.
    `by_words` says that its events were found by words, so that any change of a text may have
    taken one out. Moments are aware.
    """
    moments = _moments(public, now, kept, by_words=by_words)
    for event in withdrawn:
        moments += [event.version.withdrawn_at, _left_at(last_end(event), now, kept)]
    return max(filter(None, moments), default=None)


def _moments(
    public: EventQuerySet, now: datetime, kept: timedelta | None, *, by_words: bool
) -> list[datetime | None]:
    ours = Q(pk__in=public.order_by().values("pk"))
    columns: dict[str, Any] = {
        "created_at": Max("created_at", filter=ours),
        "changed_at": Max("version__changed_at", filter=Q() if by_words else ours),
        "visible_at": Max("version__visible_at", filter=ours & Q(version__visible_at__lte=now)),
        "left_at": Max("version__left_at"),
        "told_at": Max(
            "version__withdrawn_at", filter=Q(version__withdrawn_at__lte=now - TOLD_FOR)
        ),
        "ended_at": Max("ends_at", filter=ours & Q(ends_at__lte=now - (kept or timedelta()))),
    }
    found = Event.objects.order_by().aggregate(**columns)
    told_at, ended_at = found.pop("told_at"), found.pop("ended_at")
    gone_at = GoneAddress.objects.aggregate(at=Max("gone_at"))["at"]
    return [
        *found.values(),
        gone_at,
        told_at and told_at + TOLD_FOR,
        ended_at and _left_at(ended_at, now, kept),
    ]


def _left_at(ended_at: datetime, now: datetime, kept: timedelta | None) -> datetime | None:
    """Return when an event left the calendar because it ended so long ago, if it has left."""
    return ended_at + kept if kept is not None and ended_at + kept <= now else None


def last_end(event: Event) -> datetime:
    """Return the end (aware) of a withdrawn event as readers last saw it."""
    return datetime.fromisoformat((event.version.last_seen or {})["ends_at"])
