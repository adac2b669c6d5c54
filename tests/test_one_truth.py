"""One event is written once, and is right everywhere: each form tells the same facts."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.translation import override
from PIL import Image

from atmp_events.facts.event import facts_of
from atmp_events.facts.when import day_range
from atmp_events.models import LANGUAGES, Event, Language
from tests.builders import MORNING_BEFORE, NOON
from tests.calendars.reading import vevent
from tests.edge_cases import EDGE_CASES, an_edge_case_event
from tests.pages.reading import page_of, words
from tests.syndication.reading import ATOM, SITE, entries_of, graph_of, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("undefined_names_fail")]

Told = dict[str, Any]
DAY = timedelta(days=1)
PATHS = {"sv": "/sv/evenemang", "en": "/en/events"}
NEWS: dict[Language, dict[str, str]] = {
    "sv": {
        "Inställt": "cancelled",
        "Uppskjutet": "postponed",
        "Nytt datum": "rescheduled",
        "Blir digitalt": "moved_online",
    },
    "en": {
        "Cancelled": "cancelled",
        "Postponed": "postponed",
        "New date": "rescheduled",
        "Moved online": "moved_online",
    },
}
ORGANISERS = ".three a[href^='/sv/arrangorer/'], .three a[href^='/en/organisers/']"
HELD = re.compile("^(Föreläsningen hålls|The lecture is held) ")
SPOKEN = {
    **{"svenska": "sv", "engelska": "en", "arabiska": "ar"},
    **{"Swedish": "sv", "English": "en", "Arabic": "ar"},
}


@pytest.fixture(autouse=True)
def _morning_before() -> Iterator[None]:
    with time_machine.travel(MORNING_BEFORE - timedelta(days=60), tick=False):
        yield


def truth(event: Event, language: Language) -> Told:
    """What was written, and in which words it is said."""
    assert event.starts_at
    assert event.ends_at
    facts = facts_of(event, language)
    assert facts.when
    starts, ends = event.local(event.starts_at), event.local(event.ends_at)
    was = event.previous_starts_at
    return {
        "title": str(event.title.read(language)),
        "starts": starts.date() if event.all_day else starts.astimezone(UTC),
        "ends": ends.date() if event.all_day else ends.astimezone(UTC),
        "in words": facts.when.in_words.casefold(),
        "zone": event.timezone,
        "place": places(event, language, " ".join(map(str, where_it_is(event, language)))),
        "status": event.status,
        "speakers": [appearance.person.name for appearance in event.appearances.all()],
        "organisers": [organiser.name_sv for organiser in event.organisers.all()],
        "languages": list(event.languages()),
        "registration": event.registration_url,
        "page": SITE + path_of(event, language),
        "online": event.online_url,
        "previous": day_of(event.local(was), language) if was else "",
    }


def where_it_is(event: Event, language: Language) -> list[str]:
    """The parts of the place that hold, in the language of the reader."""
    online = ["video.example.org"] if event.attendance_mode != "on_site" else []
    venue, room = event.venue, event.room.read(language)
    if event.attendance_mode == "online":
        return online
    if venue is None:
        return [room, *online] if room else online
    door = [venue.name.read(language), venue.entrance.read(language), room]
    return [*door, venue.street, venue.postal_code, venue.city, *online]


def places(event: Event, language: Language, text: str) -> set[str]:
    """The parts of a place that a text names, of all that it might name."""
    venue, text = event.venue, text.replace('"', "'")
    parts = [event.room.read(language), "video.example.org"]
    if venue:
        parts += [venue.name.read(language), venue.entrance.read(language)]
        parts += [venue.street, venue.postal_code, venue.city]
    return {part for part in parts if part and part.replace('"', "'") in text}


def day_of(moment: date, language: Language) -> str:
    with override(language):
        return day_range(moment, moment)


def path_of(event: Event, language: Language) -> str:
    return f"{PATHS[language]}/{event.year}/{event.slug.written(language)}/"


def spoken(text: str) -> list[str]:
    return [SPOKEN[word] for word in re.findall(r"\w+", text) if word in SPOKEN]


def moment(text: str) -> datetime | date:
    """An ISO 8601 moment in UTC, or a day."""
    return datetime.fromisoformat(text).astimezone(UTC) if "T" in text else date.fromisoformat(text)


def exclusive(text: str) -> datetime | date:
    end = moment(text)
    return end if isinstance(end, datetime) else end + DAY


def news_first(title: str, language: Language) -> tuple[str, str]:
    """Part a title from the word before it."""
    word, _, rest = title.partition(": ")
    return (NEWS[language][word], rest) if word in NEWS[language] else ("scheduled", title)


def on_the_page(client: Client, event: Event, language: Language) -> Told:
    page = page_of(client, path_of(event, language))
    practical = page.select_one("section:has(#practical)")
    where = " ".join(words(it) for it in practical.select(".three > section:not(#ask)"))
    news = page.select_one(".status")
    canonical = page.select_one("link[rel=canonical]")
    assert canonical
    online = practical.find_all("a", href=re.compile("video"))
    register = page.select(".hero .do > a[href^='https:']")
    tongue = re.search(r"(?:hålls på|held in) [^.]+\.", words(page.main))
    return {
        "title": news_first(words(page.select_one("h1")), language)[1],
        "starts": moment(str(page.select_one(".when time")["datetime"])),
        "in words": words(practical.time).casefold(),
        "place": places(event, language, where),
        "status": NEWS[language][words(news.strong)] if news else "scheduled",
        "speakers": [words(it) for it in page.select(".talks section b")],
        "organisers": [words(it) for it in page.select(ORGANISERS)],
        "languages": spoken(tongue[0]) if tongue else [],
        "registration": register[0]["href"] if register else "",
        "page": canonical["href"],
        "online": online[0]["href"] if online else "",
        "previous": previous_in(words(news) if news else "", language),
    }


def previous_in(text: str, language: Language) -> str:
    """The day it was to be, where a text names it."""
    day = day_of(NOON - 7 * DAY, language)
    return day if re.search(rf"\b{day}\b", text) else ""


def in_the_calendar(client: Client, event: Event, language: Language) -> Told:
    read = vevent(client.get(path_of(event, language)[:-1] + ".ics").content)
    text, starts = str(read["DESCRIPTION"]), read["DTSTART"]
    title = re.sub(r"^\w+: (?=O)| \[\w+\]$", "", str(read["SUMMARY"]))

    def line(*labels: str) -> str:
        found = re.search(rf"^(?:{'|'.join(labels)}): (.*)$", text, re.MULTILINE)
        return found[1] if found else ""

    return {
        "title": title,
        "starts": in_utc(read.start),
        "ends": in_utc(read.end),
        "zone": starts.params.get("TZID", event.timezone),
        "place": places(event, language, str(read.get("LOCATION", ""))),
        "status": NEWS[language].get(text.partition(".")[0], "scheduled"),
        "speakers": re.findall(r"^– ([^:]+):", text, re.MULTILINE),
        "organisers": [line("Arrangör", "Organiser")],
        "languages": spoken(next(iter(re.findall(r"^.* (?:hålls|held) .*\.$", text, re.M)), "")),
        "registration": line("Anmälan", "Registration"),
        "page": str(read["URL"]),
        "online": line("Digitalt", "Online"),
        "previous": previous_in(line("Tidigare tid", "Previous time"), language),
    }


def in_utc(at: datetime | date) -> datetime | date:
    return at.astimezone(UTC) if isinstance(at, datetime) else at


def in_the_atom_feed(client: Client, event: Event, language: Language) -> Told:
    page = SITE + path_of(event, language)
    (entry,) = (
        entry
        for entry in entries_of(client, PATHS[language] + ".atom")
        if entry.find(f"atom:link[@href='{page}']", ATOM) is not None
    )
    status, title = news_first(said(entry, "title"), language)
    content = BeautifulSoup(said(entry, "content"), "html.parser")
    when = next(p for p in content.select("p") if not p.strong)
    rows = dict(words(p).partition(": ")[::2] for p in content.select("p"))
    of_talks = [p for heading in content.select("h3") for p in heading.find_next_siblings("p")]
    return {
        "title": title,
        "in words": words(when.contents[0]).partition(" (")[0].casefold(),
        "place": places(event, language, words(when)),
        "status": status,
        "speakers": [words(p).partition(",")[0] for p in of_talks if "professor" in words(p)],
        "organisers": [rows.get("Arrangör") or rows.get("Organiser")],
        "languages": spoken(next(filter(HELD.search, map(words, content.select("p"))), "")),
        "registration": rows.get("Anmälan") or rows.get("Registration") or "",
        "page": page,
        "online": rows.get("Digitalt") or rows.get("Online") or "",
        "previous": previous_in(words(content), language),
    }


def in_the_json_feed(client: Client, event: Event, language: Language) -> Told:
    feed = json.loads(client.get(PATHS[language] + ".json").content)
    (item,) = (it for it in feed["items"] if it["_event"]["uid"] == event.uid)
    own = item["_event"]
    was = own["previous_start"]
    return {
        "title": news_first(item["title"], language)[1],
        "starts": moment(own["start"]),
        "ends": exclusive(own["end"]),
        "zone": own["time_zone"],
        "place": places(event, language, own["place"]),
        "status": own["status"],
        "speakers": own["speakers"],
        "organisers": own["organisers"],
        "languages": own["languages"],
        "page": item["url"],
        "registration": own["registration_url"] or "",
        "online": own["online_url"] or "",
        "previous": day_of(moment(was), language) if was else "",
    }


def for_search_engines(client: Client, event: Event, language: Language) -> Told:
    node = graph_of(client, path_of(event, language)).get("Event")
    if node is None:  # They would reject an event without a place.
        assert not where_it_is(event, language)
        return {}
    locations = node["location"]
    virtual = [it["url"] for it in locations if it["@type"] == "VirtualLocation"]
    was = node.get("previousStartDate")
    status = re.sub(r"(?<!^)(?=[A-Z])", "_", node["eventStatus"].rpartition("/Event")[2]).lower()
    return {
        "title": node["name"],
        "starts": moment(node["startDate"]),
        "ends": exclusive(node["endDate"]),
        "place": places(event, language, " ".join(leaves(locations))),
        "status": status,
        "speakers": [it["name"] for it in node["performer"]],
        "organisers": [it["name"] for it in node["organizer"]],
        "languages": node.get("inLanguage", []),
        "registration": next((it["url"] for it in node.get("offers", [])), ""),
        "page": node["url"],
        "online": next(iter(virtual), ""),
        "previous": day_of(moment(was), language) if was else "",
    }


def leaves(node: Any) -> Iterator[str]:
    """All the strings in a document."""
    if isinstance(node, dict | list):
        for it in node.values() if isinstance(node, dict) else node:
            yield from leaves(it)
    else:
        yield str(node)


POSTERS = {"sv": ("affisch/", "affisch/bada/"), "en": ("poster/", "poster/both/")}
CARDS = {"sv": "kort.png", "en": "card.png"}
FORMS: tuple[Callable[[Client, Event, Language], Told], ...] = (
    on_the_page,
    in_the_calendar,
    in_the_atom_feed,
    in_the_json_feed,
    for_search_engines,
)


def test_every_format_shows_the_same_facts_in_each_language(client: Client) -> None:
    events = {name: an_edge_case_event(name) for name in EDGE_CASES}
    for language in LANGUAGES:
        truths = {name: truth(event, language) for name, event in events.items()}
        for tell in FORMS:
            told = {name: tell(client, event, language) for name, event in events.items()}
            expected = {
                name: {key: it for key, it in true.items() if key in told[name]}
                for name, true in truths.items()
            }
            assert told == expected, (tell.__name__, language)


def test_every_event_has_posters_and_a_share_picture(client: Client) -> None:
    for event in map(an_edge_case_event, EDGE_CASES):
        for language in LANGUAGES:
            path, title = path_of(event, language), str(event.title.read(language))
            for poster in POSTERS[language]:
                assert title in words(page_of(client, path + poster).h1), poster
            card = client.get(path + CARDS[language])
            assert Image.open(BytesIO(card.content)).size == (1200, 630), title
