"""Pages of series, people, venues and organisers, with their events."""

from datetime import timedelta
from typing import Any

import pytest
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
    revise_once,
    save,
)
from tests.pages.parsing import get_page, text_of

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
    return get_page(client, path, status, now=AFTER)


def sections(page: BeautifulSoup) -> dict[str, list[str]]:
    return {
        text_of(it.h2): [text_of(title) for title in it.select("h3")]
        for it in page.select("section:has(.list)")
    }


def one_of_each() -> dict[str, object]:
    """One entity of each kind, without events."""
    return {
        "series": a_series(),
        "person": a_person(),
        "venue": a_venue(),
        "organiser": an_organiser(name_en="Uppsala University", slug_en="uppsala-university"),
    }


def an_event_with(entities: dict[str, object], **fields: object) -> Event:
    event = an_event(
        series=entities["series"],
        venue=entities["venue"],
        organisers=(entities["organiser"],),
        **fields,
    )
    a_talk(event, speakers=(entities["person"],))
    return event


@pytest.mark.parametrize("name", PAGES)
def test_entity_page_lists_coming_and_past_events_in_both_languages(
    client: Client, name: str
) -> None:
    entities = one_of_each()
    for title, days in [("Sen", 9), ("Snart", 1), ("Nyss", 0), ("Förr", -200)]:
        an_event_with(entities, title_sv=title, starts_at=NOON + days * DAY)
    an_event(title_sv="Någon annans")
    swedish, english = (read(client, path) for path in PAGES[name])
    assert [
        text_of(it.select_one(".kick")) + " " + text_of(it.h1) for it in (swedish, english)
    ] == [*NAMES[name]]
    assert sections(swedish) == {"Kommande": ["Snart", "Sen"], "2027": ["Nyss"], "2026": ["Förr"]}
    assert list(sections(english)) == ["Upcoming", "2027", "2026"]
    assert swedish.select_one("a.tongue")["href"] == PAGES[name][1]
    assert english.select_one("a.tongue")["href"] == PAGES[name][0]


@pytest.mark.parametrize("name", PAGES)
def test_unknown_entity_or_one_without_public_events_has_no_page(client: Client, name: str) -> None:
    event = an_event_with(one_of_each(), state="draft")
    read(client, PAGES[name][1], status=404)
    Event.objects.filter(pk=event.pk).update(state="published", publish_at=AFTER + DAY)
    read(client, PAGES[name][1], status=404)
    Event.objects.filter(pk=event.pk).update(publish_at=AFTER)
    read(client, PAGES[name][1])
    read(client, f"{PAGES[name][1][:-1]}-x/", status=404)


def test_person_page_shows_the_role_of_today_and_of_each_event(client: Client) -> None:
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
    assert text_of(page.select_one("header.plate .big")) == "professor, Lunds universitet"
    assert [text_of(part) for part in page.select(".list .part")] == [
        "Som docent docent, Uppsala universitet docent, Akademiska sjukhuset",
        "Som doktorand doktorand, Uppsala universitet doktorand, Akademiska sjukhuset",
    ]


