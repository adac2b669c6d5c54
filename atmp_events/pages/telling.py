"""An event as a page tells it at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ..facts.event import EventFacts, facts_of
from ..facts.standing import Standing, standing
from ..facts.status import StatusWords, past_words, status_words
from ..models import Event, Language, Status


@dataclass(frozen=True, slots=True)
class Told:
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


def tell(event: Event, language: Language, now: datetime) -> Told:
    """Return an event in one language as it stands at `now`."""
    facts = facts_of(event, language)
    stands = standing(facts, now)
    news = status_words(facts)
    if stands.is_past and not stands.is_cancelled:
        news = past_words(facts)
    return Told(facts, stands, news)


def tell_all(events: Iterable[Event], language: Language, now: datetime) -> list[Told]:
    """Return several events as they stand at `now`."""
    return [tell(event, language, now) for event in events]
