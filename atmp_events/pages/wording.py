"""What a poster says, in one language or in both: paper is timeless, so no moment enters."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Final

from django.utils.translation import gettext, override

from ..facts.event import EventFacts
from ..facts.status import status_words
from ..facts.when import When
from ..facts.who import Participant, TalkFacts, listed
from ..models import Language, Registration, Status, Text

Versions = tuple[EventFacts, ...]
HANGING: Final = frozenset("gjpqyQ,")


@dataclass(frozen=True, slots=True)
class Day:
    """A day in one language, in parts that are set in different sizes."""

    number: str  # "5", "5–7"; empty where the days are in two months
    month: str  # "mars", "30 april – 2 maj"
    day: str  # "5 mars"
    time: Text  # "tisdag 16.00–17.30"
    year: str
    zone: Text  # "svensk tid, CET"; mostly empty

    @property
    def hangs(self) -> bool:
        """Tell whether a letter of the day reaches below the line."""
        return not HANGING.isdisjoint(self.day)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the programme."""

    head: Text  # who speaks, or else the title
    titles: tuple[Text, ...]
    credits: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What has become of the event, in one language."""

    word: Text
    sentence: Text
    note: Text


@dataclass(frozen=True, slots=True)
class Wording:
    """All that is on a poster but the knot and the code.

    A text that is the same in both languages is there once.
    """

    kinds: tuple[Text, ...]
    news: tuple[News, ...]
    days: tuple[Day, ...]
    is_struck: bool
    titles: tuple[Text, ...]
    programme: tuple[Entry, ...]
    number: Text  # of the entrance, under the word "Ingång"
    gloss: Text  # "entrance", for those who do not know that word
    signs: tuple[Text, ...]
    place: tuple[Text, ...]
    notes: tuple[Text, ...]
    call: tuple[Text, ...]  # what the code is for

    @property
    def is_double(self) -> bool:
        """Tell whether it speaks two languages."""
        return len(self.days) > 1


def wording(versions: Versions) -> Wording:
    """Return what a poster says of an event, given its facts in one language or in both."""
    facts = versions[0]
    return Wording(
        kinds=_each(versions, lambda facts: facts.kind_name),
        news=tuple(filter(None, map(_news, versions))),
        days=tuple(_day(facts, facts.when) for facts in versions if facts.when),
        is_struck=facts.status in {Status.CANCELLED, Status.POSTPONED},
        titles=_each(versions, lambda facts: facts.title),
        programme=(*_talks(versions), *_hosts(versions)),
        number=facts.where.entrance if facts.where.entrance_is_number else _text(facts, ""),
        gloss=_gloss(versions),
        signs=_signs(versions),
        place=_place(versions),
        notes=_each(versions, *NOTES),
        call=_each(versions, _call),
    )


def _text(facts: EventFacts, phrase: str) -> Text:
    return phrase if isinstance(phrase, Text) else Text(phrase, facts.language)


def _each(versions: Versions, *sayings: Callable[[EventFacts], str]) -> tuple[Text, ...]:
    """Return what is said, each saying in every version before the next; nothing twice."""
    said: dict[str, Text] = {}
    for saying in sayings:
        for facts in versions:
            with override(facts.language):
                text = _text(facts, saying(facts))
            said.setdefault(str(text), text)
    return tuple(filter(None, said.values()))


def _news(facts: EventFacts) -> News | None:
    words = status_words(facts)
    if words is None:
        return None
    return News(_text(facts, words.word), _text(facts, words.sentence), facts.status_note)


def _day(facts: EventFacts, when: When) -> Day:
    in_two_months, last = "–" in when.month, str(when.last_day.year)
    return Day(
        number="" if in_two_months else when.number,
        month=when.day if in_two_months else when.month,
        day=when.day,
        time=_text(facts, " ".join(when.lines)),
        year=when.year if when.year == last else f"{when.year}–{last}",
        zone=_text(facts, when.zone_note),
    )


def _talks(versions: Versions) -> Iterable[Entry]:
    for talks in zip(*(facts.talks for facts in versions), strict=True):
        titles = _unique(talk.title for talk in talks)
        names = _names(talks[0], versions[0])
        people = zip(*(talk.speakers for talk in talks), strict=True)
        said = [_credits(person, named=len(talks[0].speakers) > 1) for person in people]
        if names:
            yield Entry(names, titles, _unique(chain(*said)))
        else:
            yield Entry(titles[0], titles[1:], ())


def _hosts(versions: Versions) -> Iterable[Entry]:
    for people in zip(*(facts.hosts for facts in versions), strict=True):
        name = _text(versions[0], people[0].name)
        yield Entry(name, (), _credits(people, named=False))


def _names(talk: TalkFacts, facts: EventFacts) -> Text:
    return _text(facts, listed([person.name for person in talk.speakers], facts.language))


def _credits(person: tuple[Participant, ...], *, named: bool) -> tuple[Text, ...]:
    """Return what somebody is, in each language; with the name where several speak."""
    return _unique(
        Text(f"{version.name}: {version.credit}" if named else version.credit, _tongue(version))
        for version in person
        if version.credit
    )


def _tongue(person: Participant) -> Language:
    capacity = person.capacities[0]
    return (capacity.role or capacity.affiliation).language


def _unique(texts: Iterable[Text]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


def _gloss(versions: Versions) -> Text:
    english = [facts for facts in versions if facts.language == "en"]
    needed = english and english[0].where.entrance_is_number
    with override("en"):
        return Text(gettext("entrance") if needed else "", "en")


def _signs(versions: Versions) -> tuple[Text, ...]:
    """Return the words on the signs: the door or else the room or the house, and "Online"."""

    def door(facts: EventFacts) -> str:
        where = facts.where
        return "" if where.entrance_is_number else where.entrance or where.short

    def online(facts: EventFacts) -> str:
        return gettext("Online") if facts.where.online else ""

    return _each(versions, door, online)


def _place(versions: Versions) -> tuple[Text, ...]:
    signs = _signs(versions)
    lines = _each(
        versions,
        lambda facts: "" if facts.where.is_known else gettext("The place is not set yet."),
        lambda facts: facts.where.room,
        lambda facts: facts.where.venue,
        lambda facts: facts.where.street,
        lambda facts: facts.where.town,
        _link,
    )
    return tuple(line for line in lines if line not in signs)


def _link(facts: EventFacts) -> str:
    if not facts.where.online:
        return ""
    if facts.where.online_host:
        return facts.where.online_host
    return gettext("Online: the link is sent to those who have registered.")


def _registration(facts: EventFacts) -> str:
    registration = facts.registration
    if facts.status in {Status.CANCELLED, Status.POSTPONED}:
        return ""
    if registration.how == Registration.NOT_NEEDED:
        return gettext("No registration is needed.")
    if registration.how == Registration.BY_LINK and registration.fully_booked:
        return gettext("The event is fully booked.")
    if registration.how == Registration.BY_LINK and registration.closes:
        return gettext("Register no later than %(closes)s.") % {"closes": registration.closes}
    return ""


def _contact(facts: EventFacts) -> str:
    name = facts.contact.name if facts.contact else ""
    return gettext("Contact person: %(name)s") % {"name": name} if name else ""


def _organisers(facts: EventFacts) -> str:
    names = listed([organiser.name for organiser in facts.organisers], facts.language)
    return gettext("Organised by %(names)s") % {"names": names} if names else ""


def _call(facts: EventFacts) -> str:
    registration = facts.registration
    if facts.status == Status.CANCELLED:
        return gettext("Read more")
    if facts.status == Status.POSTPONED:
        return gettext("The new date will be told here")
    if registration.how == Registration.BY_LINK and not registration.fully_booked:
        return gettext("Read more, register and add it to your calendar")
    return gettext("Read more and add it to your calendar")


# The most needed first: what finds no room on the sheet is left to the page.
NOTES: Final[tuple[Callable[[EventFacts], str], ...]] = (
    lambda facts: facts.languages_in_words,
    _registration,
    lambda facts: facts.price,
    lambda facts: facts.audience,
    _contact,
    _organisers,
)
