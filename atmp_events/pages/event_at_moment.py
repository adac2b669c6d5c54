"""An event as pages show it at one moment: with its progress and news."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import override

from ..facts.event import EventFacts, facts_of
from ..facts.paths import page_path
from ..facts.progress import Progress, progress_of
from ..facts.status import StatusWords, past_words, status_words
from ..facts.subscriptable import Subscriptable
from ..facts.when import When, when_of
from ..facts.who import AffiliationFacts
from ..models import NOT_HELD, Event, Language, Status, Text
from ..search.excerpt import Excerpt, Parts


@dataclass(frozen=True, slots=True)
class EventAtMoment(Subscriptable):
    """The variable `event` of the templates."""

    facts: EventFacts
    progress: Progress
    news: StatusWords | None  # the status in words (cancelled, moved …), or that it is past
    # Only on the page of a person: the person's talks, and roles and affiliations of that day.
    talks: tuple[Text, ...] | None = None
    affiliations: tuple[AffiliationFacts, ...] = ()
    # Only for search hits
    marked_title: Parts = ()
    excerpt: Excerpt | None = None

    @property
    def css(self) -> str:
        """The CSS class for the progress and status."""
        status = self.facts.status.replace("_", "-")
        return "is-past" if self.progress.took_place else f"is-{status}"


def event_at(facts: EventFacts, now: datetime) -> EventAtMoment:
    """Return an event at `now` (aware)."""
    progress = progress_of(facts, now)
    held, is_past = progress.took_place, progress.is_past
    news = past_words(facts) if held else status_words(facts, is_past=is_past)
    return EventAtMoment(facts, progress, news)


def events_at(keys: Collection[int], language: Language, now: datetime) -> list[EventAtMoment]:
    """Return events, by primary key and in that order, at `now` (aware).

    Events that were deleted since their keys were read are left out. The number of queries does
    not depend on the number of events.
    """
    events = Event.objects.filter(pk__in=keys).with_facts() if keys else ()
    found = {event.pk: event_at(facts_of(event, language), now) for event in events}
    return [found[key] for key in keys if key in found]


def coming_and_past(
    keys: Collection[int], language: Language, now: datetime
) -> tuple[list[EventAtMoment], list[EventAtMoment]]:
    """Return events as `events_at` does, divided into coming and past ones."""
    events = events_at(keys, language, now)
    coming = [it for it in events if not it.progress.is_past]
    return coming, [it for it in events if it.progress.is_past]


@dataclass(frozen=True, slots=True)
class EventLink(Subscriptable):
    """A short link to an event."""

    path: str
    title: Text
    when: When | None
    news: str  # "Inställt"; "" if it takes place on that day

    @property
    def day(self) -> str:
        """The day with its year: "5 mars 2024"."""
        return self.when.date_in_words if self.when else ""


# The columns that `event_link` reads.
EVENT_LINK_COLUMNS: Final = (
    *("year", "slug_sv", "slug_en", "title_sv", "title_en"),
    *("starts_at", "ends_at", "timezone", "all_day", "attendance_mode", "status"),
)


def event_link(event: Event, language: Language) -> EventLink:
    """Return a link to an event, read from the columns in `EVENT_LINK_COLUMNS`."""
    when = when_of(event, language)
    with override(language):
        news = str(Status(event.status).label) if event.status in NOT_HELD else ""
    return EventLink(page_path(event, language), event.title.read(language), when, news)
