"""The year in figures: events by outcome, kind, series, language and organiser; attendance."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from atmp_events.models import Attendee, Event, User
from atmp_events.participation.personal_data import erase
from tests.builders import NOON, a_person, a_series, a_talk, an_event, an_organiser, save
from tests.pages.parsing import get_page

pytestmark = pytest.mark.usefixtures("clock")

PAGE = "/admin/events/event/figures/"
DAY = timedelta(days=1)
Figures = dict[str, dict[str, list[int]]]


def figures(staff_client: Client, query: str = "?year=2027") -> Figures:
    """The numbers of each row, by its heading, in each table, by its caption."""
    soup = get_page(staff_client, PAGE + query)
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
def test_each_event_is_counted_once_in_each_table(staff_client: Client) -> None:
    tables = figures(staff_client)
    total = [2, 1, 1, 1, 2, 7]  # held, to come, cancelled, postponed, not public, total
    assert tables["Evenemang"] == {"Alla evenemang": total}
    for caption in ("Efter typ", "Efter serie", "På plats och digitalt"):
        assert [sum(column) for column in zip(*tables[caption].values(), strict=True)] == total
    assert tables["Efter typ"] == {"Seminarium": [1, 0, 1, 1, 2, 5], "Kurs": [1, 1, 0, 0, 0, 2]}
    assert tables["Efter serie"]["Nätverksträffar"] == [1, 0, 0, 0, 0, 1]
    assert list(tables["Efter serie"]) == ["Nätverksträffar", "Ingen serie"]
    assert tables["Efter språk"]["engelska"] == [1, 0, 0, 0, 0, 1]
    assert tables["Efter språk"]["Inte angivet"] == [1, 1, 1, 1, 2, 6]
    assert tables["Efter arrangör"]["Akademiska sjukhuset"] == [2, 0, 0, 0, 0, 2]
    assert tables["Program"] == {
        "Föredrag": [3, 1, 1, 0, 0, 5],
        "Medverkande": [2, 1, 1, 0, 0, 2],  # The total counts Ada once.
    }


@pytest.mark.usefixtures("year")
def test_page_shows_the_chosen_year_or_the_current_one(staff_client: Client) -> None:
    an_event(starts_at=NOON + 400 * DAY)
    assert figures(staff_client, "")["Evenemang"]["Alla evenemang"][-1] == 7
    assert figures(staff_client, "?year=2026")["Evenemang"]["Alla evenemang"] == [1, 0, 0, 0, 0, 1]
    page = staff_client.get(PAGE + "?year=1999")
    assert "1 utkast saknar datum" in page.content.decode()


def test_page_without_events_shows_zeros(staff_client: Client) -> None:
    assert figures(staff_client, "") == {"Evenemang": {"Alla evenemang": [0] * 6}} | {
        "Program": {"Föredrag": [0] * 6, "Medverkande": [0] * 6}
    }


@pytest.mark.usefixtures("year")
def test_figures_are_downloaded_as_csv(staff_client: Client, coordinator: User) -> None:
    save(coordinator, language="en")
    sent = staff_client.get(PAGE + "?year=2027&csv=1").getvalue().decode("utf-8-sig")
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


def attendance(staff_client: Client) -> list[list[str]]:
    """The rows of the table about registration on this site."""
    table = get_page(staff_client, PAGE + "?year=2027").select(
        ".figures:has(#table-attended) tbody tr"
    )
    return [[cell.text for cell in row.select("th, td")] for row in table]


def an_attendee(event: Event, name: str, state: str, **fields: Any) -> Attendee:
    email = f"{name.lower()}@example.org"
    defaults = {"name": name, "email": email, "registered_at": NOON - 30 * DAY}
    return Attendee.objects.create(event=event, state=state, **defaults | fields)


def test_attendance_figures_remain_after_names_are_erased(staff_client: Client) -> None:
    past_event = an_event(starts_at=NOON - 9 * DAY, registration="here")
    an_attendee(past_event, "Ada", "confirmed", came_at=NOON - 9 * DAY)
    an_attendee(past_event, "Bo", "confirmed", came_at=NOON - 9 * DAY)
    an_attendee(past_event, "Cy", "confirmed")
    an_attendee(past_event, "Dee", "waiting")
    an_attendee(past_event, "Eve", "cancelled", came_at=NOON - 9 * DAY)  # checked in by mistake
    coming = an_event(title_sv="Om gener", registration="here")
    an_attendee(coming, "Ada", "confirmed")
    an_attendee(coming, "Bo", "offered", offer_ends_at=NOON)
    without_check_in = an_event(title_sv="Om blod", starts_at=NOON - 8 * DAY, registration="here")
    an_attendee(without_check_in, "Ada", "confirmed")
    an_event()
    unknown = "–inte noterat"
    expected = [
        ["Alla evenemang", "5", "2", "1", "2"],
        ["Om celler", "3", "2", "1", "1"],
        ["Om blod", "1", unknown, unknown, "0"],
        ["Om gener", "1", unknown, unknown, "1"],
    ]
    assert attendance(staff_client) == expected
    for attendee in past_event.attendees.all():
        erase(attendee, NOON)
    assert attendance(staff_client) == expected
    sent = staff_client.get(PAGE + "?year=2027&csv=1").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(StringIO(sent, newline=""), delimiter=";"))
    assert rows[-5] == ["Tabell", "Rad", "Hade plats", "Kom", "Uteblev", "Väntade"]
    assert rows[-3:-1] == [
        ["Anmälan på webbplatsen", "Om celler", "3", "2", "1", "1"],
        ["Anmälan på webbplatsen", "Om blod", "1", "", "", "0"],
    ]


def test_tables_have_captions_and_scoped_headers(staff_client: Client) -> None:
    an_event()
    soup = get_page(staff_client, PAGE)
    for table in soup.select(".figures table"):
        assert table.caption
        assert len(table.select("thead th[scope=col]")) == 6
        assert all(row.select("th[scope=row]") for row in table.select("tbody tr"))
