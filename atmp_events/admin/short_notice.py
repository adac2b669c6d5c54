"""The question before an event is changed so late that calendars may not show it in time."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.conf import settings

from ..actions.revising import schedule_of
from ..facts.changes import differences_of
from ..facts.event import facts_of
from ..facts.notice import Notice, notice_of
from ..facts.subscription import CALENDAR_CLIENTS, CalendarClient
from ..models import LANGUAGES, Event, Language
from .questions import has_ended, left_behind

SHORT: Final = timedelta(hours=48)
SEEN: Final = "short_notice"  # the form's input: the question that has been read


@dataclass(frozen=True, slots=True)
class ShortNotice:
    """What to know, and the letters to send, before a change at short notice is saved."""

    has_begun: bool
    hours: int  # until the start, rounded down
    late: tuple[CalendarClient, ...]  # calendars that may not show it in time
    notices: tuple[Notice, ...]  # Swedish first
    seen: str  # the value of `SEEN` that confirms this very change


def short_notice_of(stored: Event, event: Event, now: datetime) -> ShortNotice | None:
    """Return the notice for saving `event` over `stored`, None if it is not at short notice."""
    if not stored.is_public(now) or not stored.starts_at or not event.starts_at:
        return None
    before, after = schedule_of(stored), schedule_of(event)
    left = max(min(stored.starts_at, event.starts_at) - now, timedelta())
    if before == after or left > SHORT or has_ended(stored, now) or has_ended(event, now):
        return None
    return ShortNotice(
        has_begun=not left,
        hours=int(left / timedelta(hours=1)),
        late=tuple(it for it in CALENDAR_CLIENTS if it.at_most > left),
        notices=_notices(_as_meant(stored, event), before),
        seen=sha256(repr(sorted(after.items())).encode()).hexdigest(),
    )


def _as_meant(stored: Event, event: Event) -> Iterator[tuple[Language, Event]]:
    """Yield the event for the letter in each language.

    A room that has changed in the other language only is told in the other language.
    """
    for language in LANGUAGES:
        told = copy(event)
        for name, left in left_behind(stored, event):
            if left == language:
                setattr(told, f"{name}_{language}", "")
        yield language, told


def _notices(
    events: Iterable[tuple[Language, Event]], before: dict[str, Any]
) -> tuple[Notice, ...]:
    return tuple(
        notice_of(
            facts_of(event, language),
            differences_of(before, schedule_of(event), language),
            site_url=settings.SITE_URL,
        )
        for language, event in events
    )
