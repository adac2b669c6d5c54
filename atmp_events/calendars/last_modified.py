"""The Last-Modified time of a calendar with many events. It never decreases for one address.

Apple revalidates by it alone. The newest change of the remaining events is not enough: an event
that leaves the calendar would stay in its readers' copies.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from ..models import Departure, Event, EventQuerySet, GoneAddress, Language
from ..models.retention import WITHDRAWN_SHOWN_FOR
from .vevent import versions_of_departed


def last_change(
    public: EventQuerySet,
    withdrawn: Iterable[Event],
    departed: Iterable[Departure],
    language: Language,
    *,
    now: datetime,
    past_for: timedelta | None,
    by_words: bool,
    named_at: datetime | None,
) -> datetime | None:
    """Return the last change of a calendar of events in a language (aware), or None.

    It counts changes, withdrawals, and events that left: those that ended `past_for` ago (None:
    they stay), those withdrawn before `WITHDRAWN_SHOWN_FOR`, and those that `departed`.
    `named_at` is the last change of the site's own words, of which the calendar has its name.
    With `by_words` the events were found by a text search, so that a change of any event may
    have removed one.
    """
    moments = [named_at, *_moments(public, language, now, past_for, by_words=by_words)]
    for event in withdrawn:
        moments += [event.version.withdrawn_at, _left_at(last_end(event), now, past_for)]
    for departure in departed:
        moments.append(versions_of_departed(departure, language, now).changed_at)
        moments.append(_left_at(departure.left_at, now, WITHDRAWN_SHOWN_FOR))
    return max(filter(None, moments), default=None)


def _moments(
    public: EventQuerySet,
    language: Language,
    now: datetime,
    past_for: timedelta | None,
    *,
    by_words: bool,
) -> list[datetime | None]:
    dated = Coalesce(f"version__{language}_changed_at", "version__changed_at")
    ours = Q(pk__in=public.order_by().values("pk"))
    columns: dict[str, Any] = {
        "created_at": Max("created_at", filter=ours),
        # A text search finds words of both languages.
        "changed_at": Max("version__changed_at") if by_words else Max(dated, filter=ours),
        "visible_at": Max("version__visible_at", filter=ours & Q(version__visible_at__lte=now)),
        "told_at": Max(
            "version__withdrawn_at", filter=Q(version__withdrawn_at__lte=now - WITHDRAWN_SHOWN_FOR)
        ),
        "ended_at": Max("ends_at", filter=ours & Q(ends_at__lte=now - (past_for or timedelta()))),
    }
    found = Event.objects.order_by().aggregate(**columns)
    told_at, ended_at = found.pop("told_at"), found.pop("ended_at")
    gone_at = GoneAddress.objects.aggregate(at=Max("gone_at"))["at"]
    return [
        *found.values(),
        gone_at,
        told_at and told_at + WITHDRAWN_SHOWN_FOR,
        ended_at and _left_at(ended_at, now, past_for),
    ]


def _left_at(ended_at: datetime, now: datetime, past_for: timedelta | None) -> datetime | None:
    """Return the time at which a past event left the calendar, or None if it is still in it."""
    return ended_at + past_for if past_for is not None and ended_at + past_for <= now else None


def last_end(event: Event) -> datetime:
    """Return the end of a withdrawn event (aware), as it was last published."""
    return datetime.fromisoformat((event.version.last_seen or {})["ends_at"])
