"""Withdrawn events: the facts that readers last saw, stored to show the event as cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..models import Event, Language, Text
from .event import EventFacts
from .when import When, when_of_schedule, years_of


@dataclass(frozen=True, slots=True)
class WithdrawnFacts:
    """A withdrawn event in one language, as readers last saw it."""

    uid: str
    language: Language
    title: Text
    when: When
    place: str
    path: str


def seen_of(event: Event, both: Sequence[EventFacts]) -> dict[str, Any] | None:
    """Return the facts to store of a public event, for JSON; None without a date.

    `both` are the event's facts in each language.
    """
    if event.starts_at is None or event.ends_at is None:
        return None
    return {
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "all_day": event.all_day,
        "timezone": event.timezone,
        "texts": {facts.language: _texts_of(facts) for facts in both},
        "keys": keys_of(event),
    }


def keys_of(event: Event) -> dict[str, list[str]]:
    """Return the values by which filters find an event: parameter -> codes and slugs."""
    return {
        "kind": [event.kind],
        "series": [event.series.slug_sv] if event.series else [],
        "organiser": [organiser.slug_sv for organiser in event.organisers_in_order],
        "person": sorted({part.person.slug for part in event.appearances.all()}),
        "venue": [event.venue.slug] if event.venue else [],
        "year": [str(year) for year in years_of(event)],
        "language": list(event.languages()),
        "mode": [event.attendance_mode],
    }


def withdrawn_of(event: Event, language: Language) -> WithdrawnFacts | None:
    """Return the facts that readers last saw of an event; None if there are none."""
    seen = event.version.last_seen
    if seen is None:
        return None
    when, texts = when_of_schedule(seen, language), seen["texts"][language]
    if when is None:
        return None
    title = Text(texts["title"], texts["language"])
    return WithdrawnFacts(event.uid, language, title, when, texts["place"], texts["path"])


def _texts_of(facts: EventFacts) -> dict[str, str]:
    title, place = facts.title, facts.where.line
    return {"title": str(title), "language": title.language, "place": place, "path": facts.path}
