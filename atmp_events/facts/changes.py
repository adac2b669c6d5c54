"""What has changed since an event was made public: what, from what, to what, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext, override

from ..models import Change, Event, Language, Status
from .when import moment_in_words, when_of

SHOWN: Final = 10
TIMES: Final = ("starts_at", "ends_at", "all_day", "timezone")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is no longer what it was, in words."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """All that was changed at one moment."""

    changed_at: datetime  # aware, in the event's zone
    changed: str  # in words
    differences: tuple[Difference, ...]


def changes_of(event: Event, language: Language) -> tuple[ChangeFacts, ...]:
    """Return the latest changes, newest first: one query, none where SEQUENCE never rose."""
    if not event.version.sequence:
        return ()
    told = (_told(event, change, language) for change in event.changes.all()[:SHOWN])
    return tuple(change for change in told if change.differences)


def _told(event: Event, change: Change, language: Language) -> ChangeFacts:
    changed_at = event.local(change.changed_at)
    differences = differences_of(change.before, change.after, language)
    return ChangeFacts(changed_at, moment_in_words(changed_at, language), differences)


def differences_of(
    before: dict[str, Any], after: dict[str, Any], language: Language
) -> tuple[Difference, ...]:
    """Return in words what differs between two schedules, as `schedule_of` makes them."""
    with override(language):
        return tuple(_differences(before, after, language))


def _differences(
    before: dict[str, Any], after: dict[str, Any], language: Language
) -> Iterator[Difference]:
    if any(before[name] != after[name] for name in TIMES):
        yield Difference(gettext("Time"), _time(before, language), _time(after, language))
    if before["line"][language] != after["line"][language]:
        unset = gettext("not set")
        old, new = (schedule["line"][language] or unset for schedule in (before, after))
        yield Difference(gettext("Place"), old, new)
    if before["status"] != after["status"]:
        old, new = (str(Status(schedule["status"]).label) for schedule in (before, after))
        yield Difference(gettext("Status"), old, new)


def _time(schedule: dict[str, Any], language: Language) -> str:
    starts, ends = (schedule[name] for name in ("starts_at", "ends_at"))
    event = Event(
        starts_at=datetime.fromisoformat(starts) if starts else None,
        ends_at=datetime.fromisoformat(ends) if ends else None,
        all_day=schedule["all_day"],
        timezone=schedule["timezone"],
    )
    when = when_of(event, language)
    return when.in_words if when else gettext("not set")
