"""Questions that a coordinator must confirm before a risky change of an event is saved."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from atmp_events.models import Event, State, Status
from tests.builders import MONTH_BEFORE, NOON, a_talk, a_venue, an_event
from tests.pages.parsing import text_of

from .authentication import clock_at
from .event_form import parsed, send_change_form, send_form

pytestmark = pytest.mark.usefixtures("a_month_before")


def questions(response: HttpResponse) -> dict[str, str]:
    """Return the questions, by the links to their fields."""
    page = parsed(response)
    return {str(it.a["href"]): text_of(it) for it in page.select(".short-notice li") if it.a}


def hidden_confirmations(response: HttpResponse) -> dict[str, str]:
    """Return the hidden inputs with which a second save confirms the questions."""
    names = ("questions", "short_notice", "talks_outside")
    inputs = parsed(response).select(",".join(f"input[name={name}]" for name in names))
    return {str(it["name"]): str(it["value"]) for it in inputs}


def test_date_in_the_past_must_be_confirmed_once(staff_client: Client) -> None:
    typed = {"starts_at_0": "2026-04-13", "ends_at_0": "2026-04-13"}
    event = an_event()
    response = send_change_form(staff_client, event, **typed)
    assert questions(response) == {"#id_starts_at_0": "Börjar: Den dagen har passerat."}
    assert Event.objects.get().starts_at == NOON
    again = send_change_form(staff_client, event, **typed, **hidden_confirmations(response))
    assert again.status_code == 302
    assert Event.objects.get().year == 2026
    # A date that was in the past already is not asked about.
    typed["starts_at_1"] = "11:00"
    assert send_change_form(staff_client, event, **typed).status_code == 302


def test_past_date_of_an_event_that_was_postponed_must_be_confirmed(staff_client: Client) -> None:
    event = an_event(status=Status.POSTPONED, starts_at=NOON.replace(year=2026))
    typed = {"starts_at_0": "2026-05-18", "ends_at_0": "2026-05-18", "status": "rescheduled"}
    response = send_change_form(staff_client, event, **typed)
    assert questions(response) == {"#id_starts_at_0": "Börjar: Den dagen har passerat."}


def test_past_date_must_be_confirmed_when_publishing(staff_client: Client) -> None:
    draft = an_event(state=State.DRAFT, starts_at=NOON.replace(year=2026))
    typed = {"starts_at_0": "2026-04-13", "ends_at_0": "2026-04-13"}
    assert questions(send_change_form(staff_client, draft, **typed))
    assert questions(send_form(staff_client, **typed, title_sv="Nytt"))
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


@pytest.mark.parametrize(
    ("typed", "field", "message"),
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
def test_room_changed_in_one_language_must_be_confirmed(
    staff_client: Client, typed: dict[str, Any], field: str, message: str
) -> None:
    venue = a_venue()
    event = an_event(venue=venue, room_sv="Sal 3", room_en="Room 3")
    typed["venue"] = venue.pk
    response = send_change_form(staff_client, event, **typed)
    assert message in questions(response)[field]
    again = send_change_form(staff_client, event, **typed, **hidden_confirmations(response))
    assert again.status_code == 302
    both = {"room_sv": "Sal 10", "room_en": "Room 10", "venue": venue.pk}
    assert send_change_form(staff_client, event, **both).status_code == 302


def test_letter_omits_an_unchanged_room_in_the_other_language(staff_client: Client) -> None:
    venue = a_venue()
    event = an_event(venue=venue, room_sv="Sal 3", room_en="Room 3")
    with clock_at(NOON - timedelta(hours=20), staff_client):
        response = send_change_form(
            staff_client, event, venue=venue.pk, room_sv="Sal 9", room_en="Room 3"
        )
    english = parsed(response).select_one("#notice-en")
    assert "Before: Room 3" in english.text
    assert english.text.count("Room 3") == 1
    assert "Sal 9" in english.text
    # The page has two sections, and asks once to save again.
    assert [it.text.partition(":")[0] for it in parsed(response).select(".short-notice h2")] == [
        "Inte sparat än",
        "Ändringen kommer med kort varsel",
    ]
    assert parsed(response).text.count("en gång till") == 1


def test_removing_the_online_link_must_be_confirmed(staff_client: Client) -> None:
    link = "https://zoom.example.org/1"
    event = an_event(attendance_mode="hybrid", online_url=link)
    response = send_change_form(staff_client, event, attendance_mode="hybrid", online_url="")
    assert link in questions(response)["#id_online_url"]
    event.refresh_from_db()
    assert event.online_url == link


def test_deadline_that_stays_when_the_event_moves_to_a_later_day_must_be_confirmed(
    staff_client: Client,
) -> None:
    registration = {"registration": "by_link", "registration_url": "https://www.example.org/"}
    event = an_event(registration_closes_at=NOON - timedelta(days=3), **registration)
    typed = registration | {
        "registration_closes_at_0": "2027-04-10",
        "registration_closes_at_1": "12:00",
    }
    later = {"starts_at_0": "2027-05-11", "ends_at_0": "2027-05-11"}
    with clock_at(MONTH_BEFORE, staff_client):
        found = questions(send_change_form(staff_client, event, **typed | later))
        words = "Anmälan stänger fortfarande lördag 10 april 2027 kl. 12.00."
        assert found == {"#id_registration_closes_at_0": f"Anmälan stänger: {words}"}
        typed["registration_closes_at_0"] = "2027-05-08"
        assert send_change_form(staff_client, event, **typed | later).status_code == 302


def test_talk_outside_the_event_must_be_confirmed_unless_it_moves_along(
    staff_client: Client,
) -> None:
    event = an_event()
    talk = a_talk(event, starts_at=NOON + timedelta(minutes=40))
    row = {"id": talk.pk, "title_sv": "Ett föredrag", "starts_at_1": "12:40"}
    response = send_change_form(staff_client, event, ends_at_1="12:30", talks=[row])
    assert "”Ett föredrag” ligger utanför" in questions(response)["#id_talks-0-starts_at_0"]
    event.refresh_from_db()
    assert event.ends_at == NOON + timedelta(hours=1)
    confirmed = hidden_confirmations(response)
    again = send_change_form(staff_client, event, ends_at_1="12:30", talks=[row], **confirmed)
    assert again.status_code == 302
    # Talks move along with the start: there is nothing to confirm.
    moved = send_change_form(
        staff_client, event, starts_at_1="13:00", ends_at_1="13:50", talks=[row]
    )
    assert moved.status_code == 302
    talk.refresh_from_db()
    assert talk.starts_at == NOON + timedelta(minutes=100)


def test_several_questions_have_one_heading_and_one_confirmation(staff_client: Client) -> None:
    event = an_event(room_sv="Sal 3", room_en="Room 3")
    talk = a_talk(event, starts_at=NOON + timedelta(minutes=40))
    row = {"id": talk.pk, "title_sv": "Ett föredrag", "starts_at_1": "12:40"}
    typed = {"room_sv": "Sal 9", "room_en": "Room 3", "ends_at_1": "12:30", "talks": [row]}
    response = send_change_form(staff_client, event, **typed)
    assert list(questions(response)) == ["#id_room_en", "#id_talks-0-starts_at_0"]
    assert parsed(response).text.count("Inte sparat än") == 1
    again = send_change_form(staff_client, event, **typed, **hidden_confirmations(response))
    assert again.status_code == 302


def test_confirmed_question_is_not_repeated_with_a_new_question(staff_client: Client) -> None:
    event = an_event(status_note_sv="I aulan.", status_note_en="In the hall.")
    typed = {"starts_at_1": "12:15", "status_note_en": "In the hall."}
    with clock_at(NOON - timedelta(hours=20), staff_client):
        first = send_change_form(staff_client, event, **typed, status_note_sv="I aulan.")
        assert parsed(first).select("#notice-sv")
        typed["status_note_sv"] = "I kapellet."
        second = send_change_form(staff_client, event, **typed, **hidden_confirmations(first))
        assert list(questions(second)) == ["#id_status_note_en"]
        assert not parsed(second).select("#notice-sv")
        third = send_change_form(staff_client, event, **typed, **hidden_confirmations(second))
        assert third.status_code == 302
