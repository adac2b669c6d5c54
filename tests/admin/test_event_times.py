"""Times in the form of an event: local times of the time zone of the event."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from atmp_events.models import Event
from tests.builders import NOON, a_talk, an_event

from .event_form import form_errors, form_values, send_change_form, send_form


def test_times_of_an_event_are_stored_and_shown_in_its_time_zone(staff_client: Client) -> None:
    send_form(
        staff_client,
        timezone="Europe/Helsinki",
        registration="by_link",
        registration_url="https://example.org/",
        registration_closes_at_0="2027-04-10",
        registration_closes_at_1="23:59",
    )
    event = Event.objects.get()
    assert event.starts_at == datetime(2027, 4, 13, 9, 0, tzinfo=UTC)
    assert event.registration_closes_at == datetime(2027, 4, 10, 20, 59, tzinfo=UTC)
    fields = form_values(staff_client, event)
    assert (fields["starts_at_0"], fields["starts_at_1"]) == ("2027-04-13", "12:00")
    assert (fields["ends_at_0"], fields["ends_at_1"]) == ("2027-04-13", "13:00")
    assert fields["registration_closes_at_1"] == "23:59"


def test_changed_time_zone_keeps_the_local_time(staff_client: Client) -> None:
    event = an_event()
    send_change_form(staff_client, event, timezone="Europe/Helsinki")
    assert Event.objects.get().starts_at == datetime(2027, 4, 13, 9, 0, tzinfo=UTC)


def test_ambiguous_local_time_means_the_first_of_the_two(staff_client: Client) -> None:
    send_form(staff_client, starts_at_0="2027-10-31", starts_at_1="02:30", ends_at_1="04:00")
    assert Event.objects.get().starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_unchanged_time_keeps_its_fold_and_seconds(staff_client: Client) -> None:
    second_half_past_two = datetime(2027, 10, 31, 1, 30, 12, tzinfo=UTC)
    event = an_event(starts_at=second_half_past_two)
    fields = form_values(staff_client, event)
    assert (fields["starts_at_0"], fields["starts_at_1"]) == ("2027-10-31", "02:30")
    typed = {name: fields[name] for name in fields if name.startswith(("starts_at", "ends_at"))}
    send_change_form(staff_client, event, title_en="Cells", **typed)
    again = Event.objects.get()
    assert (again.title_en, again.starts_at) == ("Cells", second_half_past_two)


def test_all_day_event_is_entered_and_shown_with_its_last_day(staff_client: Client) -> None:
    send_form(
        staff_client,
        all_day="on",
        starts_at_0="2027-03-27",
        starts_at_1="",
        ends_at_0="2027-03-28",
        ends_at_1="",
    )
    event = Event.objects.get()
    assert event.starts_at == datetime(2027, 3, 26, 23, 0, tzinfo=UTC)
    assert event.ends_at == datetime(2027, 3, 28, 22, 0, tzinfo=UTC)  # Clocks went forward.
    fields = form_values(staff_client, event)
    assert (fields["starts_at_0"], fields["starts_at_1"]) == ("2027-03-27", "")
    assert (fields["ends_at_0"], fields["ends_at_1"]) == ("2027-03-28", "")
    send_change_form(
        staff_client, event, all_day="on", **{n: fields[n] for n in ("starts_at_0", "ends_at_0")}
    )
    again = Event.objects.get()
    assert (again.starts_at, again.ends_at) == (event.starts_at, event.ends_at)


def test_all_day_event_of_one_day_needs_no_last_day(staff_client: Client) -> None:
    send_form(staff_client, all_day="on", starts_at_1="", ends_at_1="")
    event = Event.objects.get()
    assert event.starts_at == datetime(2027, 4, 12, 22, 0, tzinfo=UTC)
    assert event.ends_at == datetime(2027, 4, 13, 22, 0, tzinfo=UTC)


def test_last_day_before_the_first_is_refused(staff_client: Client) -> None:
    errors = form_errors(send_form(staff_client, all_day="on", ends_at_0="2027-04-12"))
    assert errors == {"ends_at": ["Sista dagen ligger före den första."]}


def test_talk_at_a_nonexistent_local_time_is_refused(staff_client: Client) -> None:
    talk = {"title_sv": "Tidigt", "starts_at_0": "2027-03-28", "starts_at_1": "02:30"}
    errors = form_errors(send_form(staff_client, talks=[talk]))
    assert errors == {"starts_at": ["Klockan ställs fram den natten: 02:30 finns inte."]}


def talk_row(event: Event, **typed: str) -> dict[str, object]:
    """The form row of the only talk of an event, with `typed` instead of the shown values."""
    talk = event.talks.get()
    row = {"id": talk.pk, "position": 1, "title_sv": "A", "title_en": "A"}
    return row | {"starts_at_0": "", "starts_at_1": "12:15"} | typed


@pytest.mark.parametrize(
    ("event_typed", "talk_typed", "moved"),
    [
        ({"starts_at_1": "15:00", "ends_at_1": "16:00"}, {}, "2027-04-13T15:15+02:00"),
        ({"starts_at_0": "2027-11-02"}, {}, "2027-11-02T12:15+01:00"),
        (
            {"starts_at_1": "15:00", "ends_at_1": "16:00"},
            {"starts_at_1": "15:30"},
            "2027-04-13T15:30+02:00",
        ),
        ({"timezone": "Europe/London"}, {}, "2027-04-13T12:15+01:00"),
        ({"all_day": "on", "starts_at_0": "2027-04-20"}, {}, "2027-04-20T12:15+02:00"),
        ({"title_sv": "Ny rubrik"}, {}, "2027-04-13T12:15+02:00"),
    ],
)
def test_talk_keeps_its_offset_when_the_event_moves(
    staff_client: Client, event_typed: dict[str, str], talk_typed: dict[str, str], moved: str
) -> None:
    event = an_event()
    a_talk(event, title_sv="A", title_en="A", starts_at=NOON + timedelta(minutes=15))
    send_change_form(staff_client, event, **event_typed, talks=[talk_row(event, **talk_typed)])
    assert event.talks.get().starts_at == datetime.fromisoformat(moved)


def test_talk_on_the_second_day_moves_with_the_event(staff_client: Client) -> None:
    event = an_event(minutes=2 * 24 * 60)
    a_talk(event, title_sv="A", title_en="A", starts_at=NOON + timedelta(days=1))
    times = {"starts_at_0": "2027-04-14", "starts_at_1": "12:00"}
    send_change_form(
        staff_client,
        event,
        starts_at_0="2027-04-20",
        ends_at_0="2027-04-22",
        talks=[talk_row(event, **times)],
    )
    assert event.talks.get().starts_at == NOON + timedelta(days=8)


def test_message_says_that_the_talks_have_moved_with_the_event(staff_client: Client) -> None:
    event = an_event()
    a_talk(event, title_sv="A", title_en="A", starts_at=NOON + timedelta(minutes=15))
    typed = {"ends_at_1": "16:00", "talks": [talk_row(event)]}
    send_change_form(staff_client, event, **typed)
    assert "Programmets tider har flyttats med." not in staff_client.get("/admin/").content.decode()
    send_change_form(staff_client, event, starts_at_1="15:00", **typed)
    assert "Programmets tider har flyttats med." in staff_client.get("/admin/").content.decode()


@pytest.mark.parametrize("year", ["0027", "1989", "2098", "9999"])
@pytest.mark.parametrize("all_day", ["", "on"])
def test_implausible_year_of_the_start_is_refused(
    staff_client: Client, year: str, all_day: str
) -> None:
    sent = send_form(staff_client, starts_at_0=f"{year}-02-15", all_day=all_day)
    [message] = form_errors(sent)["starts_at"]
    assert message.startswith(f"År {int(year)} kan inte stämma. Ange ett år mellan 1990 och 20")
    assert list(form_errors(sent)) == ["starts_at"]
    assert not Event.objects.exists()
