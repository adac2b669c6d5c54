"""The top of an event page and the row of the event in lists: place and registration."""

from datetime import datetime, timedelta
from typing import Any, Final

import pytest
import time_machine
from django.test import Client

from atmp_events.models import Status
from tests.builders import MORNING_BEFORE, NOON, a_person, a_series, a_venue, an_event
from tests.pages.parsing import get_page, text_of

HOUR: Final = timedelta(hours=1)
BY_LINK: Final = {"registration": "by_link", "registration_url": "https://www.uu.se/"}


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "Rudbecklaboratoriet"),
        ({"entrance_sv": "100/101"}, "Ingång 100/101 Rudbecklaboratoriet"),
        ({"entrance_sv": "5A"}, "Ingång 5A Rudbecklaboratoriet"),
        ({"room_sv": "Sal 3"}, "Sal 3 Rudbecklaboratoriet"),
        (
            {"entrance_sv": "Huvudentrén", "room_sv": "Sal 3", "attendance_mode": "hybrid"},
            "Huvudentrén Sal 3 Rudbecklaboratoriet Digitalt",
        ),
    ],
)
def test_first_screen_shows_entrance_room_and_building(
    client: Client, fields: dict[str, str], text: str
) -> None:
    event = an_event(venue=a_venue(), **fields)
    with time_machine.travel(MORNING_BEFORE, tick=False):
        for path in ("/sv/", f"/sv/evenemang/2027/{event.slug_sv}/"):
            assert text_of(get_page(client, path).select_one(".hero .where")) == text
        [row] = get_page(client, "/sv/evenemang/").select(".list li")
    named = "Rudbecklaboratoriet, Sal 3" if "room_sv" in fields else "Rudbecklaboratoriet"
    assert named in text_of(row)


@pytest.mark.parametrize(
    ("fields", "sv", "en"),
    [
        ({}, "", ""),
        ({"registration": "not_needed"}, "Ingen anmälan behövs – bara kom", "– just come"),
        (
            {"registration": "not_needed", "attendance_mode": "online"},
            "Ingen anmälan behövs",
            "No registration is needed",
        ),
        (BY_LINK, "Anmälan är öppen", "Registration is open"),
        (
            BY_LINK | {"registration_closes_at": NOON, "price_sv": "Kostnadsfritt"},
            "Anmäl dig senast 13 april kl. 12.00 Kostnadsfritt",
            "Register no later than 13 April, 12:00 Kostnadsfritt",
        ),
        (
            BY_LINK | {"registration_closes_at": NOON.replace(hour=0)},
            "Sista dagen att anmäla sig: 12 april",
            "Last day to register: 12 April",
        ),
        (
            BY_LINK | {"registration_closes_at": NOON.replace(hour=23, minute=59)},
            "Anmäl dig senast 13 april",
            "Register no later than 13 April",
        ),
        (
            BY_LINK | {"registration_opens_at": NOON.replace(hour=0)},
            "Anmälan öppnar 13 april",
            "Registration opens on 13 April",
        ),
        (
            BY_LINK | {"fully_booked": True, "capacity": 12, "price_sv": "900 kr"},
            "Fullbokat. Alla 12 platser är tagna. 900 kr",
            "Fully booked. All 12 places are taken. 900 kr",
        ),
        (
            BY_LINK | {"capacity": 12, "audience_sv": "För alla", "price_sv": "900 kr"},
            "Anmälan är öppen 12 platser 900 kr För alla",
            "Registration is open 12 places 900 kr För alla",
        ),
        (
            BY_LINK | {"registration_closes_at": MORNING_BEFORE},
            "Anmälan är stängd",
            "Registration is closed",
        ),
        (BY_LINK | {"status": Status.CANCELLED}, "", ""),
        (BY_LINK | {"status": Status.POSTPONED}, "", ""),
    ],
)
def test_first_screen_shows_the_state_of_registration(
    client: Client, fields: dict[str, Any], sv: str, en: str
) -> None:
    event = an_event(**{"venue": a_venue(), "starts_at": NOON + 12 * HOUR} | fields)
    pages = {
        sv: ("/sv/", f"/sv/evenemang/2027/{event.slug_sv}/"),
        en: ("/en/", f"/en/events/2027/{event.slug_en}/"),
    }
    with time_machine.travel(MORNING_BEFORE, tick=False):
        for text, paths in pages.items():
            for path in paths:
                line = get_page(client, path).select_one(".hero .come")
                assert text_of(line).endswith(text) if text else line is None
        [row] = get_page(client, "/sv/evenemang/").select(".list h3")
    assert (text_of(row) == "Fullbokat: Om celler") is ("fully_booked" in fields)


