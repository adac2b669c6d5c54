"""All rules of proofreading, applied to one event or to several."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.utils.translation import override

from ..models import NOT_HELD, Event, Language
from . import dates, fields, texts
from .dead_links import dead_answers, dead_links
from .finding import Finding


def findings(event: Event, language: Language, now: datetime) -> list[Finding]:
    """Return the findings of one event, as `findings_of` does."""
    return findings_of([event], language, now)[event.pk]


def findings_of(
    events: Collection[Event], language: Language, now: datetime
) -> dict[int, list[Finding]]:
    """Return the findings of events at `now` (aware), by primary key; blocking ones first.

    Use `with_facts()`. There are three queries: other events in the venues, dead links, and
    hospitals; where letters are sent, a fourth for attendees with a place.
    """
    with override(language):
        others, dead = fields.others_in_venues(events), dead_answers()
        hospitals, with_place = texts.hospital_names(), fields.numbers_with_place(events)
        found = {
            event.pk: [
                *_findings(event, language, now, hospitals),
                *fields.double_bookings(event, others),
                *fields.more_attendees_than_places(event, with_place),
                *dead_links(event, dead),
            ]
            for event in events
        }
    return {
        key: sorted(dict.fromkeys(own), key=lambda finding: not finding.blocks_publishing)
        for key, own in found.items()
    }


def _findings(
    event: Event, language: Language, now: datetime, hospitals: list[str]
) -> Iterator[Finding]:
    passages = list(texts.passages_of(event))
    yield from fields.blocking(event)
    yield from fields.missing_basics(event)
    yield from texts.missing_translations(event)
    yield from texts.stale_translations(event)
    yield from texts.different_numbers(event)
    yield from texts.other_spoken_language(event, passages)
    yield from dates.wrong_weekdays(event, passages)
    yield from dates.wrong_dates(event, passages)
    yield from fields.registration_here(event)
    if event.status not in NOT_HELD:
        yield from dates.holidays_and_weekends(event, language)
        yield from dates.past_events(event, now)
        yield from dates.late_registration(event, now)
        yield from dates.talks_outside(event, enumerate(event.talks_in_order), language)
        yield from fields.without_venue(event)
        yield from fields.without_speaker(event)
    yield from texts.two_spellings(event, passages)
    yield from fields.doubtful_organiser_names(event)
    yield from fields.incomplete_people(event)
    yield from fields.portraits_without_alternative(event)
    yield from fields.materials(event, language)
    yield from texts.vague_links(passages)
    yield from texts.long_titles(passages)
    yield from texts.promises_of_cure(passages)
    yield from texts.translated_hospital_names(hospitals, passages)
