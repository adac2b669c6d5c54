"""A long feed is written once, and then only what has changed in it, however it was changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from atmp_events.calendars import pieces
from atmp_events.models import Appearance, Event, Person, Talk, Venue
from tests.builders import NOON, a_person, a_talk, a_venue, an_event

pytestmark = pytest.mark.django_db

FEED = "/en/events.ics?all=1&fresh=1"  # a word more, so that no whole answer is kept


@pytest.fixture(autouse=True)
def a_long_feed(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """Five events, of which more than two are many."""
    monkeypatch.setattr(pieces, "TOGETHER", 2)
    pieces.SHELF.clear()
    venue, person = a_venue(), a_person()
    events = [
        an_event(title_en=f"On cells {day}", starts_at=NOON + timedelta(days=day), venue=venue)
        for day in range(5)
    ]
    for event in events:
        a_talk(event, speakers=(person,))
    return events


def fresh(client: Client) -> bytes:
    """The feed as it is made when nothing is kept."""
    pieces.SHELF.clear()
    return client.get(FEED).content


WRITES: dict[str, Callable[[], object]] = {
    "an event is saved": lambda: rename(Event.objects.earliest("pk")),
    "events are written in bulk": lambda: Event.objects.update(title_en="On tissue"),
    "a talk": lambda: Talk.objects.filter(pk=Talk.objects.earliest("pk").pk).update(title_en="X"),
    "who speaks": lambda: Appearance.objects.filter(event__title_en="On cells 3").delete(),
    "a person's name": lambda: Person.objects.update(name="Ada Lindh"),
    "a place": lambda: Venue.objects.update(street="Husargatan 3"),
    "one is gone": lambda: Event.objects.latest("pk").delete(),
    "one is unpublished": lambda: unpublish(Event.objects.latest("pk")),
}


def rename(event: Event) -> None:
    event.title_en = "On tissue"
    event.save()


def unpublish(event: Event) -> None:
    event.state = "draft"
    event.save()


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_what_is_kept_is_what_would_be_written_now(
    client: Client, write: Callable[[], object]
) -> None:
    before = client.get(FEED).content
    assert client.get(FEED).content == before
    write()
    after = client.get(FEED).content
    assert after != before
    assert after == fresh(client)


def test_only_what_has_changed_is_read_again(
    client: Client,
    a_long_feed: list[Event],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.get(FEED)
    with django_assert_num_queries(14):
        client.get(FEED)
    rename(a_long_feed[2])
    with django_assert_num_queries(18):  # four more: one event with its parts
        client.get(FEED)


def test_languages_and_reminders_are_kept_apart(client: Client) -> None:
    english = client.get(FEED).content
    swedish = client.get("/sv/evenemang.ics?all=1&fresh=1").content
    assert (b"On cells 3" in english, b"On cells 3" in swedish) == (True, False)
    assert b"BEGIN:VALARM" not in client.get(FEED).content
    assert b"BEGIN:VALARM" in client.get(f"{FEED}&alarm=1h").content
