"""Questions before an event is saved: side effects of a change, and who gets a letter about it.

The form is shown again with the questions. When it is sent again unchanged, it is saved.
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
from ..facts.when import deadline_in_words, swedish_time
from ..languages import current_language
from ..mail.letters import Rendered, render
from ..mail.outbox import sends_letters
from ..models import (
    LANGUAGES,
    REGISTRATION_REQUIRED,
    AttendanceMode,
    Event,
    Follower,
    Language,
    State,
)
from ..models.bilingual import other_language
from ..participation.changes import change_letter, count_recipients
from ..participation.schedules import has_changed, schedule_to_tell
from ..proofreading.dates import past_events
from ..proofreading.finding import Finding
from .translations import field_label

# Texts that tell readers where to go and what has changed. A reader sees them in one language only.
PRACTICAL_TEXTS: Final = (*NAMES, "status_note")
ONLINE: Final = {AttendanceMode.ONLINE, AttendanceMode.HYBRID}
SHORT: Final = timedelta(hours=48)
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions to answer before saving, and the hidden input that confirms them."""

    name: str  # of the hidden input
    contents: tuple[Any, ...]  # findings, or the contents of a notice
    sent_digest: str  # the value of the hidden input in the sent form

    @property
    def digest(self) -> str:
        """The value of the hidden input that confirms exactly these questions."""
        return sha256(repr(self.contents).encode()).hexdigest()

    @property
    def is_confirmed(self) -> bool:
        """Whether there are no questions, or the sent form confirms them."""
        return not self.contents or self.sent_digest == self.digest

    @property
    def with_labels(self) -> list[tuple[str, Finding]]:
        """The questions with the labels of their fields."""
        return [(field_label(it.field), it) for it in self.contents]


def questions_in_form(name: str, contents: Iterable[Any], sent: Mapping[str, Any]) -> Questions:
    """Return the questions with the confirmation in the data of a form."""
    return Questions(name, tuple(contents), str(sent.get(name, "")))


def questions_of(stored: Event, event: Event, now: datetime) -> Iterator[Finding]:
    """Yield the questions before `event` replaces `stored`, in the active language."""
    is_published = event.state == State.PUBLISHED and stored.state != State.PUBLISHED
    is_moved = event.starts_at != stored.starts_at and not is_over(stored, now)
    if is_moved or is_published:
        yield from past_events(event, now)
    if not stored.is_public(now) or is_over(stored, now):
        return
    yield from unmoved_deadline(stored, event, now)
    if stored.online_url and not event.online_url and event.attendance_mode in ONLINE:
        message = _("The link for taking part goes away: %(link)s")
        yield Finding("online_url", message % {"link": stored.online_url})
    for name, language in outdated_texts(stored, event):
        words = getattr(event, name).written(language)
        message = (
            _("The Swedish has changed, but the English still says “%(words)s”.")
            if language == "en"
            else _("The English has changed, but the Swedish still says “%(words)s”.")
        )
        yield Finding(f"{name}_{language}", message % {"words": words})


def unmoved_deadline(stored: Event, event: Event, now: datetime) -> Iterator[Finding]:
    """Find an end of registration that stays where it was, though the event moves to a later day.

    `stored` is the event before the change.
    """
    closes_at, start, before = event.registration_closes_at, event.starts_at, stored.starts_at
    if not (closes_at and start and before) or closes_at != stored.registration_closes_at:
        return
    if event.registration in REGISTRATION_REQUIRED and start >= before + A_DAY:
        message = (
            _("Registration still closes %(when)s.")
            if closes_at > now
            else _("Registration closed %(when)s, and stays closed.")
        )
        when = deadline_in_words(swedish_time(closes_at), current_language())
        yield Finding("registration_closes_at_0", message % {"when": when})


