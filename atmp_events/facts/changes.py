"""Changes of time, place and status of a public event, in words and as an email."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext, override

from ..models import Change, Event, Language, Status
from .event import EventFacts
from .status import status_words
from .subscriptable import Subscriptable
from .when import TIMES, moment_in_words, swedish_time, when_of_schedule

MAX_CHANGES: Final = 10


@dataclass(frozen=True, slots=True)
class Difference(Subscriptable):
    """A change of one thing, in words."""

    name: str  # "time", "place" or "status"
    what: str  # its name in words
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeFacts(Subscriptable):
    """The changes of one save."""

    changed_at: datetime  # aware, in Swedish time
    changed: str  # in words
    differences: tuple[Difference, ...]


def changes_of(event: Event, language: Language) -> tuple[ChangeFacts, ...]:
    """Return the latest changes, newest first: one query, none if SEQUENCE is 0.

    The event was fetched `with_facts`.
    """
    if not event.sequence:  # type: ignore[attr-defined]  # annotated
        return ()
    changes = (_facts_of(change, language) for change in event.changes.all()[:MAX_CHANGES])
    return tuple(change for change in changes if change.differences)


def last_differences(
    event: Event, language: Language, *, after: datetime | None = None
) -> tuple[Difference, ...]:
    """Return the last change of time, of place and of status, the latest first.

    With `after` (aware), only later ones.
    """
    last = dict[str, Difference]()
    for change in changes_of(event, language):
        if after and change.changed_at <= after:
            break
        for difference in change.differences:
            last.setdefault(difference.name, difference)
    return tuple(last.values())


def _facts_of(change: Change, language: Language) -> ChangeFacts:
    changed_at = swedish_time(change.changed_at)
    differences = differences_of(change.before, change.after, language)
    return ChangeFacts(changed_at, moment_in_words(changed_at, language), differences)


def time_changed(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Return whether readers see another time in the second of two schedules.

    Another time zone with the same clock is no change, nor is that of the same whole day.
    """
    if all(before[name] == after[name] for name in TIMES):
        return False
    # Of the two hours of an autumn night that have the same words, calendars know which.
    are_whole_days = before["all_day"] and after["all_day"]
    moments = () if are_whole_days else ("starts_at", "ends_at")
    is_moved = any(before[name] != after[name] for name in moments)
    return is_moved or _time(before, "sv") != _time(after, "sv")


def differences_of(
    before: dict[str, Any], after: dict[str, Any], language: Language
) -> tuple[Difference, ...]:
    """Return the differences between two schedules (`schedule_of`), in words."""
    with override(language):
        return tuple(_differences(before, after, language))


def _differences(
    before: dict[str, Any], after: dict[str, Any], language: Language
) -> Iterator[Difference]:
    if time_changed(before, after):
        yield Difference("time", gettext("Time"), _time(before, language), _time(after, language))
    if before["line"][language] != after["line"][language]:
        unset = gettext("not set")
        old, new = (schedule["line"][language] or unset for schedule in (before, after))
        yield Difference("place", gettext("Place"), *_without_common_parts(old, new))
    if before["status"] != after["status"]:
        old, new = (str(Status(schedule["status"]).label) for schedule in (before, after))
        yield Difference("status", gettext("Status"), old, new)


def _without_common_parts(old: str, new: str) -> tuple[str, str]:
    """Return two places without the parts that both begin or end with, for example the building.

    At least one part of each stays: the first, if one place only has more parts than the other.
    """
    before, after = old.split(", "), new.split(", ")
    first = before[0]
    for place in (-1, 0):
        while before[1:] and after[1:] and before[place] == after[place]:
            del before[place], after[place]
    if before[0] == after[0]:
        before[0] = after[0] = first
    return ", ".join(before), ", ".join(after)


def _time(schedule: dict[str, Any], language: Language) -> str:
    when = when_of_schedule(schedule, language)
    return when.in_full if when else gettext("not set")


@dataclass(frozen=True, slots=True)
class Notice:
    """An email to participants about a change, in plain text."""

    language: Language
    subject: str
    body: str


def notice_of(facts: EventFacts, differences: Iterable[Difference]) -> Notice:
    """Return the email in the facts' language: the changes, and the present time and place."""
    news = status_words(facts)
    with override(facts.language):
        word = news.word if news else gettext("Changed")
        blocks = (
            f"{word}: {facts.title}",
            "\n".join(filter(None, (news.sentence if news else "", facts.status_note))),
            "" if facts.is_called_off else "\n".join(_changes(facts, differences)),
            "" if facts.is_called_off else "\n".join(_present_facts(facts)),
            gettext("What has been put into a calendar may still show what held before."),
            facts.url,
        )
    return Notice(facts.language, blocks[0], "\n\n".join(filter(None, blocks[1:])))


def _changes(facts: EventFacts, differences: Iterable[Difference]) -> Iterator[str]:
    """Yield each change with its former value; not the status if the subject names it."""
    for difference in differences:
        if difference.name == "status" and status_words(facts):
            continue
        yield f"{difference.what}: {difference.new}"
        yield former_value(difference)


def former_value(difference: Difference) -> str:
    """Return the former value in words, in the active language."""
    return gettext("Before: %(old)s") % {"old": difference.old}


def _present_facts(facts: EventFacts) -> Iterator[str]:
    yield gettext("What applies now:")
    yield str(facts.title)
    if facts.when:
        yield facts.when.in_full
    if facts.where.line:
        yield facts.where.line
    if facts.where.online_url:
        yield facts.where.online_url
