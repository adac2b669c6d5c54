"""Page, calendar, feeds, structured data, poster and picture show the same facts of an event."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from django.utils.translation import override
from PIL import Image
from pytest_django import DjangoDbBlocker

from atmp_events.facts.event import facts_of
from atmp_events.facts.when import day_range
from atmp_events.models import LANGUAGES, Event, Language
from tests.builders import MORNING_BEFORE, NOON
from tests.calendars.parsing import vevent
from tests.edge_cases import EDGE_CASES, an_edge_case_event
from tests.pages.parsing import get_page, text_of
from tests.syndication.parsing import ATOM, SITE, child_text, entries_of, graph_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("undefined_names_fail")]

Facts = dict[str, Any]
DAY = timedelta(days=1)
PATHS = {"sv": "/sv/evenemang", "en": "/en/events"}
STATUS_LABELS: dict[Language, dict[str, str]] = {
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
LANGUAGE_SENTENCE = re.compile("^(Föreläsningen hålls|The lecture is held) ")
LANGUAGE_NAMES = {
    **{"svenska": "sv", "engelska": "en", "arabiska": "ar"},
    **{"Swedish": "sv", "English": "en", "Arabic": "ar"},
}


@pytest.fixture(scope="module")
def events(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Event]]:
    """The edge cases by name, made once for both tests, two months before most of them."""
    with (
        time_machine.travel(MORNING_BEFORE - timedelta(days=60), tick=False),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield {name: an_edge_case_event(name) for name in EDGE_CASES}
        transaction.set_rollback(True)


def expected_facts(event: Event, language: Language) -> Facts:
    """Return the facts of an event from the database; time and place as `facts` words them."""
    assert event.starts_at
    assert event.ends_at
    facts = facts_of(event, language)
    assert facts.when
    starts, ends = event.local(event.starts_at), event.local(event.ends_at)
    previous = event.previous_starts_at
    return {
        "title": str(event.title.read(language)),
        "starts": starts.date() if event.all_day else starts.astimezone(UTC),
        "ends": ends.date() if event.all_day else ends.astimezone(UTC),
        "in words": facts.when.in_words.casefold(),
        "zone": event.timezone,
        "place": parts_named(event, language, " ".join(map(str, place_parts(event, language)))),
        "status": event.status,
        "speakers": [appearance.person.name for appearance in event.appearances.all()],
        "organisers": [organiser.name_sv for organiser in event.organisers.all()],
        "languages": list(event.languages()),
        "registration": event.registration_url,
        "page": SITE + path_of(event, language),
        "online": event.online_url,
        "previous": day_of(event.local(previous), language) if previous else "",
    }


def place_parts(event: Event, language: Language) -> list[str]:
    """The parts of the place that apply to the event, in the language of the reader."""
    online = ["video.example.org"] if event.attendance_mode != "on_site" else []
    venue, room = event.venue, event.room.read(language)
    if event.attendance_mode == "online":
        return online
    if venue is None:
        return [room, *online] if room else online
    indoors = [venue.name.read(language), venue.entrance.read(language), room]
    return [*indoors, venue.street, venue.postal_code, venue.city, *online]


def parts_named(event: Event, language: Language, text: str) -> set[str]:
    """Return the parts of the event's place that a text contains."""
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


def languages_named(text: str) -> list[str]:
    return [LANGUAGE_NAMES[word] for word in re.findall(r"\w+", text) if word in LANGUAGE_NAMES]


def moment(text: str) -> datetime | date:
    """An ISO 8601 moment in UTC, or a day."""
    return datetime.fromisoformat(text).astimezone(UTC) if "T" in text else date.fromisoformat(text)


def exclusive_end(text: str) -> datetime | date:
    end = moment(text)
    return end if isinstance(end, datetime) else end + DAY


def split_status(title: str, language: Language) -> tuple[str, str]:
    """The status and the title of a heading such as “Cancelled: On cells”."""
    word, _, rest = title.partition(": ")
    return (
        (STATUS_LABELS[language][word], rest)
        if word in STATUS_LABELS[language]
        else ("scheduled", title)
    )


def page_facts(client: Client, event: Event, language: Language) -> Facts:
    page = get_page(client, path_of(event, language))
    practical = page.select_one("section:has(#practical)")
    where = " ".join(text_of(it) for it in practical.select(".three > section:not(#ask)"))
    notice = page.select_one(".status")
    canonical = page.select_one("link[rel=canonical]")
    assert canonical
    online = practical.find_all("a", href=re.compile("video"))
    register = page.select(".hero .do > a[href^='https:']")
    sentence = re.search(r"(?:hålls på|held in) [^.]+\.", text_of(page.main))
    return {
        "title": split_status(text_of(page.select_one("h1")), language)[1],
        "starts": moment(str(page.select_one(".when time")["datetime"])),
        "in words": text_of(practical.time).casefold(),
        "place": parts_named(event, language, where),
        "status": STATUS_LABELS[language][text_of(notice.strong)] if notice else "scheduled",
        "speakers": [text_of(it) for it in page.select(".talks section b")],
        "organisers": [text_of(it) for it in page.select(ORGANISERS)],
        "languages": languages_named(sentence[0]) if sentence else [],
        "registration": register[0]["href"] if register else "",
        "page": canonical["href"],
        "online": online[0]["href"] if online else "",
        "previous": previous_day_in(text_of(notice) if notice else "", language),
    }


def previous_day_in(text: str, language: Language) -> str:
    """The previous day of an event if a text names it; otherwise an empty string."""
    day = day_of(NOON - 7 * DAY, language)
    return day if re.search(rf"\b{day}\b", text) else ""


