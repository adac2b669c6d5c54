"""An event that is moved when calendars may not follow in time: the coordinator is asked first."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from atmp_events.actions.revising import schedule_of
from atmp_events.models import Attendee, Event, Follower, State, Status, User
from tests.admin.desk import change
from tests.builders import MORNING_BEFORE, NOON, an_event
from tests.pages.reading import words

HOUR = timedelta(hours=1)


def seen_in(response: HttpResponse) -> str:
    """What the page sends back to say that the question has been read."""
    page = BeautifulSoup(response.content, "html.parser")
    return str(page.select_one("[name=short_notice]")["value"])


def question(response: HttpResponse) -> BeautifulSoup | None:
    return BeautifulSoup(response.content, "html.parser").select_one(".short-notice")


def followed(event: Event, email: str = "a@example.org", confirmed_at: Any = NOON) -> None:
    """Somebody follows an event, and was told of its plans as they are."""
    told = {**schedule_of(event), "sequence": 0}
    Follower.objects.create(
        event=event, email=email, asked_at=NOON, confirmed_at=confirmed_at, told=told
    )


@contextmanager
def at(moment: datetime, desk: Client) -> Iterator[None]:
    """Anna at her desk at that moment; her session of today would have ended by then."""
    with time_machine.travel(moment, tick=False):
        desk.force_login(User.objects.get())
        yield


def test_a_move_tomorrow_is_asked_about_first_and_nothing_is_lost(desk: Client) -> None:
    event = an_event(room_sv="Sal A", room_en="Hall A")
    moved = {"starts_at_1": "14:00", "ends_at_1": "15:00", "room_sv": "Sal B", "room_en": "Hall B"}
    with at(MORNING_BEFORE, desk):
        response = change(desk, event, **moved, summary_sv="Ny ingress")
    asked = question(response)
    assert asked is not None
    event.refresh_from_db()
    assert (event.starts_at, event.room_sv, event.summary_sv) == (NOON, "Sal A", "")
    form = BeautifulSoup(response.content, "html.parser")
    assert form.select_one("[name=starts_at_1]")["value"] == "14:00"
    assert form.select_one("[name=summary_sv]").text.strip() == "Ny ingress"
    assert form.select_one(".errornote") is None

    seen = seen_in(response)
    with at(MORNING_BEFORE, desk):
        assert change(desk, event, **moved, short_notice=seen).status_code == 302
    event.refresh_from_db()
    assert (event.starts_at, event.room_sv) == (NOON + 2 * HOUR, "Sal B")
    assert event.version.sequence == 1


@pytest.mark.parametrize(("language", "said"), [("sv", "Inte sparat än"), ("en", "Not saved yet")])
def test_the_question_says_in_the_language_of_the_desk_that_nothing_is_saved(
    desk: Client, language: str, said: str
) -> None:
    User.objects.update(language=language)
    event = an_event(room_sv="Sal A", room_en="Room A")
    with at(MORNING_BEFORE, desk):
        asked = question(change(desk, event, room_sv="Sal B", room_en="Room B"))
    assert asked is not None
    assert asked.h2.text.startswith(said)
    assert "Sal B" in asked.select_one("#notice-sv").text
    assert "Room B" in asked.select_one("#notice-en").text


def test_the_letter_says_what_was_and_what_is_in_both_languages(desk: Client) -> None:
    event = an_event(room_sv="Sal A", room_en="Hall A")
    with at(MORNING_BEFORE, desk):
        asked = question(
            change(desk, event, starts_at_1="14:00", ends_at_1="15:00", room_en="Hall B")
        )
    assert asked
    swedish, english = asked.select("textarea")
    assert (swedish["lang"], english["lang"]) == ("sv", "en")
    assert english.text.strip().splitlines() == [
        "Changed: On cells",
        "",
        "Time: Tuesday 13 April 2027, 14:00–15:00",
        "Before: Tuesday 13 April 2027, 12:00–13:00",
        "Place: Hall B",
        "Before: Hall A",
        "",
        "What applies now:",
        "On cells",
        "Tuesday 13 April 2027, 14:00–15:00",
        "Hall B",
        "",
        "What has been put into a calendar may still show what held before.",
        "",
        "https://events.example.org/en/events/2027/on-cells/",
    ]
    assert "Tid: tisdag 13 april 2027 kl. 14.00–15.00" in swedish.text
    assert "https://events.example.org/sv/evenemang/2027/om-celler/" in swedish.text


@pytest.mark.parametrize(
    ("before", "late"),
    [
        (47 * HOUR, ["Outlook"]),
        (20 * HOUR, ["Apple Kalender", "Thunderbird", "Outlook", "Google Kalender"]),
    ],
)
def test_it_names_the_calendars_that_may_be_late(
    desk: Client, before: timedelta, late: list[str]
) -> None:
    event = an_event()
    with at(NOON - before, desk):
        asked = question(change(desk, event, status="cancelled"))
    assert asked
    named = [words(it) for it in asked.select("li b")]
    assert named == [*late, "Hämtade filer och kopior"]
    assert f"Det börjar om {before // HOUR} timmar" in words(asked)
    assert asked.select("textarea")[1].text.split("\n\n") == [
        "Cancelled: On cells",
        "The event on 13 April 2027 will not take place.",
        "What has been put into a calendar may still show what held before.",
        "https://events.example.org/en/events/2027/on-cells/",
    ]


@pytest.mark.parametrize(
    ("now", "fields", "typed"),
    [
        (NOON - 48 * HOUR - HOUR / 60, {}, {"starts_at_1": "14:00", "ends_at_1": "15:00"}),
        (NOON + 2 * HOUR, {}, {"starts_at_1": "11:00"}),
        (MORNING_BEFORE, {"state": State.DRAFT}, {"starts_at_1": "11:00"}),
        (MORNING_BEFORE, {}, {"title_sv": "Om andra celler"}),
    ],
    ids=["in good time", "it is over", "nobody has seen it", "only words"],
)
def test_what_no_calendar_can_miss_is_saved_at_once(
    desk: Client, now: datetime, fields: dict[str, str], typed: dict[str, str]
) -> None:
    event = an_event(**fields)
    with at(now, desk):
        assert change(desk, event, **{"publish_at_0": "", **typed}).status_code == 302


def test_it_is_asked_from_two_days_before_on(desk: Client) -> None:
    event = an_event()
    with at(NOON - 48 * HOUR, desk):
        asked = question(change(desk, event, status="cancelled"))
    assert asked
    assert "Det börjar om 48 timmar" in words(asked)


def test_a_second_thought_is_asked_about_again(desk: Client) -> None:
    event = an_event()
    with at(MORNING_BEFORE, desk):
        seen = seen_in(change(desk, event, starts_at_1="14:00", ends_at_1="15:00"))
        again = change(desk, event, starts_at_1="16:00", ends_at_1="17:00", short_notice=seen)
    assert question(again)
    assert Event.objects.get().starts_at == NOON


def test_what_cannot_be_saved_is_told_before_anything_is_asked(desk: Client) -> None:
    event = an_event()
    with at(MORNING_BEFORE, desk):
        response = change(desk, event, starts_at_1="14:00", ends_at_1="13:00")
    assert question(response) is None
    assert BeautifulSoup(response.content, "html.parser").select_one(".errornote")


def test_it_says_how_many_get_a_letter_and_shows_it_in_both_languages(
    desk: Client, settings: LazySettings
) -> None:
    event = an_event(room_sv="Sal A", room_en="Hall A")
    followed(event)
    followed(event, "b@example.org")
    followed(event, "c@x.se", confirmed_at=None)
    told = {**schedule_of(event), "sequence": 0}
    Attendee.objects.create(
        event=event, email="d@example.org", state="waiting", registered_at=NOON, told=told
    )
    moved = {"starts_at_1": "14:00", "ends_at_1": "15:00"}
    with at(MORNING_BEFORE, desk):
        without = question(change(desk, event, **moved))
        settings.EMAIL_URL = "smtp://localhost"
        asked = question(change(desk, event, **moved))
    assert without
    assert without.select("details") == []
    assert asked
    assert "3 people who follow it or have registered get an email" in words(asked) or (
        "3 personer som följer det eller är anmälda får ett mejl" in words(asked)
    )
    swedish, english = (it.get_text() for it in asked.select("details pre"))
    assert "Tiden var tisdag 13 april 2027 kl. 12.00–13.00 och är nu" in swedish
    assert "The time was Tuesday 13 April 2027, 12:00–13:00 and is now" in english


def test_in_good_time_the_letter_is_shown_before_it_goes_to_anybody(
    desk: Client, settings: LazySettings
) -> None:
    settings.EMAIL_URL = "smtp://localhost"
    event = an_event()
    followed(event)
    moved = {"starts_at_1": "14:00", "ends_at_1": "15:00"}
    with at(NOON - 30 * 24 * HOUR, desk):
        response = change(desk, event, **moved)
        asked = question(response)
        assert asked
        assert Event.objects.get().starts_at == NOON
        assert "1 person som följer det eller är anmäld får ett mejl" in words(asked)
        assert "kort varsel" not in words(asked)
        english = asked.select("details pre")[1].get_text()
        assert "The time was Tuesday 13 April 2027, 12:00–13:00 and is now" in english
        assert asked.select("textarea") == []
        seen = seen_in(response)
        forms = {f"registration_settings-{it}_FORMS": "0" for it in ("TOTAL", "INITIAL")}
        assert change(desk, event, **moved, **forms, short_notice=seen).status_code == 302
    assert Event.objects.get().starts_at == NOON + 2 * HOUR


def test_the_letter_about_a_postponed_event_is_shown_after_its_first_date(
    desk: Client, settings: LazySettings
) -> None:
    settings.EMAIL_URL = "smtp://localhost"
    event = an_event(status=Status.POSTPONED)
    followed(event)
    with at(NOON + 24 * HOUR, desk):
        shown = desk.post(
            f"/admin/events/event/{event.pk}/plans/reschedule/",
            {"day": "2027-05-13", "at": "12:00", "_show": "1"},
        )
    asked = question(shown)
    assert asked
    swedish = asked.select("details pre")[0].get_text()
    assert "torsdag 13 maj 2027 kl. 12.00–13.00" in swedish


def test_a_new_ingress_is_told_to_nobody(desk: Client, settings: LazySettings) -> None:
    settings.EMAIL_URL = "smtp://localhost"
    event = an_event()
    followed(event)
    with at(MORNING_BEFORE, desk):
        assert question(change(desk, event, summary_sv="Ny ingress")) is None
        page = desk.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert "1 follows by email." in page or "1 följer via mejl." in page
    assert "a@example.org" not in page
