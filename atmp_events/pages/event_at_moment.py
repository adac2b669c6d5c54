"""An event as a page tells it at one moment."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ..facts.addresses import page_path
from ..facts.event import EventFacts
from ..facts.standing import Standing, standing
from ..facts.status import StatusWords, past_words, status_words
from ..facts.when import when_of
from ..lookups import facts_by_key
from ..models import Event, Language, Status, Text


@dataclass(frozen=True, slots=True)
class EventAtMoment:
    """What the templates call `event`."""

    facts: EventFacts
    standing: Standing
    news: StatusWords | None  # cancelled, moved …; of a past event, that it is past

    @property
    def is_struck(self) -> bool:
        """Tell whether the day shown is one on which nothing will happen."""
        return self.facts.status in {Status.CANCELLED, Status.POSTPONED}

    @property
    def is_moved(self) -> bool:
        """Tell whether it has a new date, and those who hold the old one must learn it."""
        return self.facts.status == Status.RESCHEDULED

    @property
    def css(self) -> str:
        """The class names that say how it stands."""
        names = {
            "is-past": self.standing.is_past,
            "is-cancelled": self.standing.is_cancelled,
            f"is-{self.facts.status.replace('_', '-')}": not self.standing.is_past,
        }
        return " ".join(name for name, holds in names.items() if holds)


def event_at(facts: EventFacts, now: datetime) -> EventAtMoment:
    """Return an event as it stands at `now`."""
    stands = standing(facts, now)
    news = status_words(facts)
    if stands.is_past and not stands.is_cancelled:
        news = past_words(facts)
    return EventAtMoment(facts, stands, news)


def events_at(keys: Collection[int], language: Language, now: datetime) -> list[EventAtMoment]:
    """Return events, by primary key, as they stand at `now`, in that order.

    One that was deleted since its key was read is left out.
    """
    facts = facts_by_key(keys, language)
    return [event_at(facts[key], now) for key in keys if key in facts]


def coming_and_past(
    ahead: Sequence[int], behind: Sequence[int], language: Language, now: datetime
) -> tuple[list[EventAtMoment], list[EventAtMoment]]:
    """Return coming and past events, by primary key, as `events_at` does both at once."""
    told = events_at([*ahead, *behind], language, now)
    coming = [it for it in told if not it.standing.is_past]
    return coming, [it for it in told if it.standing.is_past]


def by_year(events: Iterable[EventAtMoment]) -> list[tuple[str, list[EventAtMoment]]]:
    """Return dated events under their years, in the order they come."""
    years: dict[str, list[EventAtMoment]] = {}
    for event in events:
        if event.facts.when:
            years.setdefault(event.facts.when.year, []).append(event)
    return list(years.items())


@dataclass(frozen=True, slots=True)
class Mention:
    """An event named in passing."""

    path: str
    title: Text
    day: str  # "5 mars 2024"


# The columns that a mention is read from.
NAMED: Final = (
    *("year", "slug_sv", "slug_en", "title_sv", "title_en"),
    *("starts_at", "ends_at", "timezone", "all_day", "attendance_mode"),
)


def mention(event: Event, language: Language) -> Mention:
    """Return an event as it is named on another page, from the columns in `NAMED`."""
    when = when_of(event, language)
    day = when.date_in_words if when else ""
    return Mention(page_path(event, language), event.title.read(language), day)
