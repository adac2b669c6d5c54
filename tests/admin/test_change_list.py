"""Lists and search fields of the admin: search, order and date filter."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from atmp_events.models import Affiliation, User
from tests.builders import a_person, a_series, a_talk, a_venue, an_event, an_organiser, save
from tests.pages.parsing import get_page


def autocomplete_options(
    staff_client: Client, term: str = "", field: tuple[str, str] = ("appearance", "person")
) -> list[str]:
    """The options of an autocomplete field, by default that of speakers."""
    query = {"app_label": "events", "model_name": field[0], "field_name": field[1], "term": term}
    return [
        row["text"] for row in staff_client.get("/admin/autocomplete/", query).json()["results"]
    ]


def first_column(staff_client: Client, path: str) -> list[str]:
    """The first column of a list of the admin."""
    page = get_page(staff_client, f"/admin/events/{path}")
    return [row.get_text(strip=True) for row in page.select("#result_list tbody th")]


def test_every_search_ignores_case_and_accents(staff_client: Client) -> None:
    a_person(name="Åsa Öberg", slug="x")
    a_person(name="Örjan Ek")
    a_series(title_sv="Åsa-serien", slug_sv="x", slug_en="x")
    a_venue(name_sv="Åsa herrgård", slug="x")
    an_organiser(name_sv="Åsa kommun", slug_sv="x", slug_en="x")
    an_event(title_sv="Åsa i tiden", slug_sv="x", slug_en="x")
    fields = {
        ("appearance", "person"): "Åsa Öberg",
        ("event", "contact"): "Åsa Öberg",
        ("event", "series"): "Åsa-serien",
        ("event", "venue"): "Åsa herrgård",
        ("eventorganiser", "organiser"): "Åsa kommun",
    }
    for term in ("ÅSA", "åsa", "asa", "A\u030asa"):
        for field, name in fields.items():
            assert autocomplete_options(staff_client, term, field) == [name], (term, field)
        for model in ("person", "series", "venue", "organiser", "event"):
            found = first_column(staff_client, f"{model}/?q={term}")
            assert len(found) == 1, (term, model)
    assert autocomplete_options(staff_client, "öberg ås") == ["Åsa Öberg"]


def test_event_is_found_by_title_talk_and_speaker(staff_client: Client) -> None:
    a_talk(an_event(title_sv="Nätverksträff"), speakers=(a_person(name="Åsa Berg"),))
    an_event(title_sv="Annat", title_en="Other")
    for term in ("NÄTVERK", "natverk", "on cells", "föredrag", "Åsa", "asa"):
        page = get_page(staff_client, f"/admin/events/event/?q={term}")
        titles = [it.get_text() for it in page.select(".field-title_in_list")]
        assert titles == ["Nätverksträff"], term


@pytest.mark.parametrize(
    ("model", "terms"),
    [
        ("person", ("ada-lund", "ada@", "Universitet")),
        ("venue", ("rudbeck laboratory", "rudbecklaboratoriet", "hammarskjölds", "uppsala")),
        ("organiser", ("UPPSALA UNIVERSITET", "uppsala-universitet")),
        ("series", ("Nätverksträffar", "network-meetings")),
    ],
)
def test_record_is_found_by_what_is_searched(
    staff_client: Client, model: str, terms: tuple[str, ...]
) -> None:
    person = a_person(email="ada@example.org")
    Affiliation.objects.create(person=person, organisation_sv="Uppsala universitet")
    a_venue()
    an_organiser()
    a_series()
    for term in terms:
        assert len(first_column(staff_client, f"{model}/?q={term}")) == 1, term
    assert first_column(staff_client, f"{model}/?q=zebra") == []


def test_search_without_letters_finds_nothing(staff_client: Client) -> None:
    a_person()
    assert autocomplete_options(staff_client, "***") == []
    assert autocomplete_options(staff_client, " ") == ["Ada Lund"]


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("sv", "anna Áslaug Čedo Émile Łukasz Zeta Åsa Ängla Ærø Örjan Østen"),
        ("en", "Ærø Ängla anna Åsa Áslaug Čedo Émile Łukasz Örjan Østen Zeta"),
    ],
)
def test_names_are_sorted_by_the_alphabet_of_the_user_language(
    staff_client: Client, language: str, ordered: str
) -> None:
    User.objects.update(language=language)
    names = ordered.split()
    for number, name in enumerate(reversed(names)):
        a_person(name=name, slug=f"p{number}")
        a_venue(name_sv=name, name_en="", slug=f"p{number}")
    assert (
        autocomplete_options(staff_client)
        == first_column(staff_client, "person/")
        == first_column(staff_client, "venue/")
        == names
    )
    assert first_column(staff_client, "person/?o=1") == names
    assert first_column(staff_client, "person/?o=-1") == names[::-1]


def test_search_field_distinguishes_people_with_the_same_name(staff_client: Client) -> None:
    professor, other, _third = (
        a_person(name="Anna Svensson", slug=slug) for slug in ("anna", "anna-2", "anna-3")
    )
    Affiliation.objects.create(person=professor, role_sv="professor", organisation_sv="UU")
    save(other, email="anna@example.org")
    a_person(name="Bo Ek")
    for field in (("appearance", "person"), ("event", "contact"), ("series", "contact")):
        assert sorted(autocomplete_options(staff_client, field=field)) == [
            "Anna Svensson (anna-3)",
            "Anna Svensson (anna@example.org)",
            "Anna Svensson (professor, UU)",
            "Bo Ek",
        ]


def test_date_filter_uses_the_day_shown_in_the_list(staff_client: Client) -> None:
    starts_at = datetime(2026, 12, 31, 20, tzinfo=ZoneInfo("Pacific/Honolulu"))
    an_event(starts_at=starts_at, timezone="Pacific/Honolulu")
    day = "starts_at__year=2027&starts_at__month=1&starts_at__day=1"
    assert first_column(staff_client, f"event/?{day}") == ["2027-01-01 07:00"]
