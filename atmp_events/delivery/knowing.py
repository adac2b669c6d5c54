"""What is read from the database and put into words, kept while nothing is written.

Facts know no clock: pages, lists and searches draw on the same ones, whatever the moment, until
something is written. They hold for a stamp that is read before the rows, so they are never older.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Final, Protocol, TypeVar, cast

from django.http import HttpRequest

from ..facts.event import EventFacts, facts_of
from ..models import Event, Language
from .generation import Present, stamp
from .memory import Shelf


class Sized(Protocol):
    """What says about how many bytes it is."""

    @property
    def size(self) -> int:
        """In bytes."""


Thing = TypeVar("Thing", bound=Sized)

KNOWN: Final = Shelf(4 * 1024 * 1024)
FACTS: Final = 8_000  # bytes of an event's facts beside its texts
LETTER: Final = 2  # bytes, as a rule


def stamp_of(request: HttpRequest) -> str | None:
    """Return the stamp at which a request is answered, without asking once more."""
    at: Present | None = getattr(request, "present", None)
    return at.stamp if at else stamp()


def known(key: Hashable, read: Callable[[], Thing | None], at: str | None) -> Thing | None:
    """Return what `read` returns from the database alone; once until something is written.

    Nobody may change it. `at` is the stamp, read before. None is not kept, so that no number of
    wrong addresses fills the room.
    """
    found = _held(key, at)
    if found is not None:
        return cast(Thing, found)
    thing = read()
    if thing is not None:
        _hold(key, thing, thing.size, at)
    return thing


def facts_known(keys: Iterable[int], language: Language, at: str | None) -> dict[int, EventFacts]:
    """Return the facts of events by primary key: three queries for all that are not known.

    `at` is the stamp, read before.
    """
    facts, missing = dict[int, EventFacts](), list[int]()
    for key in keys:
        found = _held(("facts", language, key), at)
        if found is None:
            missing.append(key)
        else:
            facts[key] = cast(EventFacts, found)
    for event in Event.objects.filter(pk__in=missing).with_facts() if missing else ():
        told = facts[event.pk] = facts_of(event, language)
        _hold(("facts", language, event.pk), told, size_of(told), at)
    return facts


def _held(key: Hashable, at: str | None) -> object:
    """Return what is kept for a stamp, or None."""
    found = KNOWN.get(key)
    return found[1] if at is not None and isinstance(found, tuple) and found[0] == at else None


def _hold(key: Hashable, thing: object, size: int, at: str | None) -> None:
    if at is not None:
        KNOWN.put(key, (at, thing), size)


def size_of(facts: EventFacts) -> int:
    """Return about how many bytes an event's facts are."""
    return FACTS + LETTER * sum(map(len, facts.texts))