@pytest.mark.parametrize("name", ["registration_opens_at", "registration_closes_at"])
def test_registration_text_is_one_element(client: Client, name: str) -> None:
    # As separate elements, the parts of an item would become columns.
    event = an_event(**BY_LINK, **{name: NOON - HOUR})
    page = get_page(client, f"/sv/evenemang/2027/{event.slug_sv}/", now=MORNING_BEFORE)
    [item] = page.select(".come li")
    assert "kl." in text_of(item)
    assert len(list(item.children)) == 1


def test_event_without_registration_links_to_the_contact_person(client: Client) -> None:
    event = an_event(contact=a_person())
    page = get_page(client, f"/sv/evenemang/2027/{event.slug_sv}/", now=MORNING_BEFORE)
    assert text_of(page.select_one(".come")) == "Fråga kontaktpersonen om anmälan"
    section = page.select_one(".come a")["href"]
    assert text_of(page.select_one(f"{section} .speaker a")) == "Ada Lund"


def test_first_screen_of_a_past_event_omits_registration(client: Client) -> None:
    event = an_event(**BY_LINK, fully_booked=True)
    page = get_page(client, f"/sv/evenemang/2027/{event.slug_sv}/", now=NOON + HOUR)
    [row] = get_page(client, "/sv/evenemang/", now=NOON + HOUR).select(".list h3")
    assert page.select_one(".come") is None
    assert text_of(row) == "Om celler"


def test_number_in_a_series_stays_on_one_line(client: Client) -> None:
    event = an_event(series=a_series(), number=3)
    for path, number in (
        (f"/sv/evenemang/2027/{event.slug_sv}/", "Nr 3"),
        (f"/en/events/2027/{event.slug_en}/", "No. 3"),
        ("/sv/serier/natverkstraffar/", "nr 3"),
    ):
        assert number.replace(" ", "\N{NO-BREAK SPACE}") in get_page(client, path).main.get_text()


@pytest.mark.parametrize(
    ("fields", "now", "is_below"),
    [
        ({"summary_en": "S" * 120}, MORNING_BEFORE, False),
        ({"summary_en": "S" * 121}, MORNING_BEFORE, True),
        ({"summary_en": "S" * 100, "price_en": "P" * 21}, MORNING_BEFORE, True),
        ({"summary_en": "S" * 100, "price_en": "P" * 21}, NOON + HOUR, False),
        ({"summary_en": "S" * 120, "body_sv": "<p>Om.</p>"}, MORNING_BEFORE, True),
        (
            {"summary_en": "S", "status": Status.CANCELLED, "status_note_en": "N" * 119},
            MORNING_BEFORE,
            True,
        ),
    ],
)
def test_lead_is_below_the_buttons_of_telephones_if_much_text_is_above(
    client: Client, fields: dict[str, Any], now: datetime, is_below: bool
) -> None:
    an_event(title_en="T" * 100, slug_en="long", **fields)
    with time_machine.travel(now, tick=False):
        hero = get_page(client, "/en/events/2027/long/").select_one(".hero")
    assert ("is-full" in hero["class"]) is is_below
