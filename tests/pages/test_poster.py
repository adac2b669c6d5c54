"""The text of the poster. A browser test checks that it fits one sheet."""

from datetime import timedelta

import pytest
from django.test import Client

from atmp_events.models import Status
from tests.builders import (
    NOON,
    a_person,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
    revise_once,
    save,
)
from tests.pages.parsing import get_page, text_of

pytestmark = pytest.mark.usefixtures("named_site")

SV, EN = "/sv/evenemang/2027/om-celler/affisch/", "/en/events/2027/on-cells/poster/"
BOTH, BOTH_EN = SV + "bada/", EN + "both/"


def sheet(client: Client, path: str) -> str:
    return text_of(get_page(client, path).select_one(".sheet"))


def test_poster_shows_title_speakers_time_and_place_in_its_language(client: Client) -> None:
    event = an_event(
        venue=a_venue(entrance_sv="12", entrance_en="12"),
        organisers=(an_organiser(),),
        spoken_languages="sv",
        contact=a_person(name="Eva Berg"),
        registration="by_link",
        registration_url="https://www.uu.se/",
    )
    a_talk(event, speakers=(a_person(),))
    short = f"events.example.org /e/{event.code}"
    assert sheet(client, SV) == (
        "ATMP-centrum Uppsala Seminarium 13 april tisdag 12.00–13.00 2027 Om celler "
        "Ada Lund professor, Uppsala universitet Ett föredrag "
        "Ingång 12 Rudbecklaboratoriet Dag Hammarskjölds väg 20 751 85 Uppsala "
        "Föreläsningen hålls på svenska. Kontaktperson: Eva Berg Arrangörer: Uppsala universitet "
        f"Läs mer, anmäl dig och lägg till i kalendern {short}"
    )
    assert sheet(client, EN) == (
        "ATMP-centrum Uppsala Seminar 13 April Tuesday 12:00–13:00 2027 On cells "
        "Ada Lund professor, Uppsala University A talk "
        "Ingång 12 (entrance) Rudbeck Laboratory Dag Hammarskjölds väg 20 751 85 Uppsala "
        "The lecture is held in Swedish. Contact person: Eva Berg "
        "Organised by Uppsala universitet "
        f"Read more, register and add it to your calendar {short}"
    )


def test_bilingual_poster_shows_common_text_once(client: Client) -> None:
    event = an_event(venue=a_venue(name_en="Rudbecklaboratoriet"))
    a_talk(event, speakers=(a_person(),))
    page = get_page(client, BOTH)
    assert sheet(client, BOTH) == (
        "ATMP-centrum Uppsala Seminarium · Seminar 13 april tisdag 12.00–13.00 2027 "
        "April Tuesday 12:00–13:00 2027 Om celler On cells "
        "Ada Lund professor, Uppsala universitet professor, Uppsala University Ett föredrag A talk "
        "Rudbecklaboratoriet Dag Hammarskjölds väg 20 751 85 Uppsala "
        "Läs mer och lägg till i kalendern Read more and add it to your calendar "
        f"events.example.org /e/{event.code}"
    )
    assert page.html["lang"] == "sv"
    english = {" ".join(node.text.split()) for node in page.select('.sheet [lang="en"]')}
    assert {"Seminar", "On cells", "A talk", "professor, Uppsala University"} < english
    assert get_page(client, BOTH_EN).h1.text.split() == ["On", "cells", "Om", "celler"]


CHANGES = {
    Status.CANCELLED: ("Inställt Evenemanget den 13 april 2027 blir inte av.", True, "Läs mer"),
    Status.POSTPONED: (
        "Uppskjutet Nytt datum är inte bestämt.",
        True,
        "Här meddelas det nya datumet",
    ),
    Status.RESCHEDULED: (
        "Nytt datum Evenemanget har flyttats från 6 april till 13 april 2027.",
        False,
        "Läs mer och lägg till i kalendern",
    ),
    Status.MOVED_ONLINE: (
        "Blir digitalt Evenemanget hålls digitalt i stället för på plats.",
        False,
        "Läs mer och lägg till i kalendern",
    ),
}


