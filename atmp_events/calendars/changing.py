"""When a feed last changed: a moment that never goes back for one address.

Apple asks by that moment alone: were it the newest change of what is left, an event that leaves
the feed would stay in its readers' calendars.
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
    """Return when the feed of some public and withdrawn events last changed; None for never.

    Counted are changes, withdrawals, and what has left: events that ended `kept` ago, withdrawn
    ones of which enough has been told, and any that no longer belongs to whom it did. `by_words`
    says that a change of the text may have taken an event out of the feed.
    """
    moments = _moments(public, now, kept, by_words=by_words)
    for event in withdrawn:
        moments += [event.version.withdrawn_at, _left_at(_ended_at(event), now, kept)]
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
    """Return when an event left the feed for having been over for so long, if it has."""
    return ended_at + kept if kept is not None and ended_at + kept <= now else None


def shown(events: EventQuerySet, *, since: datetime | None) -> EventQuerySet:
    """Return the public events of a feed, without those that ended before `since`."""
    dated = events.exclude(starts_at=None)
    return dated.filter(ends_at__gt=since) if since else dated


def mourned(withdrawn: Iterable[Event], *, since: datetime | None) -> list[Event]:
    """Return the withdrawn events of a feed, without those that would have ended before `since`."""
    return [event for event in withdrawn if not since or _ended_at(event) > since]


def _ended_at(event: Event) -> datetime:
    """Return the end that readers last saw of a withdrawn event."""
    return datetime.fromisoformat((event.version.last_seen or {})["ends_at"])