def outdated_texts(stored: Event, event: Event) -> Iterator[tuple[str, Language]]:
    """Yield the practical texts that have changed in the other language only."""
    for name in PRACTICAL_TEXTS:
        before, after = getattr(stored, name), getattr(event, name)
        for language in LANGUAGES:
            source = other_language(language)
            is_same = before.written(language) == after.written(language) != ""
            if is_same and before.written(source) != after.written(source):
                yield name, language


@dataclass(frozen=True, slots=True)
class ShortNotice:
    """Facts and letters for the coordinator before a change of time, place or status is saved."""

    is_short: bool  # The event begins so soon that some calendars do not show the change in time.
    has_begun: bool
    hours: int  # until the start, rounded down
    late_clients: tuple[CalendarClient, ...]  # calendars that may not show the change in time
    notices: tuple[Notice, ...]  # texts to copy if `is_short`; Swedish first
    recipients: int  # the number of people who get a letter
    letters: tuple[tuple[Language, Rendered], ...]  # Swedish first; () without recipients
    change: tuple[tuple[str, Any], ...]  # the new schedule, for the coordinator to confirm


def short_notice_of(stored: Event, event: Event, now: datetime) -> ShortNotice | None:
    """Return the notice before `event` replaces `stored`.

    None if the change is not at short notice and nobody gets a letter.
    """
    if not stored.is_public(now) or not stored.starts_at or not event.starts_at:
        return None
    before, after = schedule_of(stored), schedule_of(event)
    time_left = max(min(stored.starts_at, event.starts_at) - now, timedelta())
    # Unlike `is_over`, also for a postponed event: nobody goes there at its former time.
    has_ended = any(it.ends_at and it.ends_at <= now for it in (stored, event))
    is_late = time_left <= SHORT and not has_ended
    is_changed = has_changed(before, after)
    has_letter = sends_letters() and is_changed and not is_over(event, now)
    recipients = count_recipients(stored) if has_letter and event.is_public(now) else 0
    is_seen = is_changed or before["line"] != after["line"]
    if not is_seen or not (is_late or recipients):
        return None
    versions = tuple(_event_by_language(stored, event))
    return ShortNotice(
        is_short=is_late,
        has_begun=not time_left,
        hours=int(time_left / timedelta(hours=1)),
        late_clients=tuple(it for it in CALENDAR_CLIENTS if it.max_delay >= time_left),
        notices=tuple(_notices(versions, before)) if is_late else (),
        recipients=recipients,
        letters=tuple(_letters(versions, before)) if recipients else (),
        change=tuple(sorted(after.items())),
    )


def recipients_in_words(event: Event, now: datetime) -> Iterator[str]:
    """Yield one line with the number of people who get a letter about a change, if any."""
    has_letter = sends_letters() and event.is_public(now) and not is_over(event, now)
    number = count_recipients(event) if has_letter else 0
    if number:
        yield ngettext(
            "%(count)d person who follows it or has registered gets an email.",
            "%(count)d people who follow it or have registered get an email.",
            number,
        ) % {"count": number}


def _event_by_language(stored: Event, event: Event) -> Iterator[tuple[Language, Event]]:
    """Yield the event for the letter in each language.

    An outdated text is empty there, so that the letter shows the text in the other language.
    """
    for language in LANGUAGES:
        version = copy(event)
        for name, outdated in outdated_texts(stored, event):
            if outdated == language:
                setattr(version, f"{name}_{language}", "")
        yield language, version


def _notices(events: Iterable[tuple[Language, Event]], before: dict[str, Any]) -> Iterator[Notice]:
    for language, event in events:
        changed = differences_of(before, schedule_of(event), language)
        yield notice_of(facts_of(event, language), changed)


def _letters(
    events: Iterable[tuple[Language, Event]], before: dict[str, Any]
) -> Iterator[tuple[Language, Rendered]]:
    """Yield the letter to followers in each language."""
    for language, event in events:
        reader = Follower(language=language)
        facts, after = facts_of(event, language), schedule_to_tell(before, schedule_of(event))
        yield language, render(change_letter(facts, before, after, to=reader))