@pytest.mark.parametrize("status", CHANGES)
def test_poster_shows_the_status_and_strikes_an_invalid_date(
    client: Client, status: Status
) -> None:
    text, struck, call = CHANGES[status]
    an_event(
        status=status,
        status_note_sv="Skälet.",
        previous_starts_at=NOON - timedelta(days=7),
        attendance_mode="online" if status == Status.MOVED_ONLINE else "on_site",
    )
    page = get_page(client, SV)
    assert text_of(page.select_one(".news")) == f"{text} Skälet."
    assert [node.text for node in page("s")] == (["13 april"] if struck else [])
    assert text_of(page.select(".qr p")[0]) == call


PLACES = {
    "none yet": ({}, "Platsen är inte bestämd än."),
    "a room": ({"room_sv": "Sal 3"}, "Sal 3"),
    "an entrance": ({"entrance_sv": "Huvudentrén"}, "Huvudentrén"),
    "online": (
        {"attendance_mode": "online"},
        "Digitalt Digitalt: länken skickas till dem som har anmält sig.",
    ),
    "online, open to all": (
        {"attendance_mode": "online", "online_url": "https://video.example.org/42"},
        "Digitalt video.example.org",
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_poster_shows_the_place_of_an_event_without_a_venue(client: Client, place: str) -> None:
    fields, text = PLACES[place]
    an_event(**fields)
    assert text_of(get_page(client, SV).select_one(".place")) == text


def test_sign_on_the_poster_is_the_room_or_else_the_venue(client: Client) -> None:
    event = an_event(venue=a_venue())
    address = "Dag Hammarskjölds väg 20 751 85 Uppsala"
    places = {
        "": ("Rudbecklaboratoriet", f"Rudbecklaboratoriet {address}"),
        "Sal 3": ("Sal 3", f"Sal 3 Rudbecklaboratoriet {address}"),
    }
    for room, found in places.items():
        save(event, room_sv=room)
        page = get_page(client, SV)
        assert tuple(text_of(page.select_one(it)) for it in (".place .sign", ".place")) == found


def test_poster_shows_days_in_two_months_and_whole_days(client: Client) -> None:
    april = NOON.replace(day=30)
    an_event(starts_at=april, minutes=2 * 24 * 60)
    assert text_of(get_page(client, BOTH).select_one(".days")) == (
        "30 april – 2 maj fredag 12.00 – söndag 12.00 2027 "
        "30 April – 2 May Friday 12:00 – Sunday 12:00 2027"
    )
    whole = NOON.replace(hour=0)
    an_event(slug_sv="hel", starts_at=whole, minutes=24 * 60, all_day=True)
    day = get_page(client, "/sv/evenemang/2027/hel/affisch/").select_one(".day")
    assert text_of(day) == "13 april tisdag hela dagen 2027"


def test_poster_has_a_programme_only_with_talks(client: Client) -> None:
    event = an_event()
    assert get_page(client, SV).select(".who") == []
    a_talk(event, title_sv="Fika")
    assert text_of(get_page(client, SV).select_one(".who")) == "Fika"


def test_poster_counts_the_talks_that_do_not_fit(client: Client) -> None:
    event = an_event(title_sv="Om celler " * 19, slug_sv="om-celler")
    with revise_once():
        for number in range(40):
            a_talk(event, speakers=(a_person(name=f"Ada Lund {number}"),))
    page = get_page(client, SV)
    shown = len(page.select(".who li"))
    assert 0 < shown < 40
    assert text_of(page.select_one(".omitted")) == f"och {40 - shown} till"


def test_poster_links_to_the_event_and_to_the_other_posters(client: Client) -> None:
    an_event()
    event, swedish, english = "/sv/evenemang/2027/om-celler/", SV, EN
    for path in (SV, BOTH):
        links = get_page(client, path).select(".hint .links a")
        assert [link["href"] for link in links] == [event, swedish, english, BOTH]
        assert [link["href"] for link in links if link.get("aria-current")] == [path]
    assert f'href="{SV}"' in client.get(event).content.decode()


def test_poster_of_an_event_of_another_kind_names_no_kind(client: Client) -> None:
    an_event(kind="other")
    assert sheet(client, BOTH).startswith("ATMP-centrum Uppsala 13 april tisdag")
