"""Rules for the names of people, organisers and buildings."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import combinations
from typing import Final

from django.utils.translation import gettext as _

from ..facts.event import LECTURE_KINDS
from ..models import LANGUAGES, Event, Kind, Language, Organiser
from .finding import Finding
from .passages import Passage

# Similarity (0–1) of two spellings of one name: "Center Uppsala", "Centre Uppsala".
ALIKE: Final = 0.84
# A name of several words that begins and ends with a capital letter.
NAME: Final = re.compile(r"\b[A-ZÅÄÖ][\w’'-]+(?: [\w’'-]+)?(?: [A-ZÅÄÖ][\w’'-]+)+")
# The Swedish word at the end of a hospital's name; what comes before it is often translated too.
HOSPITAL: Final = " sjukhuset"


def two_spellings(event: Event, passages: list[Passage]) -> Iterator[Finding]:
    """Find a name with two spellings, within the texts or compared with the known names."""
    right = {name for language in LANGUAGES for name in _known(event, language)}
    for language in LANGUAGES:
        known = _known(event, language)
        here = [it for it in passages if it.language == language]
        reported: set[frozenset[str]] = set()
        for one, other, field in (*_beside_known(known, here), *_beside_each_other(here)):
            is_new = other not in right and frozenset((one, other)) not in reported
            if is_new and _is_misspelt(one, other):
                reported.add(frozenset((one, other)))
                said = _("“%(other)s” here, “%(one)s” elsewhere.")
                yield Finding(field, said % {"one": one, "other": other})


def _beside_known(known: Iterable[str], passages: list[Passage]) -> Iterator[tuple[str, str, str]]:
    """Yield each known name with each capitalised run of as many words, and its field."""
    for name in known:
        length = len(name.split())
        for it in passages if length > 1 else ():
            words = re.findall(r"[\w’'-]+", it.text)
            for start in range(len(words) - length + 1):
                run = words[start : start + length]
                if run[0][0].isupper() and run[-1][0].isupper():
                    yield name, " ".join(run), it.field


def _beside_each_other(passages: list[Passage]) -> Iterator[tuple[str, str, str]]:
    read = [(name, it.field) for it in passages for name in NAME.findall(it.text)]
    for (one, _field), (other, field) in combinations(read, 2):
        yield one, other, field


def hospitals() -> list[str]:
    """Return the Swedish names of the hospitals among all organisers."""
    known = Organiser.objects.filter(name_sv__endswith=HOSPITAL).order_by()
    return [*known.values_list("name_sv", flat=True)]


def wrong_names(hospitals: Iterable[str], passages: Iterable[Passage]) -> Iterator[Finding]:
    """Find Swedish names of hospitals that were put into English."""
    for it in passages:
        for right in hospitals:
            if match := re.search(_in_english(right), it.text, re.IGNORECASE):
                said = _("“%(wrong)s” is called “%(right)s”.")
                yield Finding(it.field, said % {"wrong": match[0], "right": right})


def _in_english(hospital: str) -> str:
    """Return a pattern for a Swedish name with the word "hospital": "Academic Hospital"."""
    first = re.escape(hospital.removesuffix(HOSPITAL)).replace("k", "[kc]")
    return rf"\b{re.sub('is.kc.a$', '(?:is[kc]a|ic|ical)', first)} hospital\b"


def small_letters(event: Event) -> Iterator[Finding]:
    """Find organisers with a small first letter, or with several organisers in one name."""
    for organiser in event.organisers_in_order:
        name = organiser.name.read("sv")
        if name[:1].islower():
            yield Finding(
                "organiser_links-0-organiser", _("“%s” begins with a small letter.") % name
            )
        if re.search(r", | och | and ", name):
            several = _("“%s” looks like several organisers. Give each a row of its own.")
            yield Finding("organiser_links-0-organiser", several % name)


def no_affiliation(event: Event) -> Iterator[Finding]:
    """Find people without an affiliation, a contact without email or phone, and no speakers."""
    for place, row in enumerate(event.appearances_in_order):
        if not row.affiliation:
            said = _("%s has no affiliation.") % row.person.name
            yield Finding(f"appearances-{place}-affiliation_sv", said)
    contact = event.contact
    if contact and not (contact.email or contact.phone):
        yield Finding("contact", _("%s has neither email nor telephone.") % contact.name)
    if event.talks_in_order and not event.appearances_in_order:
        yield Finding("talks-0-title_sv", _("The programme has no speakers."))


def without_speaker(event: Event) -> Iterator[Finding]:
    """Find a lecture without a speaker."""
    is_lecture = event.kind in {*LECTURE_KINDS, Kind.DISSERTATION}
    if is_lecture and not event.appearances_in_order:
        yield Finding("appearances-group", _("No speaker"))


def without_alternative(event: Event) -> Iterator[Finding]:
    """Find portraits without an alternative text."""
    people = {row.person_id: row.person for row in event.appearances_in_order}
    for person in people.values():
        if person.portrait and not (person.portrait_alt_sv and person.portrait_alt_en):
            language = "en" if person.portrait_alt_sv else "sv"
            said = _("The portrait of %(name)s is not described") % {"name": person.name}
            yield Finding(f"portrait_alt_{language}", said, person=person)


def _known(event: Event, language: Language) -> Iterable[str]:
    """Return the right names of people and organisers as they are written in a language."""
    people = {row.person.name for row in event.appearances_in_order}
    organisers = (it.name.written(language) for it in event.organisers_in_order)
    contact = {event.contact.name} if event.contact else set()
    return sorted(people | contact | {*filter(None, organisers)})


def _is_misspelt(one: str, other: str) -> bool:
    if one == other or one in other or other in one:
        return False
    first, second = (re.sub(r"[\W_]+", " ", name).casefold() for name in (one, other))
    if first.replace("university", "universitet") == second.replace("university", "universitet"):
        return False  # One name in two languages: organisers often have it in one only.
    return bool(SequenceMatcher(None, first, second).ratio() >= ALIKE)
