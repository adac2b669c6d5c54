"""Rules for dates, weekdays, registration times and the programme."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..actions.recurrence import holiday_on
from ..facts.when import moment_in_words, swedish_time
from ..models import REGISTRATION_REQUIRED, Event, Language, Talk
from .finding import Finding
from .texts import Passage

WEEKEND: Final = 5
SOON: Final = timedelta(days=7)


def wrong_weekdays(event: Event, passages: list[Passage]) -> Iterator[Finding]:
    """Find a weekday in a text that does not match the date after it."""
    if event.starts_at is None:
        return
    start = event.local(event.starts_at).date()
    for it in passages:
        for match, day in _dates(it, start):
            if day and _in_words(day, "l", it.language).lower() != match["weekday"].lower():
                message = _("“%(said)s” is a %(weekday)s.")
                weekday = formatted(day, "l")
                yield Finding(it.field, message % {"said": match[0], "weekday": weekday})


def wrong_dates(event: Event, passages: list[Passage]) -> Iterator[Finding]:
    """Find a text whose only date is neither the event's nor that of its registration."""
    if event.starts_at is None or event.ends_at is None:
        return
    start, end = (event.local(it).date() for it in (event.starts_at, event.ends_at))
    moments = filter(None, (event.registration_opens_at, event.registration_closes_at))
    known = {event.local(it).date() for it in moments}
    for it in passages:
        days = [day for _match, day in _dates(it, start)]
        if len(days) == 1 and days[0] and not (start <= days[0] <= end or days[0] in known):
            message = _("The text names %(said)s, but the event is on %(own)s.")
            own, named = (_in_words(day, "j F Y", it.language) for day in (start, days[0]))
            yield Finding(it.field, message % {"said": named, "own": own})


def holidays_and_weekends(event: Event, language: Language) -> Iterator[Finding]:
    """Find an event on a Swedish public holiday or a weekend. `language` is that of the message."""
    if event.starts_at is None:
        return
    day = event.local(event.starts_at).date()
    if holiday := holiday_on(day, language):
        yield Finding("starts_at_0", _("That day is a public holiday: %s.") % holiday)
    elif day.weekday() >= WEEKEND:
        yield Finding("starts_at_0", _("That day is a %s.") % _in_words(day, "l", language))


def past_events(event: Event, now: datetime) -> Iterator[Finding]:
    """Find an event that has ended at `now`."""
    if event.ends_at and event.ends_at <= now:
        yield Finding("starts_at_0", _("This day has passed."))


def late_registration(event: Event, now: datetime) -> Iterator[Finding]:
    """Find a registration that closes after the event has started, and one that closes soon."""
    closes_at, field = event.registration_closes_at, "registration_closes_at_0"
    if not closes_at:
        return
    if event.starts_at and event.ends_at and event.starts_at < closes_at <= event.ends_at:
        yield Finding(field, _("Registration closes after the start."))
    is_open = event.registration in REGISTRATION_REQUIRED and event.is_public(now)
    if is_open and now < closes_at <= now + SOON:
        when = f"{swedish_time(closes_at):%Y-%m-%d %H:%M}"
        yield Finding(field, _("Registration closes %(when)s") % {"when": when})


def is_outside(event: Event, moment: datetime | None) -> bool:
    """Return whether the start of a talk is outside the time of its event."""
    if not (moment and event.starts_at and event.ends_at):
        return False
    return not event.starts_at <= moment <= event.ends_at


def talks_outside(
    event: Event, talks: Iterable[tuple[int, Talk]], language: Language
) -> Iterator[Finding]:
    """Find talks outside the time of an event. Each talk comes with its number in the form.

    `language` is that of the message.
    """
    for place, talk in talks:
        if talk.starts_at and is_outside(event, talk.starts_at):
            message = _("“%(talk)s” is outside the time of the event: %(when)s.")
            when = moment_in_words(event.local(talk.starts_at), language)
            words = message % {"talk": talk.title.read(language), "when": when}
            yield Finding(f"talks-{place}-starts_at_0", words)


def _dates(passage: Passage, near: date) -> Iterator[tuple[re.Match[str], date | None]]:
    """Yield each weekday with a date in a text, and that date; None if there is no such day.

    A date without a year is the one nearest to `near`.
    """
    language = passage.language
    weekdays = "|".join(_in_words(date(2024, 1, day), "l", language) for day in range(1, 8))
    names = [_in_words(date(2024, month, 1), "F", language).lower() for month in range(1, 13)]
    written = re.compile(
        rf"\b(?P<weekday>{weekdays})(?:en)?,?(?: den)? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
        rf"(?: of)? (?P<month>{'|'.join(names)})(?: (?P<year>\d{{4}}))?",
        re.IGNORECASE,
    )
    for match in written.finditer(passage.text):
        month, day = names.index(match["month"].lower()) + 1, int(match["day"])
        years = [int(match["year"])] if match["year"] else range(near.year - 1, near.year + 2)
        days = []
        for year in years:
            with suppress(ValueError):
                days.append(date(year, month, day))
        yield match, min(days, key=lambda it: abs(it - near), default=None)


def _in_words(day: date, form: str, language: Language) -> str:
    """Return a date in a format of Django's `date` filter."""
    with override(language):
        return formatted(day, form)
