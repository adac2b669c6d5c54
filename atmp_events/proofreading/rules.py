"""All rules of proofreading, applied to an event."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from ..models import LANGUAGES, Event, Language
from . import dates, languages, names, words
from .dead_links import dead_links
from .finding import Finding
from .materials import materials
from .passages import passages_of


def findings(event: Event, language: Language, now: datetime) -> list[Finding]:
    """Return the findings of an event at `now` (aware), those that stop publishing first.

    Use `with_facts()`. It makes two queries: other events in the venue, and dead links.
    """
    with override(language):
        found = list(dict.fromkeys(_findings(event, language, now)))
    return sorted(found, key=lambda finding: not finding.stops)


def _findings(event: Event, language: Language, now: datetime) -> Iterator[Finding]:
    passages = list(passages_of(event))
    yield from _missing_basics(event)
    yield from languages.missing(event)
    yield from languages.numbers(event)
    yield from languages.spoken(event, passages)
    yield from dates.weekdays(event, passages)
    yield from dates.other_dates(event, passages)
    yield from dates.free_days(event, language)
    yield from dates.passed(event, now)
    yield from dates.registration(event)
    yield from dates.programme(event, language)
    yield from dates.taken(event)
    yield from names.two_spellings(event, passages)
    yield from names.wrong_names(passages)
    yield from names.small_letters(event)
    yield from names.no_affiliation(event)
    yield from materials(event, language)
    yield from dead_links(event)
    yield from words.vague_links(passages)
    yield from words.long_titles(passages)
    yield from words.promises(passages)


def _missing_basics(event: Event) -> Iterator[Finding]:
    """Find a missing alternative text, body or spoken language."""
    for language in LANGUAGES if event.image else ():
        if not event.image_alt.written(language):
            yield Finding(
                f"image_alt_{language}", _("Say in both languages what the picture shows."), True
            )
    if not (event.summary or event.body or event.talks.all()):
        yield Finding("summary_sv", _("There is nothing to read but the title."))
    if not event.languages():
        yield Finding("spoken_languages", _("It is not said which language is spoken."))
