"""Search, whole: ask with `matching`; keep up to date with `refresh`, `remove`, `rebuild`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from django.db import transaction
from django.db.models import Case, F, IntegerField, Value, When

from ..facts.event import EventFacts
from ..models import Event, EventQuerySet
from . import vocabulary
from .demand import Alternatives, Demand
from .document import document_from, document_of
from .engine import engine
from .statements import chunks
from .words import sought

AT_ONCE: Final = 200  # events in one transaction, when the whole index is written anew


def matching(events: EventQuerySet, words: str) -> EventQuerySet:
    """Return those of the events that hold all the words, the best first.

    First comes whose title holds all of them, then any; then whose words are whole and spelled
    as asked, then spelled as asked; of equals the latest. Further filters, slices and another
    order may follow. A blank query leaves the events as they are; one without any letter or
    digit finds none. Of a very long query the first few words count (`words.MOST`).
    """
    if not words.strip():
        return events
    asked = sought(words)
    found = tuple(vocabulary.find(word) for word in asked)
    everything = Demand(anywhere=found)
    if not asked or not everything.can_be_met:
        return events.none()
    merits = [_first(demand) for demand in _merits(asked, found) if demand.can_be_met]
    latest_first = F("starts_at").desc(nulls_last=True)
    hits = events.filter(pk__in=engine().hits(everything))
    return hits.order_by(*merits, latest_first, "-pk")


@transaction.atomic
def refresh(events: Iterable[Event]) -> None:
    """Write anew what these events are found by. Use `with_facts()` to spare queries."""
    documents = {event.pk: document_of(event) for event in events}
    if not documents:
        return
    before = engine().words_of(documents)
    after = set[str]().union(*(document.words for document in documents.values()))
    vocabulary.learn(after - before)
    engine().write(documents)
    vocabulary.forget(before - after)


@transaction.atomic
def add(facts: Mapping[int, Sequence[EventFacts]]) -> None:
    """Write what new events (by primary key) are found by: nothing is looked for first."""
    documents = {key: document_from(both) for key, both in facts.items()}
    vocabulary.learn(set[str]().union(*(document.words for document in documents.values())))
    engine().write(documents)


@transaction.atomic
def remove(keys: Iterable[int]) -> None:
    """Take events (by primary key) that are deleted out of the index."""
    gone = list(keys)
    before = engine().words_of(gone)
    engine().erase(gone)
    vocabulary.forget(before)


def rebuild(progress: Callable[[int, int], None] | None = None) -> int:
    """Write the whole index anew, event by event, and return how many there are.

    Search goes on meanwhile. `progress` is called with the number done and the number of all.
    """
    keys = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    done = 0
    for some in chunks(keys, AT_ONCE):
        refresh(Event.objects.filter(pk__in=some).with_facts())
        done += len(some)
        if progress:
            progress(done, len(keys))
    remove(engine().indexed() - set(Event.objects.values_list("pk", flat=True)))
    vocabulary.forget(list(vocabulary.everything()))
    return len(keys)


def _merits(asked: tuple[str, ...], found: tuple[Alternatives, ...]) -> Iterator[Demand]:
    """Return what makes one hit better than another, the weightiest first."""
    pairs = list(zip(asked, found, strict=True))
    whole = tuple(tuple(it for it in words if it == word) for word, words in pairs)
    spelled = tuple(tuple(it for it in words if word in it) for word, words in pairs)
    yield Demand(title=found)
    if len(found) > 1:
        yield Demand(title=(tuple(chain(*found)),), anywhere=found)
    yield Demand(title=whole)
    yield Demand(anywhere=whole)
    if spelled != found:
        yield Demand(anywhere=spelled)


def _first(demand: Demand) -> Case:
    met = When(pk__in=engine().hits(demand), then=Value(0))
    return Case(met, default=Value(1), output_field=IntegerField())
