"""Late changes: the coordinator confirms a change that calendars may show too late."""

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from atmp_events.models import Attendee, Event, State, Status, User
from tests.builders import MORNING_BEFORE, NOON, an_event
from tests.pages.parsing import page_of, sent_fields, text_of
from tests.participation.registration import a_follower, schedule_and_sequence

from .authentication import clock_at
from .event_form import formset_data, parsed, send_change_form

pytestmark = pytest.mark.usefixtures("clock")

HOUR = timedelta(hours=1)
ONLINE = {"attendance_mode": "online", "online_url": "https://video.example.org/42"}
COPIES = "Hämtade filer och kopior"


def confirmation_in(response: HttpResponse) -> str:
    """Return the hidden value with which a second save confirms the question."""
    return str(parsed(response).select_one("[name=short_notice]")["value"])


def question(response: HttpResponse) -> BeautifulSoup | None:
    return parsed(response).select_one(".short-notice")


def test_late_change_must_be_confirmed_and_the_form_is_kept(staff_client: Client) -> None:
    event = an_event(room_sv="Sal A", room_en="Hall A")
    moved = {"starts_at_1": "14:00", "ends_at_1": "15:00", "room_sv": "Sal B", "room_en": "Hall B"}
    response = send_change_form(staff_client, event, **moved, summary_sv="Ny ingress")
    section = question(response)
    assert section.h2.text.startswith("Inte sparat än")
    assert "Sal B" in section.select_one("#notice-sv").text
    assert "Hall B" in section.select_one("#notice-en").text
    event.refresh_from_db()
    assert (event.starts_at, event.room_sv, event.summary_sv) == (NOON, "Sal A", "")
    sent = sent_fields(page_of(response).select_one("#event_form"))
    assert (sent["starts_at_1"], sent["summary_sv"]) == (["14:00"], ["Ny ingress"])
    assert page_of(response).select_one(".errornote") is None

    again = staff_client.post(f"/admin/events/event/{event.pk}/change/", sent)
    assert again.status_code == 302
    event.refresh_from_db()
    assert (event.starts_at, event.room_sv) == (NOON + 2 * HOUR, "Sal B")
    assert event.version.sequence == 1


def test_text_to_copy_has_old_and_new_facts_in_both_languages(staff_client: Client) -> None:
    User.objects.update(language="en")
    event = an_event(room_sv="Sal A", room_en="Hall A")
    section = question(
        send_change_form(
            staff_client, event, starts_at_1="14:00", ends_at_1="15:00", room_en="Hall B"
        )
    )
    assert section.h2.text.startswith("Not saved yet")
    swedish, english = section.select("textarea")
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
    ("fields", "typed", "blocks"),
    [
        (
            {"room_en": "Hall A"},
            {
                "status": "moved_online",
                "attendance_mode": "online",
                "online_url": "https://video.example.org/1",
                "status_note_en": "The hall is flooded.",
            },
            [
                "Moved online: On cells",
                "The event is held online instead of in person.\nThe hall is flooded.",
                "Place: Online (video.example.org)\nBefore: Hall A",
                "What applies now:\nOn cells\nTuesday 13 April 2027, 12:00–13:00 (Swedish time)\n"
                "Online (video.example.org)\nhttps://video.example.org/1",
            ],
        ),
        (
            {"status": Status.CANCELLED},
            {"status": "scheduled"},
            [
                "Changed: On cells",
                "Status: Takes place as planned\nBefore: Cancelled",
                "What applies now:\nOn cells\nTuesday 13 April 2027, 12:00–13:00",
            ],
        ),
    ],
    ids=["moved online", "takes place after all"],
)
def test_text_to_copy_names_the_status_once(
    staff_client: Client, fields: dict[str, str], typed: dict[str, str], blocks: list[str]
) -> None:
    event = an_event(**fields)
    section = question(send_change_form(staff_client, event, **typed))
    assert section.select("textarea")[1].text.strip().split("\n\n")[:-2] == blocks


@pytest.mark.parametrize(
    ("before", "late"),
    [
        (48 * HOUR, ["Outlook", COPIES]),
        (47 * HOUR, ["Outlook", COPIES]),
        (20 * HOUR, ["Apple Kalender", "Thunderbird", "Outlook", "Google Kalender", COPIES]),
    ],
)
def test_question_names_calendars_that_update_too_slowly(
    staff_client: Client, before: timedelta, late: list[str]
) -> None:
    event = an_event()
    with clock_at(NOON - before, staff_client):
        section = question(send_change_form(staff_client, event, status="cancelled"))
    assert [text_of(it) for it in section.select("li b")] == late
    assert f"Det börjar om {before // HOUR} timmar" in text_of(section)
    assert section.select("textarea")[1].text.split("\n\n") == [
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
        (MORNING_BEFORE, ONLINE, ONLINE | {"room_sv": "Sal B", "room_en": "Hall B"}),
    ],
    ids=["in good time", "after the event", "draft", "title only", "room of an online event"],
)
def test_change_is_saved_without_question_when_no_calendar_shows_it_late(
    staff_client: Client, now: datetime, fields: dict[str, str], typed: dict[str, str]
) -> None:
    event = an_event(**fields)
    with clock_at(now, staff_client):
        assert send_change_form(staff_client, event, **typed).status_code == 302


