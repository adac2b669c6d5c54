"""The programme of a period as text, to copy into an email."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from time_machine import Traveller

from atmp_events.actions.publishing import publish
from atmp_events.admin.programme_text import period_of
from atmp_events.models import Event, User
from tests.builders import MORNING_BEFORE, NOON, a_person, a_series, a_talk, a_venue, an_event, save
from tests.pages.parsing import page_of

pytestmark = pytest.mark.usefixtures("clock")

PAGE = "/admin/events/event/programme/"
MONTH = {"period": "this_month"}


def page(staff_client: Client, **params: str) -> BeautifulSoup:
    return page_of(staff_client.get(PAGE, MONTH | params))


def plain_text(staff_client: Client, text: str = "sv", **params: str) -> str:
    field = page(staff_client, **params).select_one(f"#plain-{text}")
    return field.text.lstrip("\n") if field else ""


def test_text_is_in_both_languages_with_absolute_addresses(staff_client: Client) -> None:
    event = an_event(
        venue=a_venue(),
        room_sv="Sal B",
        room_en="Room B",
        spoken_languages="sv",
        registration="by_link",
        registration_url="https://x.se/",
    )
    a_talk(event, speakers=(a_person(), a_person(name="Åsa Berg")))
    assert plain_text(staff_client) == (
        "Alla evenemang, april 2027\n"
        "----------------------------------------\n\n"
        "KOMMANDE EVENEMANG\n\n"
        "Om celler\n"
        "tisdag 13 april 2027 kl. 12.00–13.00\n"
        "Sal B, Rudbecklaboratoriet, Dag Hammarskjölds väg 20, 751 85 Uppsala\n"
        "Medverkande: Ada Lund och Åsa Berg\n"
        "Föreläsningen hålls på svenska.\n"
        "Anmälan: https://x.se/\n"
        "https://events.example.org/sv/evenemang/2027/om-celler/\n"
    )
    english = plain_text(staff_client, "en")
    assert english.startswith("All events, April 2027\n")
    assert "Tuesday 13 April 2027" in english
    assert english.endswith("https://events.example.org/en/events/2027/on-cells/\n")
    rich = page(staff_client).select_one("#rich-sv")
    assert [link["href"] for link in rich.select("a")] == [
        "https://events.example.org/sv/evenemang/2027/om-celler/",
        "https://x.se/",
    ]


def test_changed_and_cancelled_events_come_first(staff_client: Client) -> None:
    an_event(title_sv="Blir av")
    an_event(title_sv="Blir inte av", starts_at=NOON + timedelta(days=5), status="cancelled")
    an_event(
        title_sv="Flyttad ut ur månaden",
        status="rescheduled",
        previous_starts_at=NOON + timedelta(days=2),
        starts_at=NOON + timedelta(days=40),
    )
    text = plain_text(staff_client)
    titles = [
        "ÄNDRAT OCH INSTÄLLT",
        "Inställt: Blir inte av",
        "Nytt datum: Flyttad ut ur månaden",
        "KOMMANDE EVENEMANG",
        "\nBlir av\n",
    ]
    places = [text.index(title) for title in titles]
    assert places == sorted(places)
    assert "Evenemanget den 18 april 2027 blir inte av." in text


def test_postponed_event_shows_its_former_time(staff_client: Client) -> None:
    an_event(status="postponed")
    assert "Förut: tisdag 13 april 2027 kl. 12.00–13.00" in plain_text(staff_client)


@pytest.mark.parametrize(("days_ago", "is_news"), [(0, True), (30, True), (32, False)])
def test_room_changed_in_the_last_month_is_shown_with_the_former_room(
    staff_client: Client, clock: Traveller, days_ago: int, is_news: bool
) -> None:
    clock.move_to(MORNING_BEFORE - timedelta(days=days_ago))
    event = an_event(venue=a_venue(), room_sv="Sal 3", room_en="Room 3", state="draft")
    publish(event, at=None)
    save(Event.objects.get(pk=event.pk), room_sv="Sal 9", room_en="Room 9")
    clock.move_to(MORNING_BEFORE)
    text = plain_text(staff_client)
    assert ("Ändrat: Om celler" in text) == is_news
    assert ("Plats: Sal 9. Förut: Sal 3" in text) == is_news
    assert ("Changed: On cells" in plain_text(staff_client, "en")) == is_news


def test_past_and_draft_events_are_left_out_and_drafts_are_counted(staff_client: Client) -> None:
    an_event(title_sv="Över", starts_at=NOON - timedelta(days=3))
    an_event(title_sv="Utkast", state="draft")
    an_event(title_sv="I maj", starts_at=NOON + timedelta(days=30))
    soup = page(staff_client)
    assert soup.select_one(".calm")
    assert "1 evenemang under perioden är inte offentligt" in soup.text
    assert "I maj" in plain_text(staff_client, period="next_month")
    chosen = {"period": "dates", "first_on": "2027-05-13", "last_on": "2027-05-13"}
    assert "I maj" in plain_text(staff_client, **chosen)


def test_text_is_filtered_by_kind_series_and_language(
    staff_client: Client, coordinator: User
) -> None:
    an_event(title_sv="Med", series=a_series(), kind="course", spoken_languages="en")
    an_event(title_sv="Utan")
    for params in ({"kind": "course"}, {"series": "natverkstraffar"}, {"language": "en"}):
        text = plain_text(staff_client, **params)
        assert "Med" in text
        assert "Utan" not in text
    assert plain_text(staff_client, kind="course").startswith("Kurser, april 2027")
    save(coordinator, language="en")
    assert "Med" in plain_text(staff_client, series="network-meetings")


def test_missing_or_reversed_days_are_refused(staff_client: Client) -> None:
    an_event()
    for days in (
        {"first_on": "", "last_on": ""},
        {"first_on": "2027-05-01", "last_on": "2027-04-01"},
    ):
        soup = page(staff_client, period="dates", **days)
        assert soup.select(".errorlist")
        assert not soup.select(".letter")


def test_title_in_the_other_language_has_a_lang_attribute(staff_client: Client) -> None:
    an_event(title_en="")
    link = page(staff_client).select_one("#rich-en a")
    assert link["lang"] == "sv"


def test_copy_buttons_are_hidden_until_the_script_runs(staff_client: Client) -> None:
    an_event()
    soup = page(staff_client)
    assert len(soup.select("button[data-copy][hidden]")) == 4
    assert soup.select('script[src*="admin_copy_buttons"]')


@pytest.mark.parametrize(
    ("name", "today", "first", "last", "words"),
    [
        ("this_month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31), "december 2026"),
        ("next_month", date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 31), "januari 2027"),
        ("this_term", date(2026, 6, 30), date(2026, 1, 1), date(2026, 6, 30), "våren 2026"),
        ("next_term", date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31), "hösten 2026"),
        ("next_term", date(2026, 7, 1), date(2027, 1, 1), date(2027, 6, 30), "våren 2027"),
    ],
)
def test_period_has_its_days_and_name(
    name: str, today: date, first: date, last: date, words: str
) -> None:
    period = period_of(name, today)
    assert (period.first, period.last, period.in_words("sv")) == (first, last, words)
