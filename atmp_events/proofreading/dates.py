"""Rules for dates, weekdays, registration times and double bookings."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any, Final

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..actions.recurring import holiday_on
from ..models import Event, Language, Status
from .finding import Finding
from .passages import Passage

MONDAY: Final = date(2024, 1, 1)
WEEKEND: Final = 5


def weekdays(event: Event, passages: list[Passage]) -> Iterator[Finding]:
    """Find a weekday in a text that does not match the date after it."""
    if event.starts_at is None:
        return
    start = event.local(event.starts_at).date()
    for it in passages:
        for match in _dated(it.language).finditer(it.text):
            day = _day(match, it.language, start)
            if day and _weekday(day, it.language).lower() != match["weekday"].lower():
                said = _("“%(said)s” is a %(weekday)s.")
                weekday = formatted(day, "l")
                yield Finding(it.field, said % {"said": match[0], "weekday": weekday})


def other_dates(event: Event, passages: list[Passage]) -> Iterator[Finding]:
    """Find a text whose only date is neither the event's nor that of its registration."""
    if event.starts_at is None or event.ends_at is None:
        return
    start, end = (event.local(it).date() for it in (event.starts_at, event.ends_at))
    moments = filter(None, (event.registration_opens_at, event.registration_closes_at))
    known = {event.local(it).date() for it in moments}
    for it in passages:
        days = [_day(match, it.language, start) for match in _dated(it.language).finditer(it.text)]
        if len(days) == 1 and days[0] and not (start <= days[0] <= end or days[0] in known):
            said = _("The text names %(said)s, but the event is on %(own)s.")
            own, named = (_in_words(day, it.language) for day in (start, days[0]))
            yield Finding(it.field, said % {"said": named, "own": own})


def free_days(event: Event, language: Language) -> Iterator[Finding]:
    """Find an event on a Swedish public holiday or a weekend. `language` is that of the message."""
    if event.starts_at is None:
        return
    day = event.local(event.starts_at).date()
    if holiday := holiday_on(day, language):
        yield Finding("starts_at_0", _("That day is a public holiday: %s.") % holiday)
    elif day.weekday() >= WEEKEND:
        yield Finding("starts_at_0", _("That day is a %s.") % _weekday(day, language))


def registration(event: Event) -> Iterator[Finding]:
    """Find a registration that closes after the event has started or ended."""
    closes_at = event.registration_closes_at
    if closes_at and event.ends_at and closes_at > event.ends_at:
        yield Finding("registration_closes_at_0", _("Registration closes after the end."), True)
    elif closes_at and event.starts_at and closes_at > event.starts_at:
        yield Finding("registration_closes_at_0", _("Registration closes after the start."))


def taken(event: Event) -> Iterator[Finding]:
    """Find another event in the same place at the same time."""
    if event.venue_id is None or event.starts_at is None or event.ends_at is None:
        return
    at_once = Event.objects.filter(
        venue=event.venue_id,
        starts_at__lt=event.ends_at,
        ends_at__gt=event.starts_at,
        deleted_at=None,
    )
    for other in at_once.exclude(pk=event.pk).exclude(status=Status.CANCELLED)[:5]:
        rooms = {event.room.read("sv"), other.room.read("sv")}
        if len(rooms) == 1 or "" in rooms:
            yield Finding("venue", _("“%s” is there at the same time.") % other)


def _dated(language: Language) -> re.Pattern[str]:
    with override(language):
        weekdays = "|".join(formatted(MONDAY.replace(day=day), "l") for day in range(1, 8))
        months = "|".join(formatted(date(2024, month, 1), "F") for month in range(1, 13))
    before = rf"(?P<weekday>{weekdays})(?:en)?,?(?: den)? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    return re.compile(rf"\b{before}(?: of)? (?P<month>{months})(?: (?P<year>\d{{4}}))?", re.I)


def _day(match: re.Match[str], language: Language, near: date) -> date | None:
    """Return the date of a match; without a year, the one nearest to `near`."""
    with override(language):
        months = {formatted(date(2024, it, 1), "F").lower(): it for it in range(1, 13)}
    month, day = months[match["month"].lower()], int(match["day"])
    years = [int(match["year"])] if match["year"] else range(near.year - 1, near.year + 2)
    days = []
    for year in years:
        with suppress(ValueError):
            days.append(date(year, month, day))
    return min(days, key=lambda it: abs(it - near), default=None)


def _weekday(day: date, language: Language) -> str:
    with override(language):
        return formatted(day, "l")


def _in_words(day: date, language: Any) -> str:
    with override(language):
        return formatted(day, "j F Y")
