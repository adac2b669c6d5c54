"""The question before a change of plans: when it is late for calendars, or letters tell of it."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.utils.translation import ngettext

from ..actions.revising import schedule_of
from ..facts.changes import Notice, differences_of, notice_of
from ..facts.event import facts_of
from ..facts.standing import is_over
from ..facts.subscription import CALENDAR_CLIENTS, CalendarClient
from ..mail.letters import Rendered, render
from ..mail.outbox import is_on
from ..models import LANGUAGES, Event, Follower, Language
from ..participation.changes import letter_of, recipients_of
from ..participation.schedules import has_changed
from .questions import has_ended, left_behind

SHORT: Final = timedelta(hours=48)
SEEN: Final = "short_notice"  # the form's input: the question that has been read


@dataclass(frozen=True, slots=True)
class ShortNotice:
    """What to know, and the letters to send, before a change of plans is saved."""

    is_short: bool  # whether the event begins so soon that calendars may not show it in time
    has_begun: bool
    hours: int  # until the start, rounded down
    late: tuple[CalendarClient, ...]  # calendars that may not show it in time
    notices: tuple[Notice, ...]  # to copy, at short notice; Swedish first
    told: int  # how many get a letter of the site
    letters: tuple[tuple[Language, Rendered], ...]  # that letter, Swedish first; () if nobody does
    seen: str  # the value of `SEEN` that confirms this very change


def short_notice_of(stored: Event, event: Event, now: datetime) -> ShortNotice | None:
    """Return the notice for saving `event` over `stored`.

    None if it is not at short notice, and nobody gets a letter about it.
    """
    if not stored.is_public(now) or not stored.starts_at or not event.starts_at:
        return None
    before, after = schedule_of(stored), schedule_of(event)
    left = max(min(stored.starts_at, event.starts_at) - now, timedelta())
    is_late = left <= SHORT and not has_ended(stored, now) and not has_ended(event, now)
    is_told = is_on() and has_changed(before, after) and not is_over(event, now)
    told = recipients_of(stored) if is_told and event.is_public(now) else 0
    if before == after or not (is_late or told):
        return None
    meant = tuple(_as_meant(stored, event))
    return ShortNotice(
        is_short=is_late,
        has_begun=not left,
        hours=int(left / timedelta(hours=1)),
        late=tuple(it for it in CALENDAR_CLIENTS if it.at_most > left),
        notices=_notices(meant, before) if is_late else (),
        told=told,
        letters=tuple(_letters(meant, before)) if told else (),
        seen=sha256(repr(sorted(after.items())).encode()).hexdigest(),
    )


def who_is_told(event: Event, now: datetime) -> Iterator[str]:
    """Yield how many get a letter when a change of plans for an event is saved, if any do."""
    waits = event.is_public(now) and not is_over(event, now)
    number = recipients_of(event) if is_on() and waits else 0
    if number:
        yield ngettext(
            "%(count)d person who follows it or has registered gets an email.",
            "%(count)d people who follow it or have registered get an email.",
            number,
        ) % {"count": number}


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
        )
        for language, event in events
    )


def _letters(
    events: Iterable[tuple[Language, Event]], before: dict[str, Any]
) -> Iterator[tuple[Language, Rendered]]:
    """Yield the letter to those who follow, as they will read it."""
    for language, event in events:
        reader = Follower(language=language)
        facts = facts_of(event, language)
        yield language, render(letter_of(facts, before, schedule_of(event), to=reader))
