"""The home page begins with the event that is next or under way: the lead."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from atmp_events.models import Status
from tests.builders import MORNING_BEFORE, NOON, a_person, a_series, an_event, revise_once
from tests.pages.parsing import get_page, text_of


def lead(client: Client, now: datetime) -> tuple[str, str]:
    hero = get_page(client, "/en/", now=now).select_one(".hero")
    return text_of(hero.select_one(".kick")), text_of(hero.h2)


@pytest.mark.parametrize(
    ("now", "kick"),
    [
        (MORNING_BEFORE, "Next event"),
        (NOON - timedelta(hours=1), "Today"),
        (NOON, "Under way now"),
        (NOON + timedelta(minutes=59), "Under way now"),
    ],
)
def test_event_is_the_lead_until_it_ends(client: Client, now: datetime, kick: str) -> None:
    an_event(title_en="First")
    an_event(title_en="Second", starts_at=NOON + timedelta(days=7))
    assert lead(client, now) == (kick, "First")


def test_next_event_becomes_the_lead_and_the_past_one_the_latest(client: Client) -> None:
    for title, days in (("Earlier", -7), ("First", 0), ("Second", 7)):
        an_event(title_en=title, starts_at=NOON + timedelta(days=days))
    now = NOON + timedelta(hours=1)
    assert lead(client, now) == ("Next event", "Second")
    assert headings(client, now)["Latest event"] == ["First"]
    assert "Latest event 13 April 2027 First" in text_of(get_page(client, "/en/", now=now).main)


def test_cancelled_event_is_listed_but_is_not_the_lead(client: Client) -> None:
    an_event(title_en="First", status=Status.CANCELLED)
    an_event(title_en="Second", starts_at=NOON + timedelta(days=7))
    assert lead(client, MORNING_BEFORE) == ("Next event", "Second")
    row = get_page(client, "/en/", now=MORNING_BEFORE).select_one(".list li")
    assert text_of(row).startswith("13 Tue Cancelled: First 12:00–13:00")


def headings(client: Client, now: datetime) -> dict[str, list[str]]:
    """The lead, and the titles below each heading."""
    page = get_page(client, "/en/", now=now)
    lists = {text_of(it.h2): [text_of(title) for title in it("h3")] for it in page.select(".row")}
    return {"lead": [text_of(page.select_one(".hero h2"))], **lists}


WEEKS = 60 * 24 * 60  # minutes


def test_event_of_several_weeks_is_not_the_lead_before_others(client: Client) -> None:
    an_event(title_en="Course", starts_at=NOON - timedelta(days=20), minutes=WEEKS)
    an_event(title_en="Lunch", starts_at=NOON)
    an_event(title_en="Next", starts_at=NOON + timedelta(days=3))
    for now in (MORNING_BEFORE, NOON - timedelta(hours=1), NOON):
        found = headings(client, now)
        assert (found["lead"], found["Also going on"]) == (["Lunch"], ["Course"])
        assert found["April 2027"] == ["Next"]
    assert headings(client, NOON + timedelta(hours=2))["lead"] == ["Next"]


def test_long_event_under_way_is_listed_as_going_on(client: Client) -> None:
    an_event(title_en="Conference", starts_at=NOON - timedelta(days=1), minutes=3 * 24 * 60)
    an_event(title_en="Lunch", starts_at=NOON)
    an_event(title_en="Evening", starts_at=NOON + timedelta(hours=6))
    found = headings(client, NOON)
    assert (found["lead"], found["Also going on"]) == (["Lunch"], ["Conference"])
    assert found["April 2027"] == ["Evening"]
    assert headings(client, NOON - timedelta(hours=1))["lead"] == ["Lunch"]
    assert headings(client, NOON + timedelta(hours=20))["lead"] == ["Conference"]


def test_event_of_several_weeks_is_the_lead_when_nothing_else_is_planned(client: Client) -> None:
    an_event(title_en="Course", starts_at=NOON - timedelta(days=20), minutes=WEEKS)
    assert lead(client, NOON) == ("Under way now", "Course")


def test_date_in_another_year_shows_the_year(client: Client) -> None:
    an_event(title_en="First", starts_at=NOON)
    an_event(title_en="Second", starts_at=NOON.replace(year=2028))
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        page = get_page(client, "/en/")
        assert text_of(page.select_one(".hero .when b")) == "13 April"
        assert text_of(page.select_one(".row .month")) == "April 2028"
        assert text_of(page.select_one(".list time")) == "13 Thu"
        assert text_of(get_page(client, "/en/events/2028/second/").select_one(".when")).startswith(
            "13 April 2028"
        )


def test_archive_of_this_year_lists_only_past_events(client: Client) -> None:
    for title, days in (("Spring", -30), ("Next", 3), ("Far", 900), ("Before", -400)):
        an_event(title_sv=title, title_en=title, starts_at=NOON + timedelta(days=days))
    page = get_page(client, "/sv/", now=NOON)
    years = {text_of(it): it["href"] for it in page.select(".years a")}
    headings_by_year = {
        year: get_page(client, path, now=NOON).select("h3") for year, path in years.items()
    }
    assert {year: [text_of(it) for it in titles] for year, titles in headings_by_year.items()} == {
        "2027": ["Spring"],
        "2026": ["Before"],
    }


def test_latest_event_is_the_lead_when_nothing_is_planned(client: Client) -> None:
    an_event(title_sv="Senast", series=a_series(), recording_url="https://example.org/film")
    page = get_page(client, "/sv/", now=NOON + timedelta(days=9))
    hero = page.select_one(".plate.is-past .hero")
    kick = text_of(hero.select_one(".kick"))
    assert (kick, text_of(hero.h2)) == ("Senaste evenemanget", "Senast")
    assert hero.select_one(".do a")["href"] == "https://example.org/film"
    assert page.select_one(".index a")["href"] == "/sv/serier/natverkstraffar/"


def test_home_page_without_events_offers_the_subscription(client: Client) -> None:
    page = get_page(client, "/sv/")
    assert "Inget evenemang är planerat just nu." in text_of(page.main)
    button = page.select_one(".do a")
    assert (text_of(button), button["href"]) == (
        "Prenumerera på alla evenemang",
        "/sv/prenumerera/",
    )
    assert page.select_one("#archive") is None


def test_each_month_has_a_calendar_that_links_to_its_events(client: Client) -> None:
    for title, days in (("First", 0), ("Second", 3), ("Third", 3), ("Off", 5), ("Fourth", 20)):
        status = Status.CANCELLED if title == "Off" else ""
        an_event(title_en=title, starts_at=NOON + timedelta(days=days), status=status)
    with time_machine.travel(MORNING_BEFORE, tick=False):
        page = get_page(client, "/en/")
        months = {text_of(it.h2): it for it in page.select("section:has(.cal)")}
        days = {it["aria-label"]: it["href"] for it in months["April 2027"].select(".cal a")}
        assert list(months) == ["April 2027", "May 2027"]
        assert list(days) == [
            *("13 April: First", "16 April: Second; Third", "18 April: Off (cancelled)")
        ]
        assert days["13 April: First"] == "/en/events/2027/first/"
        place, row = days["16 April: Second; Third"].split("#")
        assert text_of(get_page(client, place).find(id=row).h3) == "Second"
        weeks = [text_of(it) for it in months["April 2027"].select("tbody th")]
        assert weeks == ["13", "14", "15", "16", "17"]


def test_lead_links_to_its_contact_person_and_to_calendars(client: Client) -> None:
    an_event(contact=a_person())
    with time_machine.travel(MORNING_BEFORE, tick=False):
        page = get_page(client, "/en/")
        assert page.select_one(".hero .add a[href^='https://calendar.google.com/']")
        link = page.select_one(".come a")
        place, section = link["href"].split("#")
        assert get_page(client, place).find(id=section)


@pytest.mark.parametrize(
    ("count", "link"), [(9, []), (12, [("Show all 12 events", "/en/events/")])]
)
def test_home_page_shows_eight_events_after_the_lead_and_a_link_to_all(
    client: Client, count: int, link: list[tuple[str, str]]
) -> None:
    with revise_once():
        for day in range(count):
            an_event(title_en=f"Event {day}", starts_at=NOON + timedelta(days=day))
    page = get_page(client, "/en/", now=MORNING_BEFORE)
    assert len(page.select("section:has(.cal) .list > li")) == 8
    assert [(text_of(it), it["href"]) for it in page.select(".onward a")] == link


def test_menu_breadcrumbs_and_title_use_one_name_of_the_page(client: Client) -> None:
    for language, path, name in (("sv", "evenemang", "Kommande"), ("en", "events", "Upcoming")):
        page = get_page(client, f"/{language}/{path}/")
        places = page.select(f".top nav a[href='/{language}/'], .crumbs a[href='/{language}/']")
        assert [text_of(it) for it in places] == [name, name]
        assert get_page(client, f"/{language}/").title.text.startswith(name)


def test_lead_of_another_kind_is_named_by_its_series(client: Client) -> None:
    an_event(kind="other", series=a_series(title_sv="Nätverksträffar"))
    note = get_page(client, "/sv/", now=MORNING_BEFORE).select_one(".hero .note")
    assert text_of(note) == "I serien Nätverksträffar."
