"""The texts of a poster, in one language or in both. They do not depend on the time of reading."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.utils.translation import gettext, override

from ..facts.details import DETAILS
from ..facts.event import EventFacts
from ..facts.status import StatusWords, status_words
from ..facts.who import Participant, listed
from ..models import Registration, Status, Text

Versions = tuple[EventFacts, ...]  # the facts of one event, in one language or in both


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the programme."""

    head: Text  # who speaks, or else the title
    titles: tuple[Text, ...]
    credits: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class PosterText:
    """The texts of a poster. One that is the same in both languages is there once."""

    kinds: tuple[Text, ...]
    news: tuple[tuple[EventFacts, StatusWords], ...]  # cancelled, moved …, in each language
    is_struck: bool  # nothing will happen on the day
    titles: tuple[Text, ...]
    programme: tuple[Entry, ...]
    number: str  # of the entrance, if it has one
    signs: tuple[Text, ...]  # else the door, room or house; "Online"
    place: tuple[Text, ...]
    notes: tuple[Text, ...]  # the most needed first
    call: tuple[Text, ...]  # what the QR code is for


def poster_text(versions: Versions) -> PosterText:
    """Return the texts of a poster."""
    signs, where = _each(versions, _door, _online), versions[0].where
    return PosterText(
        kinds=_each(versions, lambda facts: facts.kind_name),
        news=tuple((it, words) for it in versions if (words := status_words(it))),
        is_struck=versions[0].status in {Status.CANCELLED, Status.POSTPONED},
        titles=_each(versions, lambda facts: facts.title),
        programme=(*_talks(versions), *_hosts(versions)),
        number=where.entrance if where.entrance_is_number else "",
        signs=signs,
        place=tuple(line for line in _each(versions, *PLACE) if line not in signs),
        notes=_each(versions, *NOTES),
        call=_each(versions, _call),
    )


def _each(versions: Versions, *texts: Callable[[EventFacts], str]) -> tuple[Text, ...]:
    """Return each text in one language after the other; none twice, none empty."""
    found: dict[str, Text] = {}
    for text in texts:
        for facts in versions:
            with override(facts.language):
                words = text(facts)
            tagged = words if isinstance(words, Text) else Text(words, facts.language)
            found.setdefault(words, tagged)
    return tuple(filter(None, found.values()))


def _talks(versions: Versions) -> Iterator[Entry]:
    language = versions[0].language
    for talks in zip(*(facts.talks for facts in versions), strict=True):
        titles = _unique(talk.title for talk in talks)
        names = listed([person.name for person in talks[0].speakers], language)
        people = zip(*(talk.speakers for talk in talks), strict=True)
        several = len(talks[0].speakers) > 1
        credited = _unique(it for person in people for it in _credits(person, named=several))
        head = Text(names, language) if names else titles[0]
        yield Entry(head, titles if names else titles[1:], credited)


def _hosts(versions: Versions) -> Iterator[Entry]:
    for host in zip(*(facts.hosts for facts in versions), strict=True):
        yield Entry(Text(host[0].name, versions[0].language), (), _credits(host, named=False))


def _credits(person: tuple[Participant, ...], *, named: bool) -> tuple[Text, ...]:
    """Return role and affiliation of somebody, in each language; after the name if `named`."""
    known = [(it, it.capacities[0]) for it in person if it.credit]
    return _unique(
        Text(
            f"{it.name}: {it.credit}" if named else it.credit,
            (first.role or first.affiliation).language,
        )
        for it, first in known
    )


def _unique(texts: Iterable[Text]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


def _door(facts: EventFacts) -> str:
    """Return the words on the sign; a door with a number has a sign of its own."""
    where = facts.where
    return "" if where.entrance_is_number else where.entrance or where.short


def _online(facts: EventFacts) -> str:
    return gettext("Online") if facts.where.online else ""


def _link(facts: EventFacts) -> str:
    if not facts.where.online:
        return ""
    told = gettext("Online: the link is sent to those who have registered.")
    return facts.where.online_host or told


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


def _detail(facts: EventFacts, name: str) -> str:
    """Return a detail as a note: the text alone where it is understood without its label."""
    for it in facts.details:
        if it.name == name:
            return it.line if it.detail.needs_label else it.text
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


PLACE = (
    lambda facts: "" if facts.where.is_known else gettext("The place is not set yet."),
    lambda facts: facts.where.room,
    lambda facts: facts.where.venue,
    lambda facts: facts.where.street,
    lambda facts: facts.where.town,
    _link,
)
NOTES: Final[tuple[Callable[[EventFacts], str], ...]] = (
    lambda facts: facts.languages_in_words,
    _registration,
    *(partial(_detail, name=it.name) for it in sorted(DETAILS, key=lambda it: it.poster_order)),
    _contact,
    _organisers,
)
