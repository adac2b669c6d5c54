"""Events that were withdrawn, or removed from a feed.

Calendars show them as cancelled, with the facts shown last.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override

from ..models import AttendanceMode, Departure, Event, Language, Status, Text
from .event import EventFacts, facts_of
from .status import StatusWords, status_words
from .when import When, times_to_store, when_of_schedule, years_of


@dataclass(frozen=True, slots=True)
class WithdrawnFacts:
    """An event in one language, as readers of a feed last saw it, and why it is gone."""

    uid: str
    language: Language
    title: Text
    when: When
    place: str
    path: str
    news: StatusWords
    is_public: bool = False  # whether the event is public, but no longer in this feed


Facts = EventFacts | WithdrawnFacts


def facts_to_store(event: Event, both: Sequence[EventFacts]) -> dict[str, Any] | None:
    """Return the facts of a public event, to store as JSON; None without a date.

    `both` are the event's facts in each language.
    """
    if event.starts_at is None:
        return None
    return {
        **times_to_store(event),
        "texts": {
            facts.language: {
                "title": str(facts.title),
                "language": facts.title.language,
                "place": facts.where.line,
                "path": facts.path,
            }
            for facts in both
        },
        "keys": filter_keys_of(event),
    }


def filter_keys_of(event: Event) -> dict[str, list[str]]:
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


def withdrawn_facts_of(event: Event, language: Language) -> WithdrawnFacts | None:
    """Return the facts that readers last saw of a withdrawn event; None if there are none."""
    return _facts_of(event, event.version.last_seen, language)


def public_facts_of(event: Event, language: Language, now: datetime) -> Facts:
    """Return the facts of an event, without later drafts if it is withdrawn.

    An event that was never public has its present facts.
    """
    withdrawn = None if event.is_public(now) else withdrawn_facts_of(event, language)
    return withdrawn or facts_of(event, language)


def departed_facts_of(
    departure: Departure, event: Event, language: Language, now: datetime
) -> WithdrawnFacts | None:
    """Return the facts that readers last saw of an event in the feeds that it left."""
    facts = _facts_of(event, departure.seen, language)
    if facts is None or not event.is_public(now):
        return facts
    present = facts_of(event, language)
    news = departure_words(departure, event, present)
    return replace(facts, path=present.path, news=news, is_public=True)


def departure_words(departure: Departure, event: Event, facts: EventFacts) -> StatusWords:
    """Return the words for a public event in feeds that it left: its present time and place."""
    if facts.status == Status.CANCELLED and (news := status_words(facts)):
        return news
    is_moved = _is_moved(departure.seen["keys"], filter_keys_of(event))
    with override(facts.language):
        when = facts.when.in_words if facts.when else ""
        when_and_where = ", ".join(filter(None, (when, facts.where.line)))
        if is_moved:
            sentence = gettext("The event has moved to: %(when_and_where)s.")
            return StatusWords(gettext("Moved"), sentence % {"when_and_where": when_and_where})
        sentence = gettext(
            "The event is no longer in this calendar. It takes place: %(when_and_where)s."
        )
        return StatusWords(gettext("Changed"), sentence % {"when_and_where": when_and_where})


def _is_moved(before: dict[str, list[str]], after: dict[str, list[str]]) -> bool:
    """Return whether venue, year or mode changed; becoming hybrid is not counted."""
    changed = {name for name in ("venue", "year", "mode") if before[name] != after[name]}
    if "mode" in changed and after["mode"] == [AttendanceMode.HYBRID]:
        changed -= {"mode"} if before["venue"] else {"mode", "venue"}
    return bool(changed)


def _facts_of(
    event: Event, seen: dict[str, Any] | None, language: Language
) -> WithdrawnFacts | None:
    when = when_of_schedule(seen, language) if seen else None
    if seen is None or when is None:
        return None
    texts = seen["texts"][language]
    with override(language):
        news = StatusWords(gettext("Cancelled"), gettext("The event has been withdrawn."))
    return WithdrawnFacts(
        uid=event.uid,
        language=language,
        title=Text(texts["title"], texts["language"]),
        when=when,
        place=texts["place"],
        path=texts["path"],
        news=news,
    )
