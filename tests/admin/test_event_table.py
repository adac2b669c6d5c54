"""The list of events as a CSV file for a spreadsheet."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from atmp_events.admin.csv_table import escape_formula, unescape_formula
from atmp_events.models import User
from tests.builders import NOON, a_person, a_series, a_talk, a_venue, an_event, an_organiser, save

TABLE = "/admin/events/event/table/"


def table(staff_client: Client, query: str = "") -> list[dict[str, str]]:
    """The rows of the file, by column heading."""
    sent = staff_client.get(TABLE + query).getvalue()
    assert sent.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(sent.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_row_has_all_columns_in_the_language_of_the_user(
    staff_client: Client, coordinator: User
) -> None:
    event = an_event(
        venue=a_venue(),
        series=a_series(),
        room_sv="Sal B",
        room_en="Room B",
        capacity=40,
        spoken_languages="sv,en",
        organisers=(an_organiser(),),
        registration="by_link",
        registration_url="https://x.se/",
    )
    a_talk(event, speakers=(a_person(), a_person(name="Åsa Berg")))
    assert table(staff_client) == [
        {
            "Datum": "2027-04-13",
            "Börjar klockan": "12:00",
            "Slutar klockan": "13:00",
            "Sista dagen": "2027-04-13",
            "Rubrik (svenska)": "Om celler",
            "Rubrik (engelska)": "On cells",
            "Typ": "Seminarium",
            "Serie": "Nätverksträffar",
            "Plats": "Rudbecklaboratoriet",
            "Lokal (svenska)": "Sal B",
            "Lokal (engelska)": "Room B",
            "På plats eller digitalt": "På plats",
            "Talat språk": "svenska, engelska",
            "Medverkande": "Ada Lund, Åsa Berg",
            "Arrangörer": "Uppsala universitet",
            "Antal platser": "40",
            "Läge": "Blir av som planerat",
            "Publicering": "Publicerat",
            "Anmälan": "Anmälan via en länk",
            "Länk till anmälan": "https://x.se/",
            "Sida på svenska": "https://events.example.org/sv/evenemang/2027/om-celler/",
            "Sida på engelska": "https://events.example.org/en/events/2027/on-cells/",
        }
    ]
    save(coordinator, language="en")
    (row,) = table(staff_client)
    assert (row["Venue"], row["Kind"]) == ("Rudbeck Laboratory", "Seminar")


def test_table_has_filters_search_and_order_of_the_list(staff_client: Client) -> None:
    an_event(title_sv="Första", kind="course")
    an_event(title_sv="Andra", kind="course", starts_at=NOON + timedelta(days=1))
    an_event(title_sv="Tredje")
    titles = [row["Rubrik (svenska)"] for row in table(staff_client, "?kind__exact=course&o=1")]
    assert titles == ["Första", "Andra"]
    assert [row["Rubrik (svenska)"] for row in table(staff_client, "?q=tredje")] == ["Tredje"]
    page = staff_client.get("/admin/events/event/?kind__exact=course").content.decode()
    assert f'href="{TABLE}?kind__exact=course"' in page
    assert staff_client.get(TABLE + "?kind__nonsense=x").status_code == 302


def test_row_of_an_all_day_draft_has_no_times_and_no_url(staff_client: Client) -> None:
    an_event(all_day=True, state="draft", starts_at=NOON.replace(hour=0), minutes=2880)
    (row,) = table(staff_client)
    assert (row["Börjar klockan"], row["Slutar klockan"], row["Sista dagen"]) == (
        "",
        "",
        "2027-04-14",
    )
    assert (row["Publicering"], row["Sida på svenska"]) == ("Utkast", "")


def test_cells_that_look_like_formulas_are_escaped(staff_client: Client) -> None:
    for start in ("=", "+", "-", "@", "\t", "\r"):
        cell = escape_formula(f"{start}1+1")
        assert cell == f"'{start}1+1"
        assert unescape_formula(cell) == f"{start}1+1"
    assert unescape_formula("'quoted'") == "'quoted'"
    an_event(title_en="=HYPERLINK(1)")
    assert table(staff_client)[0]["Rubrik (engelska)"] == "'=HYPERLINK(1)"


@pytest.mark.usefixtures("roles")
def test_table_requires_permission_to_view_events(client: Client) -> None:
    reader = User.objects.create_user("bo", password="correct horse", is_staff=True)
    client.force_login(reader)
    assert client.get(TABLE).status_code == 403
    reader.groups.add(Group.objects.get(name="Editor"))
    assert client.get(TABLE).status_code == 200
