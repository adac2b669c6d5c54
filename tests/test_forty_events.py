"""Forty events as people make them break nothing, wherever they are read."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from icalendar import Calendar
from PIL import Image
from pytest_django.plugin import DjangoDbBlocker

from atmp_events.facts.event import EventFacts, facts_of
from atmp_events.models import LANGUAGES, Event
from tests.calendars.reading import lines
from tests.forty_events import FORTY, NOW, make_forty
from tests.pages.reading import page_of, words
from tests.syndication.reading import entries_of, graph_in, said

pytestmark = pytest.mark.django_db

MADE: list[Event] = []
POSTERS = {"sv": ("affisch/", "affisch/bada/"), "en": ("poster/", "poster/both/")}
CARDS = {"sv": "kort.png", "en": "card.png"}
LISTS = {"sv": "/sv/evenemang", "en": "/en/events"}


@pytest.fixture(scope="module", autouse=True)
def _forty(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """They are made once; the tests only look."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            MADE[:] = make_forty()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def squeezed(text: str) -> str:
    """A text on one line, without soft hyphens."""
    return " ".join(text.replace("\u00ad", "").split())


def every_page(client: Client, path: str) -> Iterator[BeautifulSoup]:
    """The pages of a list, one after another."""
    queue, seen = [path], set[str]()
    while queue:
        path = queue.pop()
        if path not in seen:
            seen.add(path)
            page = page_of(client, path)
            yield page
            queue += [str(it["href"]) for it in page.select("[rel=next]")]


def test_there_are_forty() -> None:
    assert (len(FORTY), len(MADE)) == (40, 40)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(40))
def test_page_poster_and_calendar_tell_its_facts(
    client: Client, number: int, language: Any, names_are_given: None
) -> None:
    event = MADE[number]
    facts = facts_of(event, language)
    assert facts.when
    page = page_of(client, facts.path)
    assert squeezed(page.h1.text).endswith(squeezed(facts.title))
    assert page.select_one(".when time")["datetime"] == facts.when.starts_iso
    assert [squeezed(it.text) for it in page.select(".talks h3")] == [
        squeezed(talk.title) for talk in facts.talks
    ]
    for poster in POSTERS[language]:
        assert squeezed(facts.title) in words(page_of(client, facts.path + poster).h1)
    the_calendar_tells(client, facts)
    the_structured_data_tell(page, facts)


def the_calendar_tells(client: Client, facts: EventFacts) -> None:
    answer = client.get(facts.calendar_path)
    assert answer.status_code == 200
    assert lines(answer.content)
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry.errors == []
    assert squeezed(facts.title) in squeezed(entry["SUMMARY"])
    assert facts.when
    if isinstance(entry.start, datetime):
        assert entry.start.astimezone(UTC) == facts.when.starts_at.astimezone(UTC)
    else:
        assert (entry.start, facts.when.all_day) == (facts.when.starts_at.date(), True)


def the_structured_data_tell(page: BeautifulSoup, facts: EventFacts) -> None:
    node = graph_in(page).get("Event")
    if node is None:
        assert not facts.where.is_known
        return
    for it in (node, *node.get("subEvent", [])):
        assert it.keys() >= {"name", "startDate", "location"}
        for place in it["location"]:
            assert place["address"] if place["@type"] == "Place" else place["url"]


@pytest.mark.parametrize("number", range(40))
def test_it_has_a_picture_for_links(client: Client, number: int) -> None:
    language = LANGUAGES[number % 2]
    facts = facts_of(MADE[number], language)
    answer = client.get(facts.path + CARDS[language])
    assert answer.status_code == 200
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_and_feeds_have_each_of_them_once(client: Client, language: Any) -> None:
    all_facts = [facts_of(event, language) for event in MADE]
    paths, titles = {it.path for it in all_facts}, {squeezed(it.title) for it in all_facts}
    links = [
        str(link["href"])
        for page in every_page(client, f"{LISTS[language]}/")
        for link in page.select(".list h3 a")
    ]
    assert set(links) == paths
    calendar = Calendar.from_ical(client.get(f"{LISTS[language]}.ics?all=1").content)
    assert len(calendar.walk("VEVENT")) == 40
    assert {str(it["UID"]) for it in calendar.walk("VEVENT")} == {it.uid for it in MADE}
    entries = entries_of(client, f"{LISTS[language]}.atom")
    told = {squeezed(said(entry, "title")) for entry in entries}
    assert all(any(title in it for it in told) for title in titles)
    items = client.get(f"{LISTS[language]}.json").json()["items"]
    assert len(items) == len(entries) == 40
    assert page_of(client, f"/{language}/").h1