@pytest.mark.parametrize("is_known_today", [True, False])
def test_role_that_is_the_same_everywhere_is_shown_once(
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
    assert text_of(page.main).lower().count("professor, uppsala universitet") == 1
    assert text_of(page.select_one("header.plate .big")).lower() == "professor, uppsala universitet"
    assert [text_of(part) for part in page.select(".list .part")] == ["Om stamceller"] * 2


def test_role_at_a_single_event_is_shown_beside_that_event(client: Client) -> None:
    a_talk(an_event(), title_sv="Om stamceller", speakers=(a_person(),))
    page = read(client, "/sv/personer/ada-lund/")
    assert page.select_one("header.plate .big") is None
    assert text_of(page.select_one(".list .part")) == "Om stamceller professor, Uppsala universitet"


def test_person_page_lists_a_role_in_a_whole_event(client: Client) -> None:
    Appearance.objects.create(event=an_event(), person=a_person(), role_en="moderator")
    page = read(client, "/en/people/ada-lund/")
    assert [text_of(part) for part in page.select(".list .part")] == ["moderator"]


def test_contact_person_without_talks_has_a_page(client: Client) -> None:
    an_event(contact=a_person(email="ada@example.org", phone="018-000 00 00"))
    page = read(client, "/en/people/ada-lund/")
    assert text_of(page.select_one(".kick")) == "Contact person"
    assert "ada@example.org 018-000 00 00 Contact for: On cells, 13 April 2027" in (
        text_of(page.main)
    )
    assert sections(page) == {}


def test_speaker_page_hides_email_and_telephone(client: Client) -> None:
    a_talk(an_event(), speakers=(a_person(email="ada@example.org", phone="018-000 00 00"),))
    page = text_of(read(client, "/en/people/ada-lund/"))
    assert "018-000 00 00" not in page
    assert "ada@example.org" not in page


def test_venue_page_shows_entrance_directions_and_map(client: Client) -> None:
    venue = a_venue(
        entrance_sv="100/101",
        directions_en="Up the stairs.",
        nearest_stop_en="Science Park",
        step_free=True,
        web_page="https://www.rudbeck.uu.se/",
    )
    an_event(venue=venue)
    page = read(client, "/en/venues/rudbecklaboratoriet/")
    assert text_of(page.select_one(".plate .sign")) == "Ingång 100/101"
    facts = {text_of(it.h3): text_of(it) for it in page.select(".three > section")}
    assert facts == {
        "Address": "Address Rudbeck Laboratory, Ingång 100/101 (entrance) Dag Hammarskjölds väg 20 "
        "751 85 Uppsala Show on map",
        "Finding the way": "Finding the way Up the stairs. Nearest stop: Science Park",
        "Accessibility": "Accessibility Step-free access.",
    }
    assert page.select_one(".plate .do a.ghost")["href"] == "https://www.rudbeck.uu.se/"


def test_venue_page_shows_a_text_on_accessibility_alone(client: Client) -> None:
    venue, path = a_venue(), "/en/venues/rudbecklaboratoriet/"
    an_event(venue=venue)
    assert len(read(client, path).select(".three > section")) == 1  # the address
    save(venue, accessibility_en="Ask at the desk.")
    section = read(client, path).select(".three > section")[-1]
    assert text_of(section) == "Accessibility Ask at the desk."


def test_organiser_page_links_to_its_web_page(client: Client) -> None:
    an_event(organisers=(an_organiser(web_page="https://www.uu.se/"),))
    page = read(client, "/en/organisers/uppsala-universitet/")
    assert page.select_one(".plate .do a.ghost")["href"] == "https://www.uu.se/"


def test_series_page_shows_description_and_meetings_by_number(client: Client) -> None:
    series = a_series(description_en="<p>We meet and talk.</p>")
    for number, days in [(2, -1), (1, -30), (None, -10), (7, -400)]:
        an_event(
            series=series, number=number, starts_at=NOON + days * DAY, title_en=f"Number {number}"
        )
    page = read(client, "/en/series/network-meetings/")
    assert text_of(page.select_one(".prose")) == "We meet and talk."
    assert sections(page) == {"2027": ["Number 1", "Number 2", "Number None"], "2026": ["Number 7"]}
    assert text_of(page.select_one(".list p")).startswith("no. 1 ·")


def test_series_page_marks_text_in_the_other_language(client: Client) -> None:
    an_event(series=a_series(title_en="", description_sv="<p>Vi träffas.</p>"))
    page = read(client, "/en/series/network-meetings/")
    assert (text_of(page.h1), page.h1["lang"]) == ("Nätverksträffar", "sv")
    assert page.select_one(".prose")["lang"] == "sv"


def test_long_history_continues_in_the_list_of_all_events(client: Client) -> None:
    series = a_series()
    with revise_once():
        for number in range(22):
            an_event(series=series, starts_at=NOON - number * DAY, title_en=f"Past {number}")
    page = read(client, "/en/series/network-meetings/")
    assert len(page.select(".list li")) == 20
    next_page = read(client, str(page.select_one("a[rel=next]")["href"]))
    assert [text_of(title) for title in next_page.select(".list h3")] == ["Past 20", "Past 21"]


@pytest.mark.parametrize("name", PAGES)
def test_entity_page_links_to_its_calendar_and_feeds(client: Client, name: str) -> None:
    an_event_with(one_of_each())
    path = PAGES[name][0]
    links = {text_of(a): a["href"] for a in read(client, path).main("a")}
    forms = {"Kalender (.ics)": "ics", "Atom": "atom", "JSON Feed": "json"}
    for label, ending in forms.items():
        assert links[label] == f"{path.rstrip('/')}.{ending}"
        assert "Om celler" in client.get(links[label]).content.decode()


def test_event_page_links_to_its_entities(client: Client) -> None:
    an_event_with(one_of_each(), contact=a_person(name="Bo Ek"))
    links = {a["href"] for a in read(client, "/sv/evenemang/2027/om-celler/").main("a")}
    assert {path for path, _english in PAGES.values()} - links == set()
    assert "/sv/personer/bo-ek/" in links


def test_meeting_links_to_the_previous_and_next_in_its_series(client: Client) -> None:
    series = a_series()
    for title, days in [("First", -2), ("Second", 0), ("Third", 5), ("Fourth", 7)]:
        an_event(series=series, title_en=title, starts_at=NOON + days * DAY)
    an_event(series=series, title_en="Secret", starts_at=NOON + DAY, state="draft")
    an_event(series=series, title_en="Too early", starts_at=NOON + DAY, publish_at=NOON + DAY)
    an_event(series=series, title_en="Deleted", starts_at=NOON - DAY, deleted_at=NOON - 9 * DAY)
    an_event(title_en="Another series", starts_at=NOON - DAY)
    nav = get_page(client, "/en/events/2027/second/", now=MORNING_BEFORE).select_one(".pair")
    assert [(it.a["rel"], text_of(it)) for it in nav("li")] == [
        (["prev"], "Previous in the series 11 April First"),
        (["next"], "Next in the series 18 April Third"),
    ]
    first = read(client, "/en/events/2027/first/").select_one(".pair")
    assert [text_of(it) for it in first("li")] == ["Next in the series 13 April Second"]


def test_past_meeting_links_to_the_next_that_is_not_cancelled(client: Client) -> None:
    series = a_series()
    an_event(series=series, title_en="Over")
    an_event(series=series, title_en="Off", starts_at=NOON + DAY, status="cancelled")
    an_event(series=series, title_en="Secret", starts_at=NOON + DAY, state="draft")
    an_event(series=series, title_en="On", starts_at=NOON + 2 * DAY)
    page = read(client, "/en/events/2027/over/")
    assert text_of(page.select_one(".next")) == (
        "15 April Next in the series Network meetings On Thursday 12:00–13:00"
    )
    assert [text_of(it.a) for it in page.select(".pair li")] == ["Off"]
    assert get_page(client, "/en/events/2027/over/", now=MORNING_BEFORE).select_one(".next") is None


def test_meetings_that_start_at_the_same_time_have_an_order(client: Client) -> None:
    series = a_series()
    for title in ("One", "Two", "Three"):
        an_event(series=series, title_en=title)
    nav = read(client, "/en/events/2027/two/").select_one(".pair")
    assert [a["href"] for a in nav("a")] == ["/en/events/2027/one/", "/en/events/2027/three/"]


def test_only_meeting_of_a_series_links_to_no_other(client: Client) -> None:
    an_event(series=a_series())
    assert read(client, "/en/events/2027/on-cells/").select_one(".pair") is None


def rename(entities: dict[str, object], name: str) -> None:
    """Change the slugs of one entity; those in `PAGES` become former addresses."""
    row: Any = entities[name]
    for column in ("slug_sv", "slug_en") if hasattr(row, "slug_sv") else ("slug",):
        setattr(row, column, "nytt-namn")
    row.save()


@pytest.mark.parametrize("name", PAGES)
def test_former_address_and_feeds_work_as_long_as_the_present_ones(
    client: Client, name: str
) -> None:
    entities = one_of_each()
    rename(entities, name)
    feeds = [f"{PAGES[name][0][:-1]}.{it}" for it in ("ics", "atom", "json")]
    assert {client.get(it).status_code for it in (PAGES[name][0], *feeds)} == {404}
    event = an_event_with(entities)
    assert client.get(PAGES[name][0])["Location"].endswith("/nytt-namn/")
    assert {client.get(it).status_code for it in feeds} == {200}
    save(event, state="draft")
    # Without a public event only the feeds remain, as at the present address.
    assert client.get(PAGES[name][0]).status_code == 404
    assert {client.get(it).status_code for it in feeds} == {200}
    assert b"STATUS:CANCELLED" in client.get(feeds[0]).content