def test_confirmation_does_not_apply_to_a_different_change(staff_client: Client) -> None:
    event = an_event()
    confirmation = confirmation_in(
        send_change_form(staff_client, event, starts_at_1="14:00", ends_at_1="15:00")
    )
    again = send_change_form(
        staff_client, event, starts_at_1="16:00", ends_at_1="17:00", short_notice=confirmation
    )
    assert question(again)
    assert Event.objects.get().starts_at == NOON


def test_invalid_form_shows_errors_and_no_question(staff_client: Client) -> None:
    event = an_event()
    response = send_change_form(staff_client, event, starts_at_1="14:00", ends_at_1="13:00")
    assert question(response) is None
    assert parsed(response).select_one(".errornote")


def test_question_counts_recipients_and_shows_the_letter_in_both_languages(
    staff_client: Client, settings: LazySettings
) -> None:
    event = an_event(room_sv="Sal A", room_en="Hall A")
    a_follower(event)
    a_follower(event, "b@example.org")
    a_follower(event, "c@x.se", confirmed_at=None)
    known = {"registered_at": NOON, "told": schedule_and_sequence(event)}
    Attendee.objects.create(event=event, email="d@example.org", state="waiting", **known)
    moved = {"starts_at_1": "14:00", "ends_at_1": "15:00"}
    section_without_mail = question(send_change_form(staff_client, event, **moved))
    settings.EMAIL_URL = "smtp://localhost"
    section = question(send_change_form(staff_client, event, **moved))
    assert section_without_mail.select("details") == []
    assert "3 personer som följer det eller är anmälda får ett mejl" in text_of(section)
    swedish, english = (it.get_text() for it in section.select("details pre"))
    assert "Tiden var tisdag 13 april 2027 kl. 12.00–13.00 och är nu" in swedish
    assert "The time was Tuesday 13 April 2027, 12:00–13:00 and is now" in english


def test_letter_to_followers_must_be_confirmed_also_a_month_before(
    staff_client: Client, settings: LazySettings
) -> None:
    settings.EMAIL_URL = "smtp://localhost"
    event = an_event()
    a_follower(event)
    moved = {"starts_at_1": "14:00", "ends_at_1": "15:00"}
    with clock_at(NOON - 30 * 24 * HOUR, staff_client):
        response = send_change_form(staff_client, event, **moved)
        section = question(response)
        assert section
        assert Event.objects.get().starts_at == NOON
        assert "1 person som följer det eller är anmäld får ett mejl" in text_of(section)
        assert "kort varsel" not in text_of(section)
        english = section.select("details pre")[1].get_text()
        assert "The time was Tuesday 13 April 2027, 12:00–13:00 and is now" in english
        assert section.select("textarea") == []
        moved |= formset_data("registration_settings") | {"short_notice": confirmation_in(response)}
        assert send_change_form(staff_client, event, **moved).status_code == 302
    assert Event.objects.get().starts_at == NOON + 2 * HOUR


def test_letter_about_a_postponed_event_is_shown_after_its_former_date(
    staff_client: Client, settings: LazySettings
) -> None:
    settings.EMAIL_URL = "smtp://localhost"
    event = an_event(status=Status.POSTPONED)
    a_follower(event)
    with clock_at(NOON + 24 * HOUR, staff_client):
        response = staff_client.post(
            f"/admin/events/event/{event.pk}/plans/reschedule/",
            {"day": "2027-05-13", "at": "12:00", "_show": "1"},
        )
    section = question(response)
    swedish = section.select("details pre")[0].get_text()
    assert "torsdag 13 maj 2027 kl. 12.00–13.00" in swedish


def test_changed_summary_needs_no_confirmation(
    staff_client: Client, settings: LazySettings
) -> None:
    settings.EMAIL_URL = "smtp://localhost"
    event = an_event()
    a_follower(event)
    assert question(send_change_form(staff_client, event, summary_sv="Ny ingress")) is None
    page = staff_client.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert "1 följer via mejl." in page
    assert "anna@example.org" not in page
