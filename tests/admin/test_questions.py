"""What one change would break elsewhere is asked about before it is saved."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from atmp_events.models import Event, State, User
from tests.builders import NOON, a_talk, a_venue, an_event
from tests.pages.reading import words

from .desk import change, send

pytestmark = pytest.mark.django_db

MONTH_BEFORE = NOON - timedelta(days=30)


@pytest.fixture(autouse=True)
def month_before(desk: Client) -> Any:
    with time_machine.travel(MONTH_BEFORE, tick=False) as traveller:
        desk.force_login(User.objects.get())
        yield traveller


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def asked(response: HttpResponse) -> dict[str, str]:
    """The questions, by the fields to which they lead."""
    page = soup(response)
    return {str(it.a["href"]): words(it) for it in page.select(".short-notice li") if it.a}


def hidden(response: HttpResponse) -> dict[str, str]:
    """All that the form confirms."""
    names = ("questions", "short_notice", "talks_outside")
    inputs = soup(response).select(",".join(f"input[name={name}]" for name in names))
    return {str(it["name"]): str(it["value"]) for it in inputs}


def test_a_date_in_the_past_is_asked_about_once(desk: Client) -> None:
    typed = {"starts_at_0": "2026-04-13", "ends_at_0": "2026-04-13"}
    event = an_event()
    response = change(desk, event, **typed)
    assert asked(response) == {"#id_starts_at_0": "Börjar: Den dagen har passerat."}
    assert Event.objects.get().starts_at == NOON
    assert change(desk, event, **typed, **hidden(response)).status_code == 302
    assert Event.objects.get().year == 2026
    # What is over is over: nobody asks again.
    typed["starts_at_1"] = "11:00"
    assert change(desk, event, **typed).status_code == 302


def test_a_draft_of_the_past_is_asked_about_when_it_is_published(desk: Client) -> None:
    draft = an_event(state=State.DRAFT, starts_at=NOON.replace(year=2026))
    typed = {"starts_at_0": "2026-04-13", "ends_at_0": "2026-04-13"}
    assert asked(change(desk, draft, **typed))
    assert asked(send(desk, **typed, title_sv="Nytt"))
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (
            {"room_sv": "Sal 9", "room_en": "Room 3"},
            "#id_room_en",
            "Det svenska är ändrat, men på engelska står det fortfarande ”Room 3”.",
        ),
        (
            {"room_sv": "Sal 3", "room_en": "Room 9"},
            "#id_room_sv",
            "Det engelska är ändrat, men på svenska står det fortfarande ”Sal 3”.",
        ),
    ],
)
def test_the_room_in_the_other_language_is_asked_about(
    desk: Client, typed: dict[str, str], field: str, said: str
) -> None:
    venue = a_venue()
    event = an_event(venue=venue, room_sv="Sal 3", room_en="Room 3")
    response = change(desk, event, venue=venue.pk, **typed)
    assert said in asked(response)[field]
    assert change(desk, event, venue=venue.pk, **typed, **hidden(response)).status_code == 302
    both = {"room_sv": "Sal 10", "room_en": "Room 10"}
    assert change(desk, event, venue=venue.pk, **both).status_code == 302


def test_the_letter_does_not_tell_the_old_room(desk: Client) -> None:
    venue = a_venue()
    event = an_event(venue=venue, room_sv="Sal 3", room_en="Room 3")
    with time_machine.travel(NOON - timedelta(hours=20), tick=False):
        desk.force_login(User.objects.get())
        response = change(desk, event, venue=venue.pk, room_sv="Sal 9", room_en="Room 3")
    english = soup(response).select_one("#notice-en")
    assert english
    assert "Before: Room 3" in english.text
    assert english.text.count("Room 3") == 1
    assert "Sal 9" in english.text
    # There is a question above it, and it is said once that nothing is saved.
    assert [it.text.partition(":")[0] for it in soup(response).select(".short-notice h2")] == [
        "Inte sparat än",
        "Ändringen kommer med kort varsel",
    ]
    assert soup(response).text.count("en gång till") == 1


def test_a_link_is_not_wiped_without_a_word(desk: Client) -> None:
    link = "https://zoom.example.org/1"
    event = an_event(attendance_mode="hybrid", online_url=link)
    response = change(desk, event, attendance_mode="hybrid", online_url="")
    assert link in asked(response)["#id_online_url"]
    event.refresh_from_db()
    assert event.online_url == link


def test_talks_that_fall_outside_are_named_before_saving(desk: Client) -> None:
    event = an_event()
    talk = a_talk(event, starts_at=NOON + timedelta(minutes=40))
    row = {"id": talk.pk, "title_sv": "Ett föredrag", "starts_at_1": "12:40"}
    response = change(desk, event, ends_at_1="12:30", talks=[row])
    assert "”Ett föredrag” ligger utanför" in asked(response)["#id_talks-0-starts_at_0"]
    event.refresh_from_db()
    assert event.ends_at == NOON + timedelta(hours=1)
    again = change(desk, event, ends_at_1="12:30", talks=[row], **hidden(response))
    assert again.status_code == 302
    # They move along with the start, and then nothing is asked.
    moved = change(desk, event, starts_at_1="13:00", ends_at_1="13:50", talks=[row])
    assert moved.status_code == 302
    talk.refresh_from_db()
    assert talk.starts_at == NOON + timedelta(minutes=100)


def test_two_kinds_of_questions_say_once_that_nothing_is_saved(desk: Client) -> None:
    event = an_event(room_sv="Sal 3", room_en="Room 3")
    talk = a_talk(event, starts_at=NOON + timedelta(minutes=40))
    row = {"id": talk.pk, "title_sv": "Ett föredrag", "starts_at_1": "12:40"}
    typed = {"room_sv": "Sal 9", "room_en": "Room 3", "ends_at_1": "12:30"}
    response = change(desk, event, **typed, talks=[row])
    assert list(asked(response)) == ["#id_room_en", "#id_talks-0-starts_at_0"]
    assert soup(response).text.count("Inte sparat än") == 1
    assert change(desk, event, **typed, talks=[row], **hidden(response)).status_code == 302


def test_what_has_been_confirmed_is_not_asked_again_when_something_else_is(desk: Client) -> None:
    event = an_event(status_note_sv="I aulan.", status_note_en="In the hall.")
    typed = {"starts_at_1": "12:15", "status_note_en": "In the hall."}
    with time_machine.travel(NOON - timedelta(hours=20), tick=False):
        desk.force_login(User.objects.get())
        first = change(desk, event, **typed, status_note_sv="I aulan.")
        assert soup(first).select("#notice-sv")
        typed["status_note_sv"] = "I kapellet."
        second = change(desk, event, **typed, **hidden(first))
        assert list(asked(second)) == ["#id_status_note_en"]
        assert not soup(second).select("#notice-sv")
        assert change(desk, event, **typed, **hidden(second)).status_code == 302
