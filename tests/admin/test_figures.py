"""The year in figures: what was held, cancelled and not yet public, counted in every way."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atmp_events.models import Attendee, Event, User
from atmp_events.participation.personal_data import erase
from tests.builders import NOON, a_person, a_series, a_talk, an_event, an_organiser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning_before")]

PAGE = "/admin/events/event/figures/"
DAY = timedelta(days=1)
Figures = dict[str, dict[str, list[int]]]


@pytest.fixture
def morning_before() -> Iterator[None]:
    """It is nine in the morning, the day before."""
    with time_machine.travel(NOON - timedelta(days=1, hours=3), tick=False):
        yield


def figures(desk: Client, query: str = "?year=2027") -> Figures:
    """Each table by its caption: the numbers of each row."""
    soup = BeautifulSoup(desk.get(PAGE + query).content, "html.parser")
    return {
        table.select_one("caption").text: {  # type: ignore[union-attr]
            row.select_one("th").text: [int(cell.text) for cell in row.select("td")]  # type: ignore[union-attr]
            for row in table.select("tbody tr")
        }
        for table in soup.select(".figures table")
    }


@pytest.fixture
def year() -> None:
    """Two held, one to come, one cancelled, one postponed, two not public, one deleted."""
    university = an_organiser()
    hospital = an_organiser(name_sv="Akademiska sjukhuset")
    ada, bo = a_person(), a_person(name="Bo Ek")
    first = an_event(
        starts_at=NOON - 9 * DAY,
        series=a_series(),
        spoken_languages="sv,en",
        organisers=(university, hospital),
        kind="course",
    )
    a_talk(first, speakers=(ada, bo))
    a_talk(first, speakers=(ada,))
    second = an_event(starts_at=NOON - 8 * DAY, attendance_mode="online", organisers=(hospital,))
    a_talk(second, speakers=(ada,))
    a_talk(an_event(kind="course"), speakers=(ada,))
    a_talk(an_event(status="cancelled"), speakers=(bo,))
    an_event(status="postponed")
    an_event(state="draft")
    an_event(publish_at=NOON)
    an_event(deleted_at=NOON)
    an_event(starts_at=NOON - 400 * DAY)
    an_event(starts_at=None, state="draft")


@pytest.mark.usefixtures("year")
def test_each_event_is_counted_once_and_the_tables_agree(desk: Client) -> None:
    found = figures(desk)
    whole = [2, 1, 1, 1, 2, 7]  # held, to come, cancelled, postponed, not public, total
    assert found["Evenemang"] == {"Alla evenemang": whole}
    for caption in ("Efter typ", "Efter serie", "På plats och digitalt"):
        assert [sum(column) for column in zip(*found[caption].values(), strict=True)] == whole
    assert found["Efter typ"] == {"Seminarium": [1, 0, 1, 1, 2, 5], "Kurs": [1, 1, 0, 0, 0, 2]}
    assert found["Efter serie"]["Nätverksträffar"] == [1, 0, 0, 0, 0, 1]
    assert found["Efter språk"]["engelska"] == [1, 0, 0, 0, 0, 1]
    assert found["Efter språk"]["Inte angivet"] == [1, 1, 1, 1, 2, 6]
    assert found["Efter arrangör"]["Akademiska sjukhuset"] == [2, 0, 0, 0, 0, 2]
    assert found["Program"] == {
        "Föredrag": [3, 1, 1, 0, 0, 5],
        "Medverkande": [2, 1, 1, 0, 0, 2],  # Ada is one person, in whatever column.
    }


@pytest.mark.usefixtures("year")
def test_a_year_is_chosen_and_the_latest_that_has_begun_is_shown_first(desk: Client) -> None:
    an_event(starts_at=NOON + 400 * DAY)
    assert figures(desk, "")["Evenemang"]["Alla evenemang"][-1] == 7
    assert figures(desk, "?year=2026")["Evenemang"]["Alla evenemang"] == [1, 0, 0, 0, 0, 1]
    page = desk.get(PAGE + "?year=1999")
    assert "1 utkast saknar datum" in page.content.decode()


def test_a_site_without_events_has_a_page(desk: Client) -> None:
    assert figures(desk, "") == {"Evenemang": {"Alla evenemang": [0] * 6}} | {
        "Program": {"Föredrag": [0] * 6, "Medverkande": [0] * 6}
    }


@pytest.mark.usefixtures("year")
def test_the_figures_are_taken_out_as_a_table(desk: Client, coordinator: User) -> None:
    coordinator.language = "en"
    coordinator.save()
    sent = desk.get(PAGE + "?year=2027&csv=1").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(StringIO(sent, newline=""), delimiter=";"))
    assert rows[0] == [
        "Table",
        "Row",
        "Held",
        "To come",
        "Cancelled",
        "Postponed",
        "Drafts and not yet public",
        "Total",
    ]
    assert rows[1] == ["Events", "All events", "2", "1", "1", "1", "2", "7"]


def attendance(desk: Client) -> list[list[str]]:
    """The rows of the table about registration on this site."""
    table = BeautifulSoup(desk.get(PAGE + "?year=2027").content, "html.parser").select(
        ".figures:has(#table-attended) tbody tr"
    )
    return [[cell.text for cell in row.select("th, td")] for row in table]


def an_attendee(event: Event, name: str, state: str, **fields: Any) -> Attendee:
    email = f"{name.lower()}@example.org"
    plain = {"name": name, "email": email, "registered_at": NOON - 30 * DAY}
    return Attendee.objects.create(event=event, state=state, **plain | fields)


def test_who_registered_came_and_stayed_away_stays_when_names_are_erased(desk: Client) -> None:
    held = an_event(starts_at=NOON - 9 * DAY, registration="here")
    an_attendee(held, "Ada", "confirmed", came_at=NOON - 9 * DAY)
    an_attendee(held, "Bo", "confirmed", came_at=NOON - 9 * DAY)
    an_attendee(held, "Cy", "confirmed")
    an_attendee(held, "Dee", "waiting")
    an_attendee(held, "Eve", "cancelled", came_at=NOON - 9 * DAY)  # noted by mistake
    coming = an_event(title_sv="Om gener", registration="here")
    an_attendee(coming, "Ada", "confirmed")
    an_attendee(coming, "Bo", "offered", offer_ends_at=NOON)
    nobody_noted = an_event(title_sv="Om blod", starts_at=NOON - 8 * DAY, registration="here")
    an_attendee(nobody_noted, "Ada", "confirmed")
    an_event()
    unknown = "–inte noterat"
    expected = [
        ["Alla evenemang", "5", "2", "1", "2"],
        ["Om celler", "3", "2", "1", "1"],
        ["Om blod", "1", unknown, unknown, "0"],
        ["Om gener", "1", unknown, unknown, "1"],
    ]
    assert attendance(desk) == expected
    for attendee in held.attendees.all():
        erase(attendee, NOON)
    assert attendance(desk) == expected
    sent = desk.get(PAGE + "?year=2027&csv=1").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(StringIO(sent, newline=""), delimiter=";"))
    assert rows[-5] == ["Tabell", "Rad", "Hade plats", "Kom", "Uteblev", "Väntade"]
    assert rows[-3:-1] == [
        ["Anmälan på webbplatsen", "Om celler", "3", "2", "1", "1"],
        ["Anmälan på webbplatsen", "Om blod", "1", "", "", "0"],
    ]


def test_more_events_ask_no_more(desk: Client) -> None:
    figures(desk)
    counts = []
    for number in (1, 12):
        for index in range(number):
            a_talk(an_event(), speakers=(a_person(slug=f"ada-{number}-{index}"),))
        with CaptureQueriesContext(connection) as queries:
            figures(desk)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Event.objects.count() == 13


def test_the_tables_have_headings_that_a_screen_reader_tells(desk: Client) -> None:
    an_event()
    soup = BeautifulSoup(desk.get(PAGE).content, "html.parser")
    for table in soup.select(".figures table"):
        assert table.caption
        assert len(table.select("thead th[scope=col]")) == 6
        assert all(row.select("th[scope=row]") for row in table.select("tbody tr"))
