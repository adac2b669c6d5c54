"""When plans change: a short form, what will follow beforehand, and then everywhere at once."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from atmp_events.models import Event, Status, User
from tests.builders import MORNING_BEFORE, NOON, a_talk, a_venue, an_event
from tests.pages.reading import page_of, words

pytestmark = pytest.mark.django_db

MONTH_BEFORE = NOON - timedelta(days=30)


@pytest.fixture(autouse=True)
def at_the_desk(client: Client) -> None:
    client.force_login(User.objects.create_superuser("anna", language="sv"))


def plans(client: Client, event: Event, verb: str, **typed: object) -> HttpResponse:
    return client.post(f"/admin/events/event/{event.pk}/plans/{verb}/", typed)


def follows(response: HttpResponse) -> str:
    return words(BeautifulSoup(response.content, "html.parser").select_one("#content"))


def test_a_cancellation_is_shown_first_and_then_seen_everywhere(client: Client) -> None:
    with time_machine.travel(MONTH_BEFORE, tick=False):
        client.force_login(User.objects.get())
        event = an_event()
        shown = follows(plans(client, event, "cancel", note_sv="Talaren är sjuk.", _show="1"))
        assert "Inställt. Evenemanget den 13 april 2027 blir inte av." in shown
        assert "Cancelled. The event on 13 April 2027 will not take place." in shown
        assert "stryker det som inställt" in shown
        event.refresh_from_db()
        assert (event.status, event.version.sequence) == (Status.SCHEDULED, 0)
        assert not event.changes.exists()

        assert (
            plans(client, event, "cancel", note_sv="Talaren är sjuk.", _do="1").status_code == 302
        )
        visitor = Client(SERVER_NAME="localhost")
        page = words(page_of(visitor, "/sv/evenemang/2027/om-celler/"))
        assert "Inställt Evenemanget den 13 april 2027 blir inte av. Talaren är sjuk." in page
        calendar = visitor.get("/sv/evenemang.ics").content.decode()
        assert "STATUS:CANCELLED" in calendar
        assert "SEQUENCE:1" in calendar
        assert "Inställt: Om celler" in visitor.get("/sv/evenemang.atom").content.decode()


def test_a_new_date_takes_the_end_and_the_talks_along(client: Client) -> None:
    event = an_event()
    a_talk(event, starts_at=NOON + timedelta(minutes=15))
    autumn = {"day": "2027-11-02", "at": "13:00"}
    shown = follows(plans(client, event, "reschedule", **autumn, _show="1"))
    assert "flyttats från 13 april till 2 november" in shown
    plans(client, event, "reschedule", **autumn, _do="1")
    event.refresh_from_db()
    start = NOON.replace(month=11, day=2, hour=13)
    assert (event.starts_at, event.ends_at) == (start, start + timedelta(hours=1))
    assert event.talks.get().starts_at == start + timedelta(minutes=15)
    assert (event.status, event.previous_starts_at) == (Status.RESCHEDULED, NOON)


def test_what_has_moved_online_can_still_be_visited(client: Client) -> None:
    event = an_event()
    link = "https://video.example.org/1"
    plans(client, event, "move-online", online_url=link, also_on_site="on", _do="1")
    event.refresh_from_db()
    assert (event.status, event.attendance_mode) == (Status.MOVED_ONLINE, "hybrid")
    assert event.online_url == link


def test_what_was_postponed_takes_place_after_all(client: Client) -> None:
    event = an_event()
    plans(client, event, "postpone", note_en="The hall is flooded.", _do="1")
    event.refresh_from_db()
    assert (event.status, event.status_note_en) == (Status.POSTPONED, "The hall is flooded.")
    plans(client, event, "reinstate", _do="1")
    event.refresh_from_db()
    assert (event.status, event.status_note_en) == (Status.SCHEDULED, "")


def test_the_day_before_the_letter_to_send_is_there_to_copy(client: Client) -> None:
    with time_machine.travel(MORNING_BEFORE, tick=False):
        client.force_login(User.objects.get())
        shown = plans(client, an_event(), "cancel", _show="1")
    page = BeautifulSoup(shown.content, "html.parser")
    assert len(page.select(".short-notice textarea")) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "2027-04-13", "at": "12:00"}, "Det är redan starttiden."),
        ({"day": "", "at": "12:00"}, "måste"),
        ({"day": "2027-11-02", "at": ""}, "Ange också klockslaget."),
    ],
)
def test_a_date_that_is_none_is_refused_in_words(
    client: Client, typed: dict[str, str], said: str
) -> None:
    event = an_event()
    response = plans(client, event, "reschedule", **typed, _do="1")
    assert said in follows(response)
    event.refresh_from_db()
    assert event.status == Status.SCHEDULED


@pytest.mark.parametrize(
    ("verb", "swedish", "english"),
    [
        ("cancel", "Evenemanget är inställt.", "The event is cancelled."),
        ("postpone", "Evenemanget är uppskjutet.", "The event is postponed."),
        ("move-online", "Evenemanget är flyttat till nätet.", "The event has been moved online."),
    ],
)
def test_what_was_done_is_said_in_a_sentence(
    client: Client, verb: str, swedish: str, english: str
) -> None:
    for language, said in (("sv", swedish), ("en", english)):
        User.objects.update(language=language)
        page = page_of(client, plans(client, an_event(), verb, _do="1").headers["Location"])
        assert words(page.select_one(".messagelist")) == said


def test_moving_online_keeps_the_link_that_is_there(client: Client) -> None:
    link = "https://zoom.example.org/1"
    event = an_event(attendance_mode="hybrid", online_url=link)
    step = page_of(client, f"/admin/events/event/{event.pk}/plans/move-online/")
    assert step.select_one("[name=online_url]")["value"] == link
    shown = follows(plans(client, event, "move-online", online_url="", _show="1"))
    assert f"Länken för att delta försvinner: {link}" in shown
    plans(client, event, "move-online", online_url=link, _do="1")
    event.refresh_from_db()
    assert (event.attendance_mode, event.online_url) == ("online", link)


def test_what_cancelling_changed_comes_back(client: Client) -> None:
    event = an_event()
    moved = {"online_url": "https://zoom.example.org/1", "note_sv": "Salen är översvämmad."}
    plans(client, event, "move-online", **moved, _do="1")
    plans(client, event, "cancel", note_sv="Talaren är sjuk.", _do="1")
    step = page_of(client, f"/admin/events/event/{event.pk}/plans/reinstate/")
    note = step.select_one("[name=note_sv]")["value"]
    assert note == "Salen är översvämmad."
    plans(client, event, "reinstate", note_sv=note, _do="1")
    event.refresh_from_db()
    assert (event.status, event.status_note_sv) == (Status.MOVED_ONLINE, note)


def test_a_new_date_comes_back_after_a_cancellation(client: Client) -> None:
    event = an_event()
    plans(client, event, "reschedule", day="2027-11-02", at="13:00", _do="1")
    plans(client, event, "cancel", _do="1")
    plans(client, event, "reinstate", _do="1")
    event.refresh_from_db()
    assert (event.status, event.previous_starts_at) == (Status.RESCHEDULED, NOON)


def test_a_new_date_in_the_past_is_asked_about(client: Client) -> None:
    with time_machine.travel(MONTH_BEFORE, tick=False):
        client.force_login(User.objects.get())
        shown = plans(client, an_event(), "reschedule", day="2027-01-10", at="12:00", _show="1")
    assert "Den dagen har passerat." in follows(shown)


def test_what_a_new_date_breaks_is_said_before_it_is_saved(client: Client) -> None:
    venue = a_venue()
    an_event(venue=venue, starts_at=NOON.replace(month=11, day=13), title_sv="Upptaget")
    event = an_event(venue=venue, registration_closes_at=NOON - timedelta(days=1))
    shown = follows(plans(client, event, "reschedule", day="2027-11-13", at="12:00", _show="1"))
    assert "Börjar: Dagen är en lördag." in shown
    assert "”Upptaget” är där samtidigt." in shown
    shown = follows(plans(client, event, "reschedule", day="2027-04-01", at="12:00", _show="1"))
    assert "Anmälan stänger: Anmälan stänger efter slutet." in shown
