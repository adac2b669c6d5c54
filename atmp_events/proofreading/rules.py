"""All rules of proofreading, applied to events."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from ..models import NOT_HELD, Event, Language
from . import attendance, dates, languages, names, words
from .dead_links import dead_answers, dead_links
from .finding import Finding
from .materials import materials
from .passages import passages_of
from .publishing import blocking
from .registration import more_than_places, numbers_with_place, registration_here


def findings(event: Event, language: Language, now: datetime) -> list[Finding]:
    """Return the findings of one event, as `findings_of` does."""
    return findings_of([event], language, now)[event.pk]


def findings_of(
    events: Collection[Event], language: Language, now: datetime
) -> dict[int, list[Finding]]:
    """Return the findings of events at `now` (aware) by primary key, what stops publishing first.

    Use `with_facts()`. It makes three queries: other events in the venues, dead links,
    and hospitals; where letters are sent, a fourth: who has a place.
    """
    with override(language):
        others, dead = attendance.others_in_venues(events), dead_answers()
        hospitals, with_place = names.hospitals(), numbers_with_place(events)
        return {
            event.pk: sorted(
                dict.fromkeys(
                    [
                        *_findings(event, language, now),
                        *names.wrong_names(hospitals, passages_of(event)),
                        *attendance.taken(event, others),
                        *more_than_places(event, with_place),
                        *dead_links(event, dead),
                    ]
                ),
                key=lambda finding: not finding.stops,
            )
            for event in events
        }


def _findings(event: Event, language: Language, now: datetime) -> Iterator[Finding]:
    passages = list(passages_of(event))
    yield from blocking(event)
    yield from _missing_basics(event)
    yield from languages.missing(event)
    yield from languages.stale(event)
    yield from languages.numbers(event)
    yield from languages.spoken(event, passages)
    yield from dates.weekdays(event, passages)
    yield from dates.other_dates(event, passages)
    yield from registration_here(event)
    if event.status not in NOT_HELD:
        yield from dates.free_days(event, language)
        yield from dates.passed(event, now)
        yield from dates.registration(event, now)
        yield from dates.programme(event, language)
        yield from attendance.without_venue(event)
        yield from names.without_speaker(event)
    yield from names.two_spellings(event, passages)
    yield from names.small_letters(event)
    yield from names.no_affiliation(event)
    yield from names.without_alternative(event)
    yield from materials(event, language)
    yield from words.vague_links(passages)
    yield from words.long_titles(passages)
    yield from words.promises(passages)


def _missing_basics(event: Event) -> Iterator[Finding]:
    """Find an event with nothing to read, and one whose spoken language is not stated."""
    if not (event.summary or event.body or event.talks.all()):
        yield Finding("summary_sv", _("There is nothing to read but the title."))
    if not event.languages():
        yield Finding("spoken_languages", _("It is not said which language is spoken."))
