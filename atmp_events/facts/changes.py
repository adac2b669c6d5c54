"""Changes of time, place and status of a public event, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext, override

from ..models import Change, Event, Language, Status
from .when import moment_in_words, swedish_time, when_of_schedule

MOST_SHOWN: Final = 10
TIMES: Final = ("starts_at", "ends_at", "all_day", "timezone")


@dataclass(frozen=True, slots=True)
class Difference:
    """A change of one thing, in words."""

    name: str  # "time", "place" or "status"
    what: str  # its name in words
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """The changes of one save."""

    changed_at: datetime  # aware, in Swedish time
    changed: str  # in words
    differences: tuple[Difference, ...]


def changes_of(event: Event, language: Language) -> tuple[ChangeFacts, ...]:
    """Return the latest changes, newest first: one query, none if SEQUENCE is 0."""
    if not event.version.sequence:
        return ()
    changes = (_facts_of(change, language) for change in event.changes.all()[:MOST_SHOWN])
    return tuple(change for change in changes if change.differences)


def last_differences(event: Event, language: Language) -> tuple[Difference, ...]:
    """Return the last change of time, of place and of status, the latest first."""
    last = dict[str, Difference]()
    for change in changes_of(event, language):
        for difference in change.differences:
            last.setdefault(difference.name, difference)
    return tuple(last.values())


def _facts_of(change: Change, language: Language) -> ChangeFacts:
    changed_at = swedish_time(change.changed_at)
    differences = differences_of(change.before, change.after, language)
    return ChangeFacts(changed_at, moment_in_words(changed_at, language), differences)


def differences_of(
    before: dict[str, Any], after: dict[str, Any], language: Language
) -> tuple[Difference, ...]:
    """Return the differences between two schedules (`schedule_of`), in words."""
    with override(language):
        return tuple(_differences(before, after, language))


def _differences(
    before: dict[str, Any], after: dict[str, Any], language: Language
) -> Iterator[Difference]:
    if any(before[name] != after[name] for name in TIMES):
        yield Difference("time", gettext("Time"), _time(before, language), _time(after, language))
    if before["line"][language] != after["line"][language]:
        unset = gettext("not set")
        old, new = (schedule["line"][language] or unset for schedule in (before, after))
        yield Difference("place", gettext("Place"), *_what_differs(old, new))
    if before["status"] != after["status"]:
        old, new = (str(Status(schedule["status"]).label) for schedule in (before, after))
        yield Difference("status", gettext("Status"), old, new)


def _what_differs(old: str, new: str) -> tuple[str, str]:
    """Leave out the parts that two places have in common: only the room is another, for example.

    Of each, at least one part stays: the first, if something is only added to the other.
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