def calendar_facts(client: Client, event: Event, language: Language) -> Facts:
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
        "place": parts_named(event, language, str(read.get("LOCATION", ""))),
        "status": STATUS_LABELS[language].get(text.partition(".")[0], "scheduled"),
        "speakers": re.findall(r"^– ([^:]+):", text, re.MULTILINE),
        "organisers": [line("Arrangör", "Organiser")],
        "languages": languages_named(
            next(iter(re.findall(r"^.* (?:hålls|held) .*\.$", text, re.M)), "")
        ),
        "registration": line("Anmälan", "Registration"),
        "page": str(read["URL"]),
        "online": line("Digitalt", "Online"),
        "previous": previous_day_in(line("Tidigare tid", "Previous time"), language),
    }


def in_utc(at: datetime | date) -> datetime | date:
    return at.astimezone(UTC) if isinstance(at, datetime) else at


def atom_facts(client: Client, event: Event, language: Language) -> Facts:
    page = SITE + path_of(event, language)
    (entry,) = (
        entry
        for entry in entries_of(client, PATHS[language] + ".atom")
        if entry.find(f"atom:link[@href='{page}']", ATOM) is not None
    )
    status, title = split_status(child_text(entry, "title"), language)
    content = BeautifulSoup(child_text(entry, "content"), "html.parser")
    when = next(p for p in content.select("p") if not p.strong)
    rows = dict(text_of(p).partition(": ")[::2] for p in content.select("p"))
    of_talks = [p for heading in content.select("h3") for p in heading.find_next_siblings("p")]
    return {
        "title": title,
        "in words": text_of(when.contents[0]).partition(" (")[0].casefold(),
        "place": parts_named(event, language, text_of(when)),
        "status": status,
        "speakers": [text_of(p).partition(",")[0] for p in of_talks if "professor" in text_of(p)],
        "organisers": [rows.get("Arrangör") or rows.get("Organiser")],
        "languages": languages_named(
            next(filter(LANGUAGE_SENTENCE.search, map(text_of, content.select("p"))), "")
        ),
        "registration": rows.get("Anmälan") or rows.get("Registration") or "",
        "page": page,
        "online": rows.get("Digitalt") or rows.get("Online") or "",
        "previous": previous_day_in(text_of(content), language),
    }


def json_facts(client: Client, event: Event, language: Language) -> Facts:
    feed = json.loads(client.get(PATHS[language] + ".json").content)
    (item,) = (it for it in feed["items"] if it["_event"]["uid"] == event.uid)
    extension = item["_event"]
    previous = extension["previous_start"]
    return {
        "title": split_status(item["title"], language)[1],
        "starts": moment(extension["start"]),
        "ends": exclusive_end(extension["end"]),
        "zone": extension["time_zone"],
        "place": parts_named(event, language, extension["place"]),
        "status": extension["status"],
        "speakers": extension["speakers"],
        "organisers": extension["organisers"],
        "languages": extension["languages"],
        "page": item["url"],
        "registration": extension["registration_url"] or "",
        "online": extension["online_url"] or "",
        "previous": day_of(moment(previous), language) if previous else "",
    }


def schema_org_facts(client: Client, event: Event, language: Language) -> Facts:
    node = graph_of(client, path_of(event, language)).get("Event")
    if node is None:  # Search engines reject an event without a place.
        assert not place_parts(event, language)
        return {}
    locations = node["location"]
    virtual = [it["url"] for it in locations if it["@type"] == "VirtualLocation"]
    previous = node.get("previousStartDate")
    status = re.sub(r"(?<!^)(?=[A-Z])", "_", node["eventStatus"].rpartition("/Event")[2]).lower()
    return {
        "title": node["name"],
        "starts": moment(node["startDate"]),
        "ends": exclusive_end(node["endDate"]),
        "place": parts_named(event, language, " ".join(strings_in(locations))),
        "status": status,
        "speakers": [it["name"] for it in node["performer"]],
        "organisers": [it["name"] for it in node["organizer"]],
        "languages": node.get("inLanguage", []),
        "registration": next((it["url"] for it in node.get("offers", [])), ""),
        "page": node["url"],
        "online": next(iter(virtual), ""),
        "previous": day_of(moment(previous), language) if previous else "",
    }


def strings_in(node: Any) -> Iterator[str]:
    """All strings in a JSON document."""
    if isinstance(node, dict | list):
        for it in node.values() if isinstance(node, dict) else node:
            yield from strings_in(it)
    else:
        yield str(node)


POSTERS = {"sv": ("affisch/", "affisch/bada/"), "en": ("poster/",)}
CARDS = {"sv": "kort.png", "en": "card.png"}
FORMATS: tuple[Callable[[Client, Event, Language], Facts], ...] = (
    page_facts,
    calendar_facts,
    atom_facts,
    json_facts,
    schema_org_facts,
)


def test_every_format_shows_the_same_facts_in_each_language(
    client: Client, events: dict[str, Event]
) -> None:
    for language in LANGUAGES:
        stored = {name: expected_facts(event, language) for name, event in events.items()}
        for read_facts in FORMATS:
            shown = {name: read_facts(client, event, language) for name, event in events.items()}
            expected = {
                name: {key: it for key, it in facts.items() if key in shown[name]}
                for name, facts in stored.items()
            }
            assert shown == expected, (read_facts.__name__, language)


def test_every_event_has_posters_and_a_share_picture(
    client: Client, events: dict[str, Event]
) -> None:
    for name, event in events.items():
        for language in LANGUAGES:
            path, title = path_of(event, language), str(event.title.read(language))
            for poster in POSTERS[language]:
                assert title in text_of(get_page(client, path + poster).h1), poster
            if language == "sv" or "title_en" in EDGE_CASES[name]:  # Drawing takes the most time.
                card = client.get(path + CARDS[language])
                assert Image.open(BytesIO(card.content)).size == (1200, 630), title
