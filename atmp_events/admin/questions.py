"""What is asked before an event is saved: what a change would break elsewhere, and who is told.

The form is shown once more with it; when it is sent again unchanged, it is saved.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..actions.revising import schedule_of
from ..facts.calendar_links import CALENDAR_CLIENTS, CalendarClient
from ..facts.changes import Notice, differences_of, notice_of
from ..facts.event import facts_of
from ..facts.progress import is_over
from ..facts.translations import NAMES
from ..mail.letters import Rendered, render
from ..mail.outbox import is_on
from ..models import LANGUAGES, AttendanceMode, Event, Follower, Language, State
from ..models.bilingual import other
from ..participation.changes import letter_of, recipients_of
from ..participation.schedules import has_changed
from ..proofreading.dates import past_events
from ..proofreading.finding import Finding
from .translations import field_name

# Texts that readers act on, and that are read in one language: where to go, and what has happened.
ACTED_ON: Final = (*NAMES, "status_note")
ONLINE: Final = {AttendanceMode.ONLINE, AttendanceMode.HYBRID}
SHORT: Final = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Questions:
    """What to answer before saving, and the hidden input that says it has been read."""

    name: str  # of the hidden input
    found: tuple[Any, ...]  # findings; or what a notice to readers says
    sent: str  # the value of the input in the sent form

    @property
    def seen(self) -> str:
        """The value of the input that confirms these very questions."""
        return sha256(repr(self.found).encode()).hexdigest()

    @property
    def is_confirmed(self) -> bool:
        """Whether nothing is asked, or the sent form confirms all of it."""
        return not self.found or self.sent == self.seen

    @property
    def labelled(self) -> list[tuple[str, Finding]]:
        """Each question with the label of its field."""
        return [(field_name(it.field), it) for it in self.found]


def asked(name: str, found: Iterable[Any], sent: Mapping[str, Any]) -> Questions:
    """Return the questions of a sent form."""
    return Questions(name, tuple(found), str(sent.get(name, "")))


def questions_of(stored: Event, event: Event, now: datetime) -> Iterator[Finding]:
    """Yield what to ask before `event` is saved over `stored`, in the active language."""
    is_published = event.state == State.PUBLISHED and stored.state != State.PUBLISHED
    is_moved = event.starts_at != stored.starts_at and not has_ended(stored, now)
    if is_moved or is_published:
        yield from past_events(event, now)
    if not stored.is_public(now) or has_ended(stored, now):
        return
    if stored.online_url and not event.online_url and event.attendance_mode in ONLINE:
        said = _("The link for taking part goes away: %(link)s")
        yield Finding("online_url", said % {"link": stored.online_url})
    for name, language in left_behind(stored, event):
        words = getattr(event, name).written(language)
        said = (
            _("The Swedish has changed, but the English still says “%(words)s”.")
            if language == "en"
            else _("The English has changed, but the Swedish still says “%(words)s”.")
        )
        yield Finding(f"{name}_{language}", said % {"words": words})


def has_ended(event: Event, now: datetime) -> bool:
    """Return whether the end of an event has passed. For readers see `facts.progress.is_over`."""
    return event.ends_at is not None and event.ends_at <= now


def left_behind(stored: Event, event: Event) -> Iterator[tuple[str, Language]]:
    """Yield the texts that readers act on and that have changed in the other language only."""
    for name in ACTED_ON:
        before, after = getattr(stored, name), getattr(event, name)
        for language in LANGUAGES:
            twin = other(language)
            is_same = before.written(language) == after.written(language) != ""
            if is_same and before.written(twin) != after.written(twin):
                yield name, language


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
    change: tuple[tuple[str, Any], ...]  # what calendars will say, for the coordinator to confirm


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
        notices=tuple(_notices(meant, before)) if is_late else (),
        told=told,
        letters=tuple(_letters(meant, before)) if told else (),
        change=tuple(sorted(after.items())),
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


def _notices(events: Iterable[tuple[Language, Event]], before: dict[str, Any]) -> Iterator[Notice]:
    for language, event in events:
        changed = differences_of(before, schedule_of(event), language)
        yield notice_of(facts_of(event, language), changed)


def _letters(
    events: Iterable[tuple[Language, Event]], before: dict[str, Any]
) -> Iterator[tuple[Language, Rendered]]:
    """Yield the letter to those who follow, as they will read it."""
    for language, event in events:
        reader = Follower(language=language)
        facts = facts_of(event, language)
        yield language, render(letter_of(facts, before, schedule_of(event), to=reader))
