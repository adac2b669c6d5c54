"""The registration state is the same on pages, lists, feeds, calendars and posters."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from atmp_events.facts.event import facts_of
from atmp_events.facts.places import Places
from atmp_events.facts.progress import progress_of
from atmp_events.models import Event, SiteVersion
from atmp_events.participation.places import cancel, register
from tests.builders import NOON, a_person, a_venue, an_event
from tests.pages.parsing import get_page, text_of

from .registration import (
    MONTH_BEFORE,
    an_event_with_registration,
    an_unsaved_attendee,
    register_attendee,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("mail", "a_month_before", "undefined_names_fail"),
]
PATHS = {"sv": "/sv/evenemang/2027/om-celler", "en": "/en/events/2027/on-cells"}
LISTS = {"sv": "/sv/evenemang/", "en": "/en/events/"}


def an_event_with_attendees(
    capacity: int | None, people: int, *, waiting_list: bool = True, **fields: Any
) -> Event:
    event = an_event_with_registration(
        capacity, registration_settings={"has_waiting_list": waiting_list}, **fields
    )
    for number in range(people):
        email = f"p{number}@example.org"
        register(an_unsaved_attendee(event, f"P{number}", email=email), MONTH_BEFORE)
    return event


# Fields, state, places left; then the line, button and badge in Swedish and in English.
STATES: dict[str, tuple[Any, ...]] = {
    "open": (
        {"capacity": 50, "people": 1},
        "open",
        None,
        ("Anmälan är öppen", "Anmäl dig", ""),
        ("Registration is open", "Register", ""),
    ),
    "few": (
        {"capacity": 6, "people": 3},
        "open",
        3,
        ("3 platser kvar", "Anmäl dig", "3 platser kvar"),
        ("3 places left", "Register", "3 places left"),
    ),
    "waiting list": (
        {"capacity": 2, "people": 2},
        "waiting_list",
        0,
        ("Det finns en väntelista.", "Ställ dig på väntelistan", "Fullbokat, väntelista"),
        ("There is a waiting list.", "Join the waiting list", "Fully booked, waiting list"),
    ),
    "full": (
        {"capacity": 2, "people": 2, "waiting_list": False},
        "full",
        0,
        ("Fullbokat. Alla 2 platser är tagna.", "", "Fullbokat"),
        ("Fully booked. All 2 places are taken.", "", "Fully booked"),
    ),
    "not open": (
        {"capacity": 0, "people": 0, "registration_opens_at": NOON - timedelta(days=3)},
        "not_open",
        0,
        ("Anmälan öppnar 10 april", "", "anmälan öppnar 10 april"),
        ("Registration opens on 10 April", "", "registration opens on 10 April"),
    ),
    "closed": (
        {"capacity": 9, "people": 5, "registration_closes_at": MONTH_BEFORE},
        "closed",
        4,
        ("Anmälan är stängd", "", "anmälan är stängd"),
        ("Registration is closed", "", "registration is closed"),
    ),
}


@pytest.mark.parametrize("name", STATES)
def test_page_list_home_and_json_show_the_same_registration_state(
    client: Client, name: str
) -> None:
    fields, state, left, *both = STATES[name]
    an_event_with_attendees(**fields)
    for language, texts in zip(("sv", "en"), both, strict=True):
        check_registration_state(client, language, texts, state, left)


def check_registration_state(
    client: Client, language: str, texts: tuple[str, str, str], state: str, left: int | None
) -> None:
    line, button, badge = texts
    page = get_page(client, f"{PATHS[language]}/")
    assert line in text_of(page)
    found = page.select_one(".do > a.btn")
    address = f"{PATHS[language]}/{'anmalan' if language == 'sv' else 'register'}/"
    if button:
        assert (found.get_text(), found["href"]) == (button, address)
    else:
        assert address not in str(page.select(".do"))
    assert badge in text_of(get_page(client, LISTS[language]).select_one(".list"))
    assert line in text_of(get_page(client, f"/{language}/").main)
    feed = json.loads(client.get(f"{LISTS[language].rstrip('/')}.json").content)
    item = feed["items"][0]["_event"]
    assert item["registration"]["how"] == "here"
    assert item["registration"]["state"] == state
    assert item["registration"]["places_left"] == left
    assert item["registration_url"] == f"https://events.example.org{address}"


@pytest.mark.parametrize(
    ("capacity", "people", "available", "left"),
    [
        (50, 1, "InStock", None),
        (6, 3, "LimitedAvailability", 3),
        (2, 2, "SoldOut", 0),
        (None, 0, "InStock", None),
    ],
)
def test_structured_data_contain_availability_and_capacity(
    client: Client, capacity: int | None, people: int, available: str, left: int | None
) -> None:
    an_event_with_attendees(capacity, people, venue=a_venue())
    for path in PATHS.values():
        scripts = get_page(client, f"{path}/").select('script[type="application/ld+json"]')
        data = [json.loads(it.get_text()) for it in scripts]
        nodes = [node for it in data for node in it.get("@graph", [it])]
        [event] = [it for it in nodes if it["@type"] == "Event"]
        [offer] = event["offers"]
        assert offer["availability"] == f"https://schema.org/{available}"
        assert offer["url"].startswith(f"https://events.example.org{path}/")
        assert event.get("remainingAttendeeCapacity") == left
        assert event.get("maximumAttendeeCapacity") == capacity


@pytest.mark.parametrize("language", ["sv", "en"])
def test_calendar_feed_embed_and_poster_show_the_registration_state(
    client: Client, language: str
) -> None:
    event = an_event_with_attendees(6, 3)
    [entry] = Calendar.from_ical(client.get(f"{PATHS[language]}.ics").content).walk("VEVENT")
    few = "3 platser kvar." if language == "sv" else "3 places left."
    register_at = f"https://events.example.org{PATHS[language]}/"
    register_at += "anmalan/" if language == "sv" else "register/"
    assert few in str(entry["DESCRIPTION"])
    assert register_at in str(entry["DESCRIPTION"])
    atom = client.get(f"{LISTS[language].rstrip('/')}.atom").content.decode()
    assert register_at in atom
    embed = "/sv/inbaddat.html" if language == "sv" else "/en/embed.html"
    assert few[:-1] in client.get(embed).content.decode()
    for number in range(3):
        register_attendee(event, f"Q{number}", email=f"q{number}@example.org")
    full = "Det finns en väntelista." if language == "sv" else "There is a waiting list."
    [entry] = Calendar.from_ical(client.get(f"{PATHS[language]}.ics").content).walk("VEVENT")
    assert full in str(entry["DESCRIPTION"])
    poster = f"{PATHS[language]}/{'affisch' if language == 'sv' else 'poster'}/"
    assert full in text_of(get_page(client, poster))


def test_registration_state_is_current_at_the_next_request(client: Client) -> None:
    event = an_event_with_attendees(2, 1)
    page = f"{PATHS['sv']}/"
    assert "1 plats kvar" in text_of(get_page(client, page))
    bo = register_attendee(event, "Bo")
    assert "Fullbokat." in text_of(get_page(client, page))
    cancel(bo, MONTH_BEFORE)
    assert "1 plats kvar" in text_of(get_page(client, page))


@pytest.mark.parametrize(
    ("capacity", "taken", "waiting", "few_left"),
    [
        (None, 7, 0, None),
        (100, 80, 0, None),
        (100, 90, 0, 10),
        (20, 14, 0, None),
        (20, 15, 0, 5),
        (3, 0, 0, 3),
        (3, 3, 0, 0),
        (3, 4, 0, 0),
        (3, 2, 1, 0),  # The free place is reserved for the one who waits.
        (0, 0, 0, 0),
    ],
)
def test_few_places_left_are_at_most_five_or_a_tenth(
    capacity: int | None, taken: int, waiting: int, few_left: int | None
) -> None:
    places = Places(capacity, taken, waiting, has_waiting_list=True)
    assert places.few_left == few_left
    assert places.is_full == (few_left == 0)


def test_registration_closes_at_the_start_unless_a_closing_time_is_later() -> None:
    for closes_at, state in ((None, "closed"), (NOON + timedelta(minutes=30), "closing")):
        event = an_event_with_registration(50, registration_closes_at=closes_at)
        assert progress_of(facts_of(event, "sv"), NOON).registration == state


@pytest.mark.parametrize("language", ["sv", "en"])
def test_page_names_the_contact_person_without_mail(
    client: Client, settings: Any, language: str
) -> None:
    settings.EMAIL_URL = ""
    an_event_with_registration(
        50, contact=a_person(name="Hannah Karlsson", email="hannah@example.org")
    )
    page = get_page(client, f"{PATHS[language]}/")
    ask = "Fråga kontaktpersonen" if language == "sv" else "Ask the contact person"
    assert ask in text_of(page)
    assert "hannah@example.org" in text_of(page)
    assert "anmalan/" not in str(page)
    assert "register/" not in str(page)


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("path", "more"),
    [(f"{PATHS['sv']}/", 2), ("/sv/evenemang/", 0), ("/sv/", 0), ("/sv/evenemang.json", 0)],
)
def test_registration_here_adds_no_query_to_lists(client: Client, path: str, more: int) -> None:
    event = an_event(capacity=2)
    an_event(slug_sv="annat", slug_en="other", starts_at=NOON + timedelta(days=1))
    before = queries(client, path)
    Event.objects.update(registration="here")
    SiteVersion.increment()
    register_attendee(event)
    assert queries(client, path) == before + more
