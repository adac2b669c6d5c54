"""The event page in every state of an event."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from atmp_events.models import Appearance, Event, State, Status
from tests.builders import MORNING_BEFORE, NOON, a_person, a_talk, a_venue, an_event, save
from tests.pages.parsing import get_page, text_of

pytestmark = pytest.mark.usefixtures("named_site")

HOUR = timedelta(hours=1)


def read(client: Client, event: Event, language: str, now: datetime = MORNING_BEFORE) -> str:
    path = f"/sv/evenemang/{event.year}/{event.slug_sv}/"
    if language == "en":
        path = f"/en/events/{event.year}/{event.slug_en}/"
    return text_of(get_page(client, path, now=now))


BY_LINK = {"registration": "by_link", "registration_url": "https://www.uu.se/"}
STATES = {
    "to be added": ({}, MORNING_BEFORE, "Lägg till i kalendern", "Add to calendar"),
    "past": (
        {},
        NOON + HOUR,
        "Genomfört Seminarium 13 april 2027 tisdag 12.00–13.00",
        "Past event Seminar 13 April 2027 Tuesday 12:00–13:00",
    ),
    "past, to see and hear": (
        {"recording_url": "https://video.example.org/1", "slides_url": "https://example.org/2"},
        NOON + HOUR,
        "Inspelning och bilder finns. Se inspelningen Se bilderna",
        "There is a recording, and there are slides. See the recording See the slides",
    ),
    "coming": ({}, MORNING_BEFORE, "13 april tisdag 12.00–13.00", "13 April Tuesday 12:00–13:00"),
    "today": ({}, NOON - 2 * HOUR, "I dag Seminarium 13 april", "Today Seminar 13 April"),
    "under way": ({}, NOON, "Pågår nu Seminarium 13 april", "Under way now Seminar 13 April"),
    "all day": (
        {"starts_at": NOON.replace(hour=0), "minutes": 24 * 60, "all_day": True},
        MORNING_BEFORE,
        "13 april tisdag hela dagen",
        "13 April Tuesday all day",
    ),
    "three days": (
        {"minutes": 2 * 24 * 60 + 90},
        MORNING_BEFORE,
        "13–15 april tisdag 12.00 – torsdag 13.30",
        "13–15 April Tuesday 12:00 – Thursday 13:30",
    ),
    "another time zone": (
        {"timezone": "Europe/London"},
        MORNING_BEFORE,
        "13 april tisdag 12.00–13.00 svensk tid, 11.00 i London",
        "13 April Tuesday 12:00–13:00 Swedish time, 11:00 in London",
    ),
    "not open yet": (
        BY_LINK | {"registration_opens_at": NOON - 4 * HOUR},
        MORNING_BEFORE,
        "Anmälan öppnar 13 april kl. 8.00",
        "Registration opens on 13 April, 08:00",
    ),
    "open": (BY_LINK, MORNING_BEFORE, "Läs mer och anmäl dig", "Learn more and register"),
    "another hour": (
        {"status": Status.RESCHEDULED, "previous_starts_at": NOON + HOUR},
        MORNING_BEFORE,
        "Ny tid Evenemanget börjar kl. 12.00 i stället för kl. 13.00.",
        "New time The event now starts at 12:00 instead of 13:00.",
    ),
    "hybrid with a link": (
        {"attendance_mode": "hybrid", "online_url": "https://video.example.org/42"},
        MORNING_BEFORE,
        "Digitalt: video.example.org",
        "Online: video.example.org",
    ),
    "no place yet": (
        {},
        MORNING_BEFORE,
        "Platsen är inte bestämd än.",
        "The place is not set yet.",
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_event_page_shows_each_state_in_both_languages(client: Client, state: str) -> None:
    fields, now, swedish, english = STATES[state]
    event = an_event(**fields)
    assert swedish in read(client, event, "sv", now)
    assert english in read(client, event, "en", now)


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.POSTPONED])
def test_cancelled_or_postponed_event_is_not_offered_to_calendars(
    client: Client, status: str
) -> None:
    page = read(client, an_event(status=status), "sv")
    assert "Lägg till i kalendern" not in page
    link = {
        Status.CANCELLED: "Se kommande evenemang",
        Status.POSTPONED: "Prenumerera, så får du det nya datumet",
    }
    assert link[Status(status)] in page


@pytest.mark.parametrize(
    "closed",
    [
        {"fully_booked": True},
        {"registration_opens_at": NOON - HOUR},
        {"registration_closes_at": MORNING_BEFORE - HOUR},
        {"status": Status.CANCELLED},
        {"status": Status.POSTPONED},
    ],
)
def test_closed_registration_is_not_linked(client: Client, closed: dict[str, Any]) -> None:
    assert "anmäl dig" not in read(client, an_event(**BY_LINK | closed), "sv", MORNING_BEFORE)


def test_every_speaker_is_shown_with_role_and_affiliation(client: Client) -> None:
    event = an_event()
    names = [f"Ada Lund {number}" for number in range(12)]
    for name in names:
        a_talk(event, speakers=(a_person(name=name),))
    page = read(client, event, "sv")
    assert [name for name in names if f"{name} professor, Uppsala universitet" not in page] == []


def test_missing_text_is_shown_in_the_other_language_and_marked(client: Client) -> None:
    event = an_event(title_sv="", summary_en="About cells.", slug_sv="celler")
    a_talk(event, title_sv="", speakers=(a_person(),))
    page = get_page(client, "/sv/evenemang/2027/celler/")
    assert page.html["lang"] == "sv"
    assert [(node.text, node["lang"]) for node in page.select("h1, .lead, .talks h3")] == [
        ("On cells", "en"),
        ("About cells.", "en"),
        ("A talk", "en"),
    ]
    assert "Texten om evenemanget finns bara på engelska." in text_of(page)
    assert "only in" not in text_of(get_page(client, "/en/events/2027/on-cells/"))


def test_page_says_that_some_text_is_in_the_other_language(client: Client) -> None:
    an_event(summary_sv="Om celler.")
    assert "Some of the text about this event is only in Swedish." in text_of(
        get_page(client, "/en/events/2027/on-cells/")
    )


def test_an_event_without_texts_has_no_empty_heading(client: Client) -> None:
    an_event()
    page = get_page(client, "/en/events/2027/on-cells/")
    assert [heading.text for heading in page("h2")] == ["Practical details"]


def test_directions_show_only_what_is_known(client: Client) -> None:
    an_event(
        venue=a_venue(
            directions_sv="Genom huvudentrén, trappan till vänster.",
            nearest_stop_sv="Science Park",
            step_free=True,
            hearing_loop=None,
        ),
        room_sv="Fåhraeussalen",
    )
    page = text_of(get_page(client, "/sv/evenemang/2027/om-celler/"))
    assert "Rudbecklaboratoriet, Fåhraeussalen Dag Hammarskjölds väg 20 751 85 Uppsala" in page
    assert "Visa på karta Genom huvudentrén, trappan till vänster." in page
    assert "Närmaste hållplats: Science Park Inga trappsteg på vägen." in page
    assert "slinga" not in page


def test_changes_after_publication_show_old_and_new_values(client: Client) -> None:
    with time_machine.travel(MORNING_BEFORE - timedelta(days=3), tick=False):
        event = an_event(venue=a_venue(), room_sv="Sal I", room_en="Hall I")
    with time_machine.travel(MORNING_BEFORE + timedelta(microseconds=1), tick=False):
        save(event, starts_at=NOON + HOUR / 2, room_sv="Sal IV")
    page = read(client, event, "sv")
    assert (
        "Vad som har ändrats Måndag 12 april 2027 kl. 9.00 "
        "Tid: från tisdag 13 april 2027 kl. 12.00–13.00 till tisdag 13 april 2027 kl. 12.30–13.00 "
        "Plats: från Sal I till Sal IV "
    ) in page
    assert "Om celler Ändrat: tid, plats Lägg till i kalendern" in page  # on the first screen
    changed_at = get_page(client, "/sv/evenemang/2027/om-celler/").select_one("#changes ~ * time")
    assert changed_at["datetime"] == "2027-04-12 09:00+0200"  # HTML allows no microseconds.


def test_change_of_place_shows_only_the_parts_that_differ(client: Client) -> None:
    event = an_event(venue=a_venue(entrance_sv="12"))
    save(event, room_sv="Sal IV")
    assert "Plats: från Ingång 12 till Ingång 12, Sal IV ATMP" in read(client, event, "sv")
    save(event, attendance_mode="hybrid")
    assert "Plats: från Ingång 12 till Ingång 12, Digitalt Tidigare" in read(client, event, "sv")
    event.attendance_mode = "on_site"
    event.venue = a_venue(name_sv="BMC", slug="bmc", street="Husargatan 3", postal_code="752 37")
    event.save()
    assert (
        "Plats: från Ingång 12, Sal IV, Rudbecklaboratoriet, Dag Hammarskjölds väg 20, 751 85 "
        "Uppsala, Digitalt till Sal IV, BMC, Husargatan 3, 752 37 Uppsala Tidigare ändringar"
    ) in read(client, event, "sv")


def test_kl_and_the_hour_stay_on_one_line(client: Client) -> None:
    event = an_event(**BY_LINK, registration_closes_at=NOON - HOUR)
    event.starts_at += HOUR / 2
    event.status, event.previous_starts_at = Status.RESCHEDULED, NOON
    event.save()
    page = get_page(client, f"/sv/evenemang/2027/{event.slug_sv}/", now=MORNING_BEFORE).main
    for part in page.select(".add, script"):
        part.decompose()
    written = text_of(page).count("kl. ")
    assert written == sum(text_of(it).startswith("kl. ") for it in page.select(".nb")) >= 4


def test_changes_of_a_draft_are_not_shown_after_publication(client: Client) -> None:
    event = an_event(state=State.DRAFT)
    save(event, starts_at=event.starts_at + HOUR / 2)
    save(event, state=State.PUBLISHED)
    assert "Vad som har ändrats" not in read(client, event, "sv")


def test_rescheduled_event_shows_a_later_change_near_the_top(client: Client) -> None:
    event = an_event(status=Status.RESCHEDULED, previous_starts_at=NOON - HOUR)
    save(event, room_sv="Sal 7")
    assert text_of(
        get_page(client, "/sv/evenemang/2027/om-celler/").select_one(".plate a[href='#changes']")
    ) == ("Ändrat: plats")


def test_reader_modes_of_browsers_keep_programme_and_facts(client: Client) -> None:
    # Reader modes drop a <div> of a few words or many links, and a part with the class "menu".
    # Without the class "entry" they would show only the part with the most sentences.
    event = an_event()
    a_talk(event, speakers=(a_person(),))
    page = get_page(client, "/en/events/2027/on-cells/")
    assert page.select_one("article.entry #practical")
    for part in (".talks", ".faces", "section:has(> #practical) > .entry.three"):
        assert page.select_one(part)
        assert not page.select(f"{part} div")
    assert "menu" in page.select_one("details.add")["class"]


@pytest.mark.parametrize("path", ["/sv/evenemang/2027/om-celler/", "/en/events/2027/on-cells/"])
def test_moderator_is_listed_among_the_speakers_unless_named_as_contact(
    client: Client, path: str
) -> None:
    ada, bo = a_person(), a_person(name="Bo Ek")
    event = an_event(contact=bo)
    role = {"role_sv": "moderator", "role_en": "moderator", "affiliation_sv": "Uppsala"}
    for person in (bo, ada):
        Appearance.objects.create(event=event, person=person, **role)
    page = get_page(client, path)
    assert [text_of(it) for it in page.select(".faces li")] == ["Ada Lund moderator, Uppsala"]
    assert "Bo Ek moderator, Uppsala" in text_of(page.main)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_footer_has_no_middle_dot(client: Client, language: str) -> None:
    page = get_page(client, f"/{language}/")
    assert "·" not in page.footer.text
