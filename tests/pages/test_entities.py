"""A series, a person, a venue, an organiser: what is known of them, and their events."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.models import Affiliation, Appearance, Event
from tests.builders import (
    MORNING_BEFORE,
    NOON,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
    together,
)
from tests.pages.reading import page_of, words

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
AFTER = NOON + timedelta(hours=2)

PAGES = {
    "series": ("/sv/serier/natverkstraffar/", "/en/series/network-meetings/"),
    "person": ("/sv/personer/ada-lund/", "/en/people/ada-lund/"),
    "venue": ("/sv/platser/rudbecklaboratoriet/", "/en/venues/rudbecklaboratoriet/"),
    "organiser": ("/sv/arrangorer/uppsala-universitet/", "/en/organisers/uppsala-university/"),
}
NAMES = {
    "series": ("Serie Nätverksträffar", "Series Network meetings"),
    "person": ("Talare Ada Lund", "Speaker Ada Lund"),
    "venue": ("Plats Rudbecklaboratoriet", "Venue Rudbeck Laboratory"),
    "organiser": ("Arrangör Uppsala universitet", "Organiser Uppsala University"),
}


def read(client: Client, path: str, status: int = 200) -> BeautifulSoup:
    with time_machine.travel(AFTER, tick=False):
        return page_of(client, path, status)


def sections(page: BeautifulSoup) -> dict[str, list[str]]:
    return {
        words(it.h2): [words(title) for title in it.select("h3")]
        for it in page.select("section:has(.list)")
    }


def a_full_house() -> dict[str, object]:
    """One of each, who have no event yet."""
    return {
        "series": a_series(),
        "person": a_person(),
        "venue": a_venue(),
        "organiser": an_organiser(name_en="Uppsala University", slug_en="uppsala-university"),
    }


def an_event_of_theirs(house: dict[str, object], **fields: object) -> Event:
    event = an_event(
        series=house["series"], venue=house["venue"], organisers=(house["organiser"],), **fields
    )
    a_talk(event, speakers=(house["person"],))
    return event


@pytest.mark.parametrize("name", PAGES)
def test_each_has_a_page_in_both_languages_with_coming_and_past_events(
    client: Client, name: str
) -> None:
    house = a_full_house()
    for title, days in [("Sen", 9), ("Snart", 1), ("Nyss", 0), ("Förr", -200)]:
        an_event_of_theirs(house, title_sv=title, starts_at=NOON + days * DAY)
    an_event(title_sv="Någon annans")
    swedish, english = (read(client, path) for path in PAGES[name])
    assert [words(it.select_one(".kick")) + " " + words(it.h1) for it in (swedish, english)] == [
        *NAMES[name]
    ]
    assert sections(swedish) == {"Kommande": ["Snart", "Sen"], "2027": ["Nyss"], "2026": ["Förr"]}
    assert list(sections(english)) == ["Upcoming", "2027", "2026"]
    assert swedish.select_one("a.tongue")["href"] == PAGES[name][1]
    assert english.select_one("a.tongue")["href"] == PAGES[name][0]


@pytest.mark.parametrize("name", PAGES)
def test_who_has_no_public_event_has_no_page(client: Client, name: str) -> None:
    event = an_event_of_theirs(a_full_house(), state="draft")
    read(client, PAGES[name][1], status=404)
    Event.objects.filter(pk=event.pk).update(state="published", publish_at=AFTER + DAY)
    read(client, PAGES[name][1], status=404)
    Event.objects.filter(pk=event.pk).update(publish_at=AFTER)
    read(client, PAGES[name][1])


@pytest.mark.parametrize("name", PAGES)
def test_an_address_that_nobody_has_is_not_found(client: Client, name: str) -> None:
    an_event_of_theirs(a_full_house())
    read(client, f"{PAGES[name][1][:-1]}-x/", status=404)


def test_an_address_in_one_language_leads_to_that_of_the_other(client: Client) -> None:
    an_event_of_theirs(a_full_house())
    for address, path in (
        ("/en/series/natverkstraffar/", "/en/series/network-meetings/"),
        ("/sv/arrangorer/uppsala-university/", "/sv/arrangorer/uppsala-universitet/"),
    ):
        assert client.get(address)["Location"] == path


def test_a_person_is_shown_as_of_each_day_and_as_of_today(client: Client) -> None:
    person = a_person()
    Affiliation.objects.create(
        person=person,
        role_sv="professor",
        role_en="professor",
        organisation_sv="Lunds universitet",
        organisation_en="Lund University",
    )
    early, late = an_event(starts_at=NOON - 400 * DAY), an_event()
    for event, role in [(early, "doktorand"), (late, "docent")]:
        talk = a_talk(event, title_sv=f"Som {role}")
        for where in ("Uppsala universitet", "Akademiska sjukhuset"):
            Appearance.objects.create(
                event=event, talk=talk, person=person, role_sv=role, affiliation_sv=where
            )
    page = read(client, "/sv/personer/ada-lund/")
    assert words(page.select_one("header.plate .big")) == "professor, Lunds universitet"
    assert [words(part) for part in page.select(".list .part")] == [
        "Som docent docent, Uppsala universitet docent, Akademiska sjukhuset",
        "Som doktorand doktorand, Uppsala universitet doktorand, Akademiska sjukhuset",
    ]


@pytest.mark.parametrize("is_known_today", [True, False])
def test_a_role_that_is_the_same_everywhere_is_said_once(
    client: Client, is_known_today: bool
) -> None:
    person = a_person()
    if is_known_today:
        Affiliation.objects.create(
            person=person, role_sv="Professor", organisation_sv="Uppsala universitet"
        )
    for starts_at in (NOON - 400 * DAY, NOON):
        a_talk(an_event(starts_at=starts_at), title_sv="Om stamceller", speakers=(person,))
    page = read(client, "/sv/personer/ada-lund/")
    assert words(page.main).lower().count("professor, uppsala universitet") == 1
    assert words(page.select_one("header.plate .big")).lower() == "professor, uppsala universitet"
    assert [words(part) for part in page.select(".list .part")] == ["Om stamceller"] * 2


def test_a_role_of_one_event_is_said_there(client: Client) -> None:
    a_talk(an_event(), title_sv="Om stamceller", speakers=(a_person(),))
    page = read(client, "/sv/personer/ada-lund/")
    assert page.select_one("header.plate .big") is None
    assert words(page.select_one(".list .part")) == "Om stamceller professor, Uppsala universitet"


def test_who_leads_an_event_as_a_whole_is_listed_with_the_role(client: Client) -> None:
    Appearance.objects.create(event=an_event(), person=a_person(), role_en="moderator")
    page = read(client, "/en/people/ada-lund/")
    assert [words(part) for part in page.select(".list .part")] == ["moderator"]


def test_whoever_only_answers_questions_has_a_page_as_contact(client: Client) -> None:
    an_event(contact=a_person(email="ada@example.org", phone="018-000 00 00"))
    page = read(client, "/en/people/ada-lund/")
    assert words(page.select_one(".kick")) == "Contact person"
    assert "ada@example.org 018-000 00 00 Contact for: On cells, 13 April 2027" in (
        words(page.main)
    )
    assert sections(page) == {}


def test_the_telephone_of_a_speaker_who_is_no_contact_is_not_shown(client: Client) -> None:
    a_talk(an_event(), speakers=(a_person(email="ada@example.org", phone="018-000 00 00"),))
    page = words(read(client, "/en/people/ada-lund/"))
    assert "018-000 00 00" not in page
    assert "ada@example.org" not in page


def test_a_venue_shows_the_way_to_the_door_and_a_map(client: Client) -> None:
    venue = a_venue(
        entrance_sv="100/101",
        directions_en="Up the stairs.",
        nearest_stop_en="Science Park",
        step_free=True,
        web_page="https://www.rudbeck.uu.se/",
    )
    an_event(venue=venue)
    page = read(client, "/en/venues/rudbecklaboratoriet/")
    assert words(page.select_one(".plate .sign")) == "Ingång 100/101"
    facts = {words(it.h3): words(it) for it in page.select(".three > section")}
    assert facts == {
        "Address": "Address Rudbeck Laboratory, Ingång 100/101 (entrance) Dag Hammarskjölds väg 20 "
        "751 85 Uppsala Show on map",
        "Finding the way": "Finding the way Up the stairs. Nearest stop: Science Park",
        "Accessibility": "Accessibility Step-free access.",
    }
    assert page.select_one(".plate .do a.ghost")["href"] == "https://www.rudbeck.uu.se/"


def test_an_organiser_leads_to_its_own_web_page(client: Client) -> None:
    an_event(organisers=(an_organiser(web_page="https://www.uu.se/"),))
    page = read(client, "/en/organisers/uppsala-universitet/")
    assert page.select_one(".plate .do a.ghost")["href"] == "https://www.uu.se/"


def test_a_series_shows_its_description_and_meetings_in_the_order_of_their_numbers(
    client: Client,
) -> None:
    series = a_series(description_en="<p>We meet and talk.</p>")
    for number, days in [(2, -1), (1, -30), (None, -10), (7, -400)]:
        an_event(
            series=series, number=number, starts_at=NOON + days * DAY, title_en=f"Number {number}"
        )
    page = read(client, "/en/series/network-meetings/")
    assert words(page.select_one(".prose")) == "We meet and talk."
    assert sections(page) == {
        "2027": ["Number 1", "Number 2", "Number None"],
        "2026": ["Number 7"],
    }
    assert words(page.select_one(".list p")).startswith("no. 1 ·")


def test_what_is_written_in_one_language_only_is_marked_as_such(client: Client) -> None:
    an_event(series=a_series(title_en="", description_sv="<p>Vi träffas.</p>"))
    page = read(client, "/en/series/network-meetings/")
    assert (words(page.h1), page.h1["lang"]) == ("Nätverksträffar", "sv")
    assert page.select_one(".prose")["lang"] == "sv"


def test_a_long_history_goes_on_in_the_list_of_all_events(client: Client) -> None:
    series = a_series()
    with together():
        for number in range(22):
            an_event(series=series, starts_at=NOON - number * DAY, title_en=f"Past {number}")
    page = read(client, "/en/series/network-meetings/")
    assert len(page.select(".list li")) == 20
    onward = read(client, str(page.select_one("a[rel=next]")["href"]))
    assert [words(title) for title in onward.select(".list h3")] == ["Past 20", "Past 21"]


@pytest.mark.parametrize("name", PAGES)
def test_each_has_a_calendar_and_feeds_to_follow(client: Client, name: str) -> None:
    an_event_of_theirs(a_full_house())
    path = PAGES[name][0]
    links = {words(a): a["href"] for a in read(client, path).main("a")}
    forms = {"Kalender (.ics)": "ics", "Atom": "atom", "JSON Feed": "json"}
    for label, ending in forms.items():
        assert links[label] == f"{path.rstrip('/')}.{ending}"
        assert "Om celler" in client.get(links[label]).content.decode()


def test_the_event_leads_to_all_of_them(client: Client) -> None:
    an_event_of_theirs(a_full_house(), contact=a_person(name="Bo Ek"))
    links = {a["href"] for a in read(client, "/sv/evenemang/2027/om-celler/").main("a")}
    assert {path for path, _english in PAGES.values()} - links == set()
    assert "/sv/personer/bo-ek/" in links


def test_a_meeting_leads_to_the_one_before_and_the_one_after(client: Client) -> None:
    series = a_series()
    for title, days in [("First", -2), ("Second", 0), ("Third", 5), ("Fourth", 7)]:
        an_event(series=series, title_en=title, starts_at=NOON + days * DAY)
    an_event(series=series, title_en="Secret", starts_at=NOON + DAY, state="draft")
    an_event(title_en="Another series", starts_at=NOON - DAY)
    with time_machine.travel(MORNING_BEFORE, tick=False):
        nav = page_of(client, "/en/events/2027/second/").select_one(".pair")
    assert [(it.a["rel"], words(it)) for it in nav("li")] == [
        (["prev"], "Previous in the series 11 April First"),
        (["next"], "Next in the series 18 April Third"),
    ]
    first = read(client, "/en/events/2027/first/").select_one(".pair")
    assert [words(it) for it in first("li")] == ["Next in the series 13 April Second"]


def test_a_meeting_that_is_over_leads_to_the_next_that_is_held(client: Client) -> None:
    series = a_series()
    an_event(series=series, title_en="Over")
    an_event(series=series, title_en="Off", starts_at=NOON + DAY, status="cancelled")
    an_event(series=series, title_en="On", starts_at=NOON + 2 * DAY)
    page = read(client, "/en/events/2027/over/")
    assert words(page.select_one(".next")) == (
        "15 April Next in the series Network meetings On Thursday 12:00–13:00"
    )
    assert [words(it.a) for it in page.select(".pair li")] == ["Off"]
    with time_machine.travel(MORNING_BEFORE, tick=False):
        assert page_of(client, "/en/events/2027/over/").select_one(".next") is None


def test_meetings_that_start_together_are_still_one_after_the_other(client: Client) -> None:
    series = a_series()
    for title in ("One", "Two", "Three"):
        an_event(series=series, title_en=title)
    nav = read(client, "/en/events/2027/two/").select_one(".pair")
    assert [a["href"] for a in nav("a")] == ["/en/events/2027/one/", "/en/events/2027/three/"]


def test_the_only_meeting_of_a_series_has_none_beside_it(client: Client) -> None:
    an_event(series=a_series())
    assert read(client, "/en/events/2027/on-cells/").select_one(".pair") is None


def rename(house: dict[str, object], name: str) -> None:
    """Change the slugs of one of them; those of `PAGES` become former ones."""
    row: Any = house[name]
    for column in ("slug_sv", "slug_en") if hasattr(row, "slug_sv") else ("slug",):
        setattr(row, column, "nytt-namn")
    row.save()


@pytest.mark.parametrize("name", PAGES)
def test_a_former_address_and_its_feeds_are_found_as_long_as_the_present_ones(
    client: Client, name: str
) -> None:
    house = a_full_house()
    rename(house, name)
    feeds = [f"{PAGES[name][0][:-1]}.{it}" for it in ("ics", "atom", "json")]
    assert {client.get(it).status_code for it in (PAGES[name][0], *feeds)} == {404}
    event = an_event_of_theirs(house)
    assert client.get(PAGES[name][0])["Location"].endswith("/nytt-namn/")
    assert {client.get(it).status_code for it in feeds} == {200}
    event.state = "draft"
    event.save()
    # That there was something is told by its feeds alone, as at the present address.
    assert client.get(PAGES[name][0]).status_code == 404
    assert {client.get(it).status_code for it in feeds} == {200}
    assert b"STATUS:CANCELLED" in client.get(feeds[0]).content
