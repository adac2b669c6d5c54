"""The search follows every save, and forgets what is gone."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from atmp_events.actions.revising import revise
from atmp_events.models import Event, SearchDocument, Talk
from atmp_events.search import matching
from tests.builders import a_person, a_series, a_talk, a_venue, an_event, an_organiser

pytestmark = pytest.mark.django_db


def finds(words: str) -> bool:
    return matching(Event.objects.all(), words).exists()


def a_full_event() -> Event:
    event = an_event(
        organisers=(an_organiser(name_sv="Förut"),),
        venue=a_venue(name_sv="Förut"),
        series=a_series(title_sv="Förut"),
        contact=a_person(name="Bo Förut"),
        title_sv="Förut",
        summary_sv="Förut",
    )
    a_talk(event, speakers=(a_person(name="Ada Förut"),), title_sv="Förut")
    return Event.objects.get(pk=event.pk)


def alter(row: object, **fields: str) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()  # type: ignore[attr-defined]


CHANGES: dict[str, Callable[[Event], None]] = {
    "title": lambda e: alter(e, title_sv="Efteråt"),
    "lead": lambda e: alter(e, summary_sv="Efteråt"),
    "a speaker's name": lambda e: alter(e.appearances.get().person, name="Ada Efteråt"),
    "a role that day": lambda e: alter(e.appearances.get(), role_sv="Efteråt"),
    "a talk": lambda e: alter(e.talks.get(), title_sv="Efteråt"),
    "another talk": lambda e: Talk.objects.create(event=e, title_sv="Efteråt"),
    "organiser": lambda e: alter(e.organisers.get(), name_sv="Efteråt"),
    "series": lambda e: alter(e.series, title_sv="Efteråt"),
    "contact": lambda e: alter(e.contact, name="Bo Efteråt"),
    "venue": lambda e: alter(e.venue, name_sv="Efteråt"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_saved_is_found_at_once(change: str) -> None:
    event = a_full_event()
    assert not finds("efteråt")
    CHANGES[change](event)
    assert finds("efteråt")


def test_what_is_no_longer_said_is_no_longer_found() -> None:
    event = an_event(summary_sv="Med Karlsson.")
    assert finds("karlsson")
    alter(event, summary_sv="Med Kårlund.")
    assert (finds("karlsson"), finds("kårlund")) == (False, True)
    a_talk(event, title_sv="Om Svensson")
    event.talks.get().delete()
    assert not finds("svensson")


def test_a_deleted_event_is_not_found() -> None:
    an_event(title_sv="Celler")
    an_event(title_sv="Cellen", slug_sv="b", slug_en="b").delete()
    assert [event.title_sv for event in matching(Event.objects.all(), "cell")] == ["Celler"]
    Event.objects.all().delete()
    assert not finds("cell")


def test_a_name_that_is_told_no_longer_leaves_the_search() -> None:
    one, other = an_event(title_sv="Om Karlsson"), an_event(title_sv="Om Svensson")
    alter(one, title_sv="Om Nilsson")
    other.delete()
    (document,) = SearchDocument.objects.all()
    assert document.title.startswith(" om nilsson ")
    assert not {"karlsson", "svensson"} & set(document.words.split())


def test_events_loaded_past_the_signals_are_found_when_they_are_revised() -> None:
    Event.objects.bulk_create([Event(title_sv="Celler")])
    assert not finds("cell")
    revise(Event.objects.with_facts(), now=timezone.now())
    assert finds("cell")
