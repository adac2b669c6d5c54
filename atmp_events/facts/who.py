"""People of an event: speakers with their roles, contact person, organisers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils.text import get_text_list
from django.utils.translation import gettext, override

from ..models import Appearance, BilingualText, Event, Language, Person, SpokenLanguage, Talk, Text
from .details import LinkFacts, materials_of
from .subscriptable import Subscriptable
from .when import clock, last_day, local_time_note, shown_time, undated

MAX_NAMES: Final = 4  # people in a line of a list


@dataclass(frozen=True, slots=True)
class AffiliationFacts:
    """A role and an affiliation of a person."""

    role: Text
    affiliation: Text

    def __str__(self) -> str:
        """Return both on one line."""
        return ", ".join(filter(None, (self.role, self.affiliation)))


@dataclass(frozen=True, slots=True)
class Participant(Subscriptable):
    """A person at an event, with all roles and affiliations of that day."""

    name: str
    slug: str
    affiliations: tuple[AffiliationFacts, ...]
    email: str = ""
    phone: str = ""
    portrait: str = ""  # the name of the stored picture

    @property
    def credit(self) -> str:
        """All roles and affiliations on one line."""
        return "; ".join(filter(None, map(str, self.affiliations)))

    @property
    def line(self) -> str:
        """Name, roles and affiliations on one line."""
        return ", ".join(filter(None, (self.name, self.credit)))


@dataclass(frozen=True, slots=True)
class TalkFacts(Subscriptable):
    """One item of the programme."""

    title: Text
    abstract: Text  # sanitised HTML
    speakers: tuple[Participant, ...]
    starts_at: datetime | None  # aware, as `shown_time`
    time: str  # "16.15"; empty when the programme has no times
    day: str  # "onsdag 10 mars" where another day begins; empty in a programme of one day
    materials: tuple[LinkFacts, ...]  # those that the speaker has agreed to show
    captions: tuple[str, ...]  # languages of the captions of the recording, ISO 639
    captions_in_words: str  # "Textad på svenska och engelska."


@dataclass(frozen=True, slots=True)
class OrganiserFacts(Subscriptable):
    """One organiser, by its canonical name."""

    name: Text
    slug: str
    web_page: str


def talks_of(event: Event, language: Language) -> tuple[TalkFacts, ...]:
    """Return the programme in order. Call it with this language active."""
    appearances, talks = event.appearances_in_order, event.talks_in_order
    return tuple(
        _talk(event, talk, day, appearances, language)
        for talk, day in zip(talks, _days(event, talks), strict=True)
    )


def hosts_of(event: Event, language: Language) -> tuple[Participant, ...]:
    """Return the people who appear at the event as a whole, not at a talk."""
    return participants((a for a in event.appearances_in_order if a.talk_id is None), language)


def participants(appearances: Iterable[Appearance], language: Language) -> tuple[Participant, ...]:
    """Return each person once, in order of the first appearance."""
    return unique_people(
        Participant(
            it.person.name,
            it.person.slug,
            tuple(filter(str, [_affiliation(it.role, it.affiliation, language)])),
            portrait=it.person.portrait.name or "",
        )
        for it in appearances
    )


def unique_people(people: Iterable[Participant]) -> tuple[Participant, ...]:
    """Return each person once, with all roles and affiliations."""
    found: dict[str, Participant] = {}
    for it in people:
        known = found.setdefault(it.slug, it)
        if known is not it:
            affiliations = tuple(dict.fromkeys((*known.affiliations, *it.affiliations)))
            found[it.slug] = replace(known, affiliations=affiliations)
    return tuple(found.values())


def contact_of(event: Event, language: Language) -> Participant | None:
    """Return the contact person, with the role at this event or else the present one."""
    person = event.contact
    if person is None:
        return None
    here = [a for a in event.appearances_in_order if a.person_id == person.pk]
    then = dict.fromkeys(_affiliation(a.role, a.affiliation, language) for a in here)
    affiliations = then or dict.fromkeys(present_affiliations(person, language))
    return Participant(
        person.name, person.slug, tuple(filter(str, affiliations)), person.email, person.phone
    )


def present_affiliations(person: Person, language: Language) -> tuple[AffiliationFacts, ...]:
    """Return a person's present roles and affiliations."""
    today = person.affiliations.all()
    return tuple(_affiliation(it.role, it.organisation, language) for it in today)


def organisers_of(event: Event, language: Language) -> tuple[OrganiserFacts, ...]:
    """Return the organisers in their order."""
    return tuple(
        OrganiserFacts(
            name=organiser.name.read(language),
            slug=organiser.slug.read(language),
            web_page=organiser.web_page,
        )
        for organiser in event.organisers_in_order
    )


def list_in_words(names: Iterable[str], language: Language) -> str:
    """Return names as a list in words: "A, B och C"."""
    with override(language):
        return get_text_list(list(names), gettext("and"))


def speakers_in_brief(
    speakers: Iterable[Participant], hosts: Iterable[Participant], language: Language
) -> str:
    """Return the speakers, or else the hosts, in a few words: "A, B och tre till"."""
    names = list(dict.fromkeys(it.name for it in speakers)) or [it.name for it in hosts]
    if len(names) <= MAX_NAMES:
        return list_in_words(names, language)
    with override(language):
        more = gettext("%(number)s more") % {"number": len(names) - MAX_NAMES + 1}
    return list_in_words([*names[: MAX_NAMES - 1], more], language)


def _days(event: Event, talks: list[Talk]) -> list[str]:
    """Return the day of each talk where it changes, in the active language, else "".

    All are "" if the event and its talks are on one day. The hours of an all-day event are local:
    abroad, each day has a note that says so.
    """
    starts = [talk.starts_at and shown_time(event, talk.starts_at).date() for talk in talks]
    if event.starts_at and event.ends_at:
        first, end = shown_time(event, event.starts_at), shown_time(event, event.ends_at)
        known = {first.date(), last_day(first, end)}
    else:
        known = set()
    note = next((local_time_note(event, talk.starts_at) for talk in talks if talk.starts_at), "")
    if len({*known, *starts} - {None}) < 2 and not note:
        return [""] * len(talks)
    days, before = list[str](), None
    for day in starts:
        days.append(f"{undated(day)}{note}" if day and day != before else "")
        before = day or before
    return days


def _talk(
    event: Event, talk: Talk, day: str, appearances: list[Appearance], language: Language
) -> TalkFacts:
    """Return the facts of a talk. Call it with this language active."""
    starts_at = shown_time(event, talk.starts_at) if talk.starts_at else None
    materials = materials_of(talk)
    recorded = any(it.name == "recording_url" for it in materials)
    captions = tuple(filter(None, talk.caption_languages.split(","))) if recorded else ()
    words = ""
    if captions:
        spoken = list_in_words([str(SpokenLanguage(code).label) for code in captions], language)
        words = gettext("With captions in %(languages)s.") % {"languages": spoken}
    return TalkFacts(
        title=talk.title.read(language),
        abstract=talk.abstract.read(language),
        speakers=participants((a for a in appearances if a.talk_id == talk.pk), language),
        starts_at=starts_at,
        time=clock(starts_at) if starts_at else "",
        day=day,
        materials=materials,
        captions=captions,
        captions_in_words=words,
    )


def _affiliation(
    role: BilingualText, affiliation: BilingualText, language: Language
) -> AffiliationFacts:
    return AffiliationFacts(role.read(language), affiliation.read(language))
