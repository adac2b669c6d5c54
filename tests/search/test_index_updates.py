"""The search index is updated by every save and deletion."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from atmp_events.actions.revising import revise
from atmp_events.models import Event, SearchDocument, Talk
from atmp_events.search import matching
from tests.builders import a_person, a_series, a_talk, a_venue, an_event, an_organiser

pytestmark = pytest.mark.django_db


def is_found(words: str) -> bool:
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


def save(row: object, **fields: str) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()  # type: ignore[attr-defined]


CHANGES: dict[str, Callable[[Event], None]] = {
    "title": lambda e: save(e, title_sv="Efteråt"),
    "lead": lambda e: save(e, summary_sv="Efteråt"),
    "a speaker's name": lambda e: save(e.appearances.get().person, name="Ada Efteråt"),
    "a role that day": lambda e: save(e.appearances.get(), role_sv="Efteråt"),
    "a talk": lambda e: save(e.talks.get(), title_sv="Efteråt"),
    "another talk": lambda e: Talk.objects.create(event=e, title_sv="Efteråt"),
    "organiser": lambda e: save(e.organisers.get(), name_sv="Efteråt"),
    "series": lambda e: save(e.series, title_sv="Efteråt"),
    "contact": lambda e: save(e.contact, name="Bo Efteråt"),
    "venue": lambda e: save(e.venue, name_sv="Efteråt"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_saved_text_is_found_at_once(change: str) -> None:
    event = a_full_event()
    assert not is_found("efteråt")
    CHANGES[change](event)
    assert is_found("efteråt")


def test_removed_text_is_no_longer_found() -> None:
    event = an_event(summary_sv="Med Karlsson.")
    assert is_found("karlsson")
    save(event, summary_sv="Med Kårlund.")
    assert (is_found("karlsson"), is_found("kårlund")) == (False, True)
    a_talk(event, title_sv="Om Svensson")
    event.talks.get().delete()
    assert not is_found("svensson")


def test_a_deleted_event_is_not_found() -> None:
    an_event(title_sv="Celler")
    an_event(title_sv="Cellen", slug_sv="b", slug_en="b").delete()
    assert [event.title_sv for event in matching(Event.objects.all(), "cell")] == ["Celler"]
    Event.objects.all().delete()
    assert not is_found("cell")


def test_removed_names_are_deleted_from_the_index() -> None:
    one, other = an_event(title_sv="Om Karlsson"), an_event(title_sv="Om Svensson")
    save(one, title_sv="Om Nilsson")
    other.delete()
    (document,) = SearchDocument.objects.all()
    assert document.title.startswith(" om nilsson ")
    assert not {"karlsson", "svensson"} & set(document.words.split())


def test_bulk_created_events_are_found_after_revision() -> None:
    Event.objects.bulk_create([Event(title_sv="Celler")])
    assert not is_found("cell")
    revise(Event.objects.with_facts(), now=timezone.now())
    assert is_found("cell")
