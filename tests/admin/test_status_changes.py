"""Status changes: cancel, postpone, reschedule, move online and reinstate, with a preview."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from atmp_events.models import Event, Status, User
from tests.builders import MONTH_BEFORE, MORNING_BEFORE, NOON, a_talk, a_venue, an_event
from tests.pages.parsing import get_page, page_of, text_of

from .authentication import clock_at

pytestmark = pytest.mark.usefixtures("staff_client")


def change_status(client: Client, event: Event, verb: str, **typed: object) -> HttpResponse:
    return client.post(f"/admin/events/event/{event.pk}/plans/{verb}/", typed)


def page_text(response: HttpResponse) -> str:
    return text_of(page_of(response).select_one("#content"))


def test_cancellation_is_previewed_and_then_shown_on_page_and_feeds(client: Client) -> None:
    with clock_at(MONTH_BEFORE, client):
        event = an_event()
        preview = page_text(
            change_status(client, event, "cancel", note_sv="Talaren är sjuk.", _show="1")
        )
        said = "Inställt. Evenemanget den 13 april 2027 blir inte av. Talaren är sjuk."
        assert f"{said} · tisdag 13 april 2027" in preview
        assert "Cancelled. The event on 13 April 2027 will not take place." in preview
        assert "stryker det som inställt" in preview
        event.refresh_from_db()
        assert (event.status, event.version.sequence) == (Status.SCHEDULED, 0)
        assert not event.changes.exists()

        done = change_status(client, event, "cancel", note_sv="Talaren är sjuk.", _do="1")
        assert done.status_code == 302
        visitor = Client(SERVER_NAME="localhost")
        page = text_of(get_page(visitor, "/sv/evenemang/2027/om-celler/"))
        assert "Inställt Evenemanget den 13 april 2027 blir inte av. Talaren är sjuk." in page
        calendar = visitor.get("/sv/evenemang.ics").content.decode()
        assert "STATUS:CANCELLED" in calendar
        assert "SEQUENCE:1" in calendar
        assert "Inställt: Om celler" in visitor.get("/sv/evenemang.atom").content.decode()


def test_new_date_at_a_time_that_the_clocks_skip_is_refused(client: Client) -> None:
    event = an_event(minutes=180)
    skipped = {"day": "2027-03-28", "at": "02:30"}
    page = page_text(change_status(client, event, "reschedule", **skipped, _do="1"))
    assert "Klockan ställs fram den natten: 02:30 finns inte." in page


def test_new_date_moves_the_end_and_the_talks(client: Client) -> None:
    event = an_event()
    a_talk(event, starts_at=NOON + timedelta(minutes=15))
    autumn = {"day": "2027-11-02", "at": "13:00"}
    preview = page_text(change_status(client, event, "reschedule", **autumn, _show="1"))
    assert "flyttats från 13 april till 2 november" in preview
    change_status(client, event, "reschedule", **autumn, _do="1")
    event.refresh_from_db()
    start = NOON.replace(month=11, day=2, hour=13)
    assert (event.starts_at, event.ends_at) == (start, start + timedelta(hours=1))
    assert event.talks.get().starts_at == start + timedelta(minutes=15)
    assert (event.status, event.previous_starts_at) == (Status.RESCHEDULED, NOON)


def test_event_moved_online_can_be_hybrid(client: Client) -> None:
    event = an_event()
    link = "https://video.example.org/1"
    change_status(client, event, "move-online", online_url=link, also_on_site="on", _do="1")
    event.refresh_from_db()
    assert (event.status, event.attendance_mode) == (Status.MOVED_ONLINE, "hybrid")
    assert event.online_url == link


def test_reinstated_event_is_scheduled_without_a_note(client: Client) -> None:
    event = an_event()
    change_status(client, event, "postpone", note_en="The hall is flooded.", _do="1")
    event.refresh_from_db()
    assert (event.status, event.status_note_en) == (Status.POSTPONED, "The hall is flooded.")
    change_status(client, event, "reinstate", _do="1")
    event.refresh_from_db()
    assert (event.status, event.status_note_en) == (Status.SCHEDULED, "")


def test_event_moved_online_takes_place_after_all_where_it_was_before(client: Client) -> None:
    event = an_event(venue=a_venue(), room_sv="Sal B", room_en="Room B")
    change_status(client, event, "move-online", online_url="https://zoom.example.org/1", _do="1")
    change_status(client, event, "postpone", _do="1")
    change_status(client, event, "cancel", _do="1")
    for status in (Status.POSTPONED, Status.MOVED_ONLINE):
        change_status(client, event, "reinstate", _do="1")
        event.refresh_from_db()
        assert (event.status, event.attendance_mode) == (status, "online")
    preview = page_text(change_status(client, event, "reinstate", _show="1"))
    assert "Plats: från Digitalt (zoom.example.org) till Sal B" in preview
    change_status(client, event, "reinstate", _do="1")
    event.refresh_from_db()
    assert (event.status, event.attendance_mode) == (Status.SCHEDULED, "on_site")
    assert event.online_url == ""


def test_preview_has_a_letter_to_copy_the_day_before(client: Client) -> None:
    with clock_at(MORNING_BEFORE, client):
        preview = change_status(client, an_event(), "cancel", _show="1")
    page = page_of(preview)
    assert len(page.select(".short-notice textarea")) == 2


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"day": "2027-04-13", "at": "12:00"}, "Det är redan starttiden."),
        ({"day": "", "at": "12:00"}, "måste"),
        ({"day": "2027-11-02", "at": ""}, "Ange också klockslaget."),
    ],
)
def test_new_date_is_refused_when_unchanged_or_incomplete(
    client: Client, typed: dict[str, str], message: str
) -> None:
    event = an_event()
    response = change_status(client, event, "reschedule", **typed, _do="1")
    assert message in page_text(response)
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
def test_message_after_a_status_change_is_a_sentence(
    client: Client, verb: str, swedish: str, english: str
) -> None:
    for language in ("sv", "en"):
        User.objects.update(language=language)
        done = change_status(client, an_event(), verb, _do="1")
    # No page has been opened in between: both messages are still to be shown.
    assert [str(it) for it in get_messages(done.wsgi_request)] == [swedish, english]


@pytest.mark.parametrize("page", ["{pk}/plans/move-online/", "{pk}/repeat/", "programme/"])
def test_checkboxes_stand_before_their_labels(client: Client, page: str) -> None:
    path = page.format(pk=an_event().pk)
    form = get_page(client, f"/admin/events/event/{path}").select_one("fieldset")
    boxes = form.select("input[type=checkbox]:not([name=without])")
    assert boxes
    assert form.select(".checkbox-row > input + label") == [it.find_next("label") for it in boxes]


def test_move_online_page_keeps_the_link_or_warns_that_it_goes(client: Client) -> None:
    link = "https://zoom.example.org/1"
    event = an_event(attendance_mode="hybrid", online_url=link)
    step = get_page(client, f"/admin/events/event/{event.pk}/plans/move-online/")
    assert step.select_one("[name=online_url]")["value"] == link
    preview = page_text(change_status(client, event, "move-online", online_url="", _show="1"))
    assert f"Länken för att delta försvinner: {link}" in preview
    change_status(client, event, "move-online", online_url=link, _do="1")
    event.refresh_from_db()
    assert (event.attendance_mode, event.online_url) == ("online", link)


def test_reinstating_restores_the_status_and_note_before_cancelling(client: Client) -> None:
    event = an_event()
    moved = {"online_url": "https://zoom.example.org/1", "note_sv": "Salen är översvämmad."}
    change_status(client, event, "move-online", **moved, _do="1")
    change_status(client, event, "cancel", note_sv="Talaren är sjuk.", _do="1")
    step = get_page(client, f"/admin/events/event/{event.pk}/plans/reinstate/")
    note = step.select_one("[name=note_sv]")["value"]
    assert note == "Salen är översvämmad."
    change_status(client, event, "reinstate", note_sv=note, _do="1")
    event.refresh_from_db()
    assert (event.status, event.status_note_sv) == (Status.MOVED_ONLINE, note)


def test_reinstating_restores_the_former_date(client: Client) -> None:
    event = an_event()
    change_status(client, event, "reschedule", day="2027-11-02", at="13:00", _do="1")
    change_status(client, event, "cancel", _do="1")
    change_status(client, event, "reinstate", _do="1")
    event.refresh_from_db()
    assert (event.status, event.previous_starts_at) == (Status.RESCHEDULED, NOON)


def test_new_date_in_the_past_has_a_warning(client: Client) -> None:
    with clock_at(MONTH_BEFORE, client):
        preview = change_status(
            client, an_event(), "reschedule", day="2027-01-10", at="12:00", _show="1"
        )
    assert "Den dagen har passerat." in page_text(preview)


def test_preview_of_a_new_date_lists_conflicts(client: Client) -> None:
    venue = a_venue()
    an_event(venue=venue, starts_at=NOON.replace(month=11, day=13), title_sv="Upptaget")
    event = an_event(venue=venue, registration_closes_at=NOON - timedelta(days=1))
    preview = page_text(
        change_status(client, event, "reschedule", day="2027-11-13", at="12:00", _show="1")
    )
    assert "Börjar: Dagen är en lördag." in preview
    assert "”Upptaget” är där samtidigt." in preview
    preview = page_text(
        change_status(client, event, "reschedule", day="2027-04-01", at="12:00", _show="1")
    )
    assert "Anmälan stänger: Anmälan stänger efter slutet." in preview


def test_preview_of_a_new_date_says_that_registration_stays_closed(client: Client) -> None:
    registration = {"registration": "by_link", "registration_url": "https://www.example.org/"}
    closes_at = MONTH_BEFORE - timedelta(days=1)
    event = an_event(status=Status.POSTPONED, registration_closes_at=closes_at, **registration)
    with clock_at(MONTH_BEFORE, client):
        typed = {"day": "2027-06-13", "at": "12:00", "_show": "1"}
        preview = change_status(client, event, "reschedule", **typed)
    words = "Anmälan stängde lördag 13 mars 2027 kl. 12.00 och förblir stängd."
    assert f"Anmälan stänger: {words}" in page_text(preview)
