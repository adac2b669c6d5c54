"""The events of a period as a text for an email, in one language: as HTML and as plain text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, override

from ..models import Event, Language, Status, Text
from .changes import Difference, former_value, last_differences
from .event import EventFacts, facts_of
from .progress import RegistrationState, progress_of
from .status import status_words
from .who import list_in_words

RULE = "-" * 40  # under the title and between the parts of the plain text


@dataclass(frozen=True, slots=True)
class Line:
    """A line below the title of an event; with a link, if it has an address."""

    text: Text | str
    address: str = ""

    def __str__(self) -> str:
        return f"{self.text}: {self.address}" if self.address else str(self.text)


@dataclass(frozen=True, slots=True)
class EventText:
    """The text about one event."""

    news: str  # "Inställt", "Ändrat", or "" if nothing has changed
    title: Text
    address: str  # of its page, absolute
    lines: tuple[Line, ...]

    @property
    def heading(self) -> str:
        """The title after the news, if any."""
        return f"{self.news}: {self.title}" if self.news else str(self.title)


@dataclass(frozen=True, slots=True)
class ProgrammeText:
    """The text: first the events that have changed or are cancelled, then all others."""

    language: Language
    title: str
    sections: tuple[tuple[str, tuple[EventText, ...]], ...]  # events under a heading

    @property
    def plain(self) -> str:
        """The text without any markup."""
        return "\n\n".join(self._paragraphs()) + "\n"

    def _paragraphs(self) -> Iterator[str]:
        yield f"{self.title}\n{RULE}"
        for heading, entries in self.sections:
            yield heading.upper()
            for entry in entries:
                yield "\n".join((entry.heading, *map(str, entry.lines), entry.address))


def programme_text(
    events: Iterable[Event],
    language: Language,
    *,
    title: str,
    now: datetime,
    changed_after: datetime,
    with_leads: bool = False,
) -> ProgrammeText:
    """Return the text about events, in their order (`with_facts` and changes fetched).

    Changes of time and place are named if they were made after `changed_after`.
    """
    with override(language):
        entries = [
            _event_text(
                facts_of(event, language),
                last_differences(event, language, after=changed_after),
                now=now,
                with_leads=with_leads,
            )
            for event in events
        ]
        changed = tuple(entry for entry in entries if entry.news)
        coming = tuple(entry for entry in entries if not entry.news)
        sections = (
            (gettext("Changed and cancelled"), changed),
            (gettext("Coming events"), coming),
        )
    return ProgrammeText(language, title, tuple(it for it in sections if it[1]))


def _event_text(
    facts: EventFacts,
    differences: Iterable[Difference],
    *,
    now: datetime,
    with_leads: bool,
) -> EventText:
    """Return the text about an event. Call it with the language of the facts active."""
    differences = [it for it in differences if it.name != "status"]
    words = status_words(facts)
    news = words.word if words else gettext("Changed") if differences else ""
    lines = [Line(words.sentence)] if words else []
    if facts.status_note:
        lines.append(Line(facts.status_note))
    if facts.when and facts.status == Status.POSTPONED:
        lines.append(Line(gettext("Before: %(old)s") % {"old": facts.when.in_full}))
    if facts.when and not facts.is_called_off:
        lines.append(Line(facts.when.in_full))
    if not facts.is_called_off:
        # The sentence has a new date already.
        unsaid = [it for it in differences if not (words and it.name == "time")]
        lines += [Line(f"{it.what}: {it.new}. " + former_value(it)) for it in unsaid]
        lines += _details(facts, now, with_leads=with_leads)
    return EventText(news, facts.title, facts.url, tuple(lines))


def _details(facts: EventFacts, now: datetime, *, with_leads: bool) -> Iterator[Line]:
    if facts.where.line:
        yield Line(facts.where.line)
    if facts.where.online_url:
        yield Line(gettext("Take part online"), facts.where.online_url)
    people = dict.fromkeys(it.name for it in (*facts.speakers, *facts.hosts))
    if speakers := list_in_words(people, facts.language):
        yield Line(gettext("Speakers: %(names)s") % {"names": speakers})
    if facts.languages_in_words:
        yield Line(facts.languages_in_words)
    if with_leads and facts.summary:
        yield Line(facts.summary)
    yield from _registration(facts, progress_of(facts, now).registration)


def _registration(facts: EventFacts, state: RegistrationState) -> Iterator[Line]:
    registration = facts.registration
    match state:
        case RegistrationState.NOT_NEEDED:
            yield Line(gettext("No registration is needed."))
        case RegistrationState.FULL:
            yield Line(gettext("The event is fully booked."))
        case RegistrationState.CLOSED:
            yield Line(gettext("Registration is closed."))
        case RegistrationState.NOT_OPEN:
            opens = {"opens": registration.opens}
            yield Line(gettext("Registration opens on %(opens)s.") % opens)
        case RegistrationState.OPEN | RegistrationState.CLOSING | RegistrationState.WAITING_LIST:
            if registration.fully_booked:
                yield Line(gettext("The event is fully booked."))
                yield Line(gettext("There is a waiting list."))
            if registration.closes:
                closes = {"closes": registration.closes}
                yield Line(gettext("Registration is open until %(closes)s.") % closes)
            by_email = registration.by_email
            yield (
                Line(by_email)
                if by_email
                else Line(gettext("Registration"), registration.absolute_url)
            )
