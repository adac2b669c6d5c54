"""The status of an event, in a word and a sentence."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, override

from ..models import AttendanceMode, Status
from .event import EventFacts
from .subscriptable import Subscriptable
from .when import When, clock, dated_range, day_range


@dataclass(frozen=True, slots=True)
class StatusWords(Subscriptable):
    """The word shown before the title of an event, and a sentence that explains it."""

    word: str
    sentence: str


def status_words(facts: EventFacts, *, is_past: bool = False) -> StatusWords | None:
    """Return the words for an event's status, or None if it is held as planned.

    `is_past` is whether the day of a cancelled event has passed.
    """
    with override(facts.language):
        match facts.status:
            case Status.CANCELLED:
                return _cancelled(facts, is_past=is_past)
            case Status.POSTPONED:
                return StatusWords(gettext("Postponed"), gettext("A new date is not yet set."))
            case Status.RESCHEDULED:
                return _rescheduled(facts)
            case Status.MOVED_ONLINE:
                return _moved_online(facts)
    return None


def past_words(facts: EventFacts) -> StatusWords:
    """Return the words for an event that has ended."""
    with override(facts.language):
        word, when = gettext("Past event"), facts.when
        if when is None or not when.is_one_day:
            days = when.date_in_words if when else ""
            return StatusWords(word, gettext("The event took place on %(days)s.") % {"days": days})
        sentence = gettext("The event took place on %(weekday)s %(date)s.")
        return StatusWords(word, sentence % {"weekday": when.weekday, "date": when.date_in_words})


def _cancelled(facts: EventFacts, *, is_past: bool) -> StatusWords:
    if facts.when is None:
        return StatusWords(gettext("Cancelled"), gettext("The event will not take place."))
    if is_past:
        sentence = gettext("The event on %(day)s did not take place.")
    else:
        sentence = gettext("The event on %(day)s will not take place.")
    return StatusWords(gettext("Cancelled"), sentence % {"day": facts.when.date_in_words})


def _rescheduled(facts: EventFacts) -> StatusWords | None:
    was, when = facts.previous_starts_at, facts.when
    if was is None or when is None:
        return None
    if was.date() == when.starts_at.date():
        return StatusWords(gettext("New time"), _new_time(was, when))
    is_same_year = was.year == when.starts_at.year
    old = (day_range if is_same_year else dated_range)(was.date(), was.date())
    new = dated_range(when.starts_at.date(), when.starts_at.date())
    sentence = gettext("The event has moved from %(old)s to %(new)s.")
    return StatusWords(gettext("New date"), sentence % {"old": old, "new": new})


def _new_time(was: datetime, when: When) -> str:
    """Return the sentence for an event that has another time on the same day."""
    words = {"new": clock(when.starts_at), "old": clock(was)}
    if when.all_day:
        return gettext("The event now takes the whole day.")
    if when.was_whole_day(was):
        return gettext("The event now starts at %(new)s.") % words
    return gettext("The event now starts at %(new)s instead of %(old)s.") % words


def _moved_online(facts: EventFacts) -> StatusWords:
    if facts.where.mode == AttendanceMode.HYBRID:
        return StatusWords(gettext("Also online"), gettext("You can now also take part online."))
    return StatusWords(
        gettext("Moved online"), gettext("The event is held online instead of in person.")
    )
