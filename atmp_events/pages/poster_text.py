"""The texts of a poster, in one language or in both."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext, override

from ..facts.details import DETAILS
from ..facts.event import EventFacts
from ..facts.status import StatusWords, status_words
from ..facts.who import Participant, list_in_words
from ..models import REGISTRATION_REQUIRED, Registration, Status, Text

LanguageVersions = tuple[EventFacts, ...]  # the facts of one event, in one language or in both


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the programme."""

    head: Text  # the speakers, or else the title
    titles: tuple[Text, ...]
    credits: tuple[Text, ...]
    days: tuple[Text, ...] = ()  # the day, before the first item of each of several days


@dataclass(frozen=True, slots=True)
class PosterText:
    """The texts of a poster. A text that is the same in both languages appears once."""

    kinds: tuple[Text, ...]
    news: tuple[tuple[EventFacts, StatusWords], ...]  # the status, in each language
    is_called_off: bool  # the event will not take place on the day
    titles: tuple[Text, ...]
    programme: tuple[Entry, ...]
    number: str  # of the entrance, if it has one
    signs: tuple[Text, ...]  # else the entrance, room or venue; "Online"
    place: tuple[Text, ...]
    notes: tuple[Text, ...]  # the most important first
    qr_caption: tuple[Text, ...]  # what to do by the QR code


def poster_text(versions: LanguageVersions, *, is_past: bool = False) -> PosterText:
    """Return the texts of a poster. The poster of a past event has no call to register."""
    where, signs = versions[0].where, _each(versions, _signs)
    news = ((facts, status_words(facts, is_past=is_past)) for facts in versions)
    return PosterText(
        kinds=_each(versions, lambda facts: [facts.kind_name] if facts.kind != "other" else []),
        news=tuple((facts, words) for facts, words in news if words),
        is_called_off=versions[0].is_called_off,
        titles=_each(versions, lambda facts: [facts.title]),
        programme=(*_talks(versions), *_hosts(versions)),
        number=where.entrance if where.entrance_is_number else "",
        signs=signs,
        place=tuple(line for line in _each(versions, _place) if line not in signs),
        notes=_each(versions, lambda facts: _notes(facts, is_past=is_past)),
        qr_caption=_each(versions, lambda facts: [_qr_caption(facts, is_past=is_past)]),
    )


def _each(versions: LanguageVersions, texts: Callable[[EventFacts], list[str]]) -> tuple[Text, ...]:
    """Return each text in all languages, then the next text; without empty and equal ones."""
    columns = []
    for facts in versions:
        with override(facts.language):
            found = texts(facts)
        columns.append([it if isinstance(it, Text) else Text(it, facts.language) for it in found])
    return _unique(text for row in zip(*columns, strict=True) for text in row)


def _unique(texts: Iterable[Text]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


def _talks(versions: LanguageVersions) -> Iterator[Entry]:
    language = versions[0].language
    for talks in zip(*(facts.talks for facts in versions), strict=True):
        speakers = talks[0].speakers
        names = Text(list_in_words([person.name for person in speakers], language), language)
        titles = _unique(talk.title for talk in talks)
        people = zip(*(talk.speakers for talk in talks), strict=True)
        credited = (it for each in people for it in _credits(each, named=len(speakers) > 1))
        head, *others = (names, *titles) if names else titles
        days = _unique(
            Text(capfirst(talk.day), facts.language)
            for talk, facts in zip(talks, versions, strict=True)
        )
        yield Entry(head, tuple(others), _unique(credited), days)


def _hosts(versions: LanguageVersions) -> Iterator[Entry]:
    for host in zip(*(facts.hosts for facts in versions), strict=True):
        yield Entry(Text(host[0].name, versions[0].language), (), _credits(host, named=False))


def _credits(person: tuple[Participant, ...], *, named: bool) -> tuple[Text, ...]:
    """Return a person's role and affiliation in each language, after the name if `named`."""
    known = [(it, it.affiliations[0]) for it in person if it.credit]
    return _unique(
        Text(
            f"{it.name}: {it.credit}" if named else it.credit,
            (first.role or first.affiliation).language,
        )
        for it, first in known
    )


def _signs(facts: EventFacts) -> list[str]:
    """Return the texts of the signs. An entrance with a number is left out: it has its own sign."""
    where = facts.where
    entrance = "" if where.entrance_is_number else where.entrance or where.short
    return [entrance, gettext("Online") if where.online else ""]


def _place(facts: EventFacts) -> list[str]:
    where = facts.where
    unknown = "" if where.is_known else gettext("The place is not set yet.")
    sent = gettext("Online: the link is sent to those who have registered.")
    link = where.online_host or (sent if where.link_is_sent else "")
    lines = [unknown, where.room, where.venue, where.street, where.town]
    return [*lines, link if where.online else ""]


def _notes(facts: EventFacts, *, is_past: bool) -> list[str]:
    details = {it.name: it.line if it.detail.needs_label else it.text for it in facts.details}
    contact = facts.contact.name if facts.contact else ""
    organisers = list_in_words([organiser.name for organiser in facts.organisers], facts.language)
    return [
        facts.languages_in_words,
        "" if is_past else _registration(facts),
        *(details.get(it.name, "") for it in sorted(DETAILS, key=lambda it: it.poster_order)),
        gettext("Contact person: %(name)s") % {"name": contact} if contact else "",
        gettext("Organised by %(names)s") % {"names": organisers} if organisers else "",
    ]


def _registration(facts: EventFacts) -> str:
    registration = facts.registration
    must_register = registration.how in REGISTRATION_REQUIRED
    if facts.is_called_off:
        return ""
    if registration.how == Registration.NOT_NEEDED:
        return gettext("No registration is needed.")
    if must_register and registration.fully_booked:
        full = gettext("The event is fully booked.")
        waits = gettext("There is a waiting list.") if registration.has_waiting_list else ""
        return f"{full} {waits}".strip()
    by_email = f"{registration.by_email}." if registration.by_email else ""
    if must_register and registration.closes:
        closes = gettext("Register no later than %(closes)s.") % {"closes": registration.closes}
        return f"{by_email} {closes}".strip()
    return by_email


def _qr_caption(facts: EventFacts, *, is_past: bool) -> str:
    registration = facts.registration
    if is_past or facts.status == Status.CANCELLED:
        return gettext("Read more")
    if facts.status == Status.POSTPONED:
        return gettext("The new date will be announced here")
    if registration.how in REGISTRATION_REQUIRED and not registration.fully_booked:
        return gettext("Read more, register and add it to your calendar")
    return gettext("Read more and add it to your calendar")
