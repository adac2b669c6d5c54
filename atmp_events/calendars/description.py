"""The DESCRIPTION of an event: everything about it as plain text.

Google, Outlook and Apple show neither CONTACT nor URL, so these are here too.
"""

from collections.abc import Iterable, Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, override

from ..facts.changes import Difference
from ..facts.event import EventFacts, RegistrationFacts
from ..facts.plain_text import plain, with_absolute_links
from ..facts.status import status_words
from ..facts.where import Where
from ..facts.who import TalkFacts
from ..models import Registration, Status


def description(facts: EventFacts, changes: Iterable[Difference] = ()) -> str:
    """Return the DESCRIPTION in the facts' language, with an empty line between its blocks.

    `changes` are the last changes (`last_differences`).
    """
    page, when = facts.url, facts.when
    with override(facts.language):
        blocks = (
            *_status(facts),
            "\n".join(_changes(facts, changes)),
            # The time in Sweden and at the place, if they differ.
            capfirst(when.in_full) if when and when.local_start else "",
            str(facts.summary),
            plain(with_absolute_links(facts.body, page)),
            _programme(facts, page),
            _people(facts),
            facts.languages_in_words,
            "\n".join(_directions(facts.where)),
            "\n".join(_registration(facts)),
            "\n".join(f"{link.label}: {link.url}" for link in facts.links),
            page,
        )
    return "\n\n".join(block for block in map(str.strip, blocks) if block)


def _status(facts: EventFacts) -> Iterator[str]:
    news = status_words(facts)
    if news is None:
        return
    yield f"{news.word}. {news.sentence}"
    if facts.when and facts.previous_starts_at:
        was = facts.when.former_start_in_words(facts.previous_starts_at)
        yield gettext("Previous time: %(time)s") % {"time": was}
    yield str(facts.status_note)


def _changes(facts: EventFacts, changes: Iterable[Difference]) -> Iterator[str]:
    """Yield what has changed, with old and new value, except what the status block says."""
    in_status = {"status"} if status_words(facts) else set[str]()
    if facts.status == Status.RESCHEDULED and facts.previous_starts_at:
        in_status.add("time")
    for it in changes:
        if it.name not in in_status:
            words = {"what": it.what, "old": it.old, "new": it.new}
            yield gettext("Changed: %(what)s, from %(old)s to %(new)s") % words


def _programme(facts: EventFacts, page: str) -> str:
    items = [_talk(number, talk, page) for number, talk in enumerate(facts.talks, start=1)]
    return "\n\n".join([gettext("Programme"), *items]) if items else ""


def _talk(number: int, talk: TalkFacts, page: str) -> str:
    mark = talk.time or f"{number}."
    abstract = plain(with_absolute_links(talk.abstract, page))
    speakers = (f"– {': '.join(filter(None, (it.name, it.credit)))}" for it in talk.speakers)
    lines = [f"{mark} {talk.title}", *speakers, abstract]
    lines += [f"{it.label}: {it.absolute_url}" for it in talk.materials]
    lines.append(talk.captions_in_words)
    day = f"{capfirst(talk.day)}\n\n" if talk.day else ""
    return day + "\n".join(filter(None, lines))


def _people(facts: EventFacts) -> str:
    taking_part = gettext("Taking part")
    lines = [f"{taking_part}: {host.line}" for host in facts.hosts]
    if facts.organisers:
        label = gettext("Organiser") if len(facts.organisers) == 1 else gettext("Organisers")
        lines.append(f"{label}: {', '.join(organiser.name for organiser in facts.organisers)}")
    if facts.contact:
        contact = (facts.contact.line, facts.contact.email, facts.contact.phone)
        lines.append(f"{gettext('Contact person')}: {', '.join(filter(None, contact))}")
    return "\n".join(lines)


def _directions(where: Where) -> Iterator[str]:
    if place := where.line:
        yield f"{gettext('Where')}: {place}"
    if where.directions:
        yield f"{gettext('Finding the way')}: {where.directions}"
    if where.nearest_stop:
        yield f"{gettext('Nearest stop')}: {where.nearest_stop}"
    if accessibility := " ".join(_accessibility(where)):
        yield f"{gettext('Accessibility')}: {accessibility}"
    if where.online_url:
        yield f"{gettext('Online')}: {where.online_url}"
    elif where.link_is_sent:
        yield gettext("Online: the link is sent to those who have registered.")


def _accessibility(where: Where) -> Iterator[str]:
    if where.step_free is not None:
        steps = gettext("There are steps on the way.")
        yield gettext("Step-free access.") if where.step_free else steps
    if where.hearing_loop is not None:
        yield gettext("Hearing loop.") if where.hearing_loop else gettext("No hearing loop.")
    if where.accessibility:
        yield str(where.accessibility)


def _registration(facts: EventFacts) -> Iterator[str]:
    """Yield how to register, but not whether it is open: that depends on the time of reading."""
    if not facts.is_called_off:
        yield from _how_to_register(facts.registration)
    yield from (detail.line for detail in facts.details)


def _how_to_register(registration: RegistrationFacts) -> Iterator[str]:
    if registration.how == Registration.NOT_NEEDED:
        yield gettext("No registration is needed.")
    if registration.url:
        address = registration.absolute_url
        yield registration.by_email or f"{gettext('Registration')}: {address}"
        if registration.fully_booked:
            yield gettext("The event is fully booked.")
        if registration.opens:
            yield gettext("Registration opens on %(opens)s.") % {"opens": registration.opens}
        if registration.closes:
            closes = {"closes": registration.closes}
            yield gettext("Registration is open until %(closes)s.") % closes
    if registration.capacity and registration.how != Registration.UNSTATED:
        yield _capacity(registration.capacity, is_full=registration.fully_booked)
    if registration.few_left_in_words:
        yield f"{registration.few_left_in_words}."
    if registration.fully_booked and registration.has_waiting_list:
        yield gettext("There is a waiting list.")


def _capacity(count: int, *, is_full: bool) -> str:
    words = ngettext("There is %(places)s place.", "There are %(places)s places.", count)
    if is_full:
        words = ngettext("Its only place is taken.", "All %(places)s places are taken.", count)
    return words % {"places": count}
