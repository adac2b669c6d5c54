"""Times are written and read on the clock where the event is held."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from atmp_events.models import Event
from tests.builders import a_talk, an_event

from .desk import change, refusals, send, shown

pytestmark = pytest.mark.django_db


def test_a_time_in_helsinki_is_stored_and_shown_as_it_is_there(desk: Client) -> None:
    send(
        desk,
        timezone="Europe/Helsinki",
        registration="by_link",
        registration_url="https://example.org/",
        registration_closes_at_0="2027-04-10",
        registration_closes_at_1="23:59",
    )
    event = Event.objects.get()
    assert event.starts_at == datetime(2027, 4, 13, 9, 0, tzinfo=UTC)
    assert event.registration_closes_at == datetime(2027, 4, 10, 20, 59, tzinfo=UTC)
    fields = shown(desk, event)
    assert (fields["starts_at_0"], fields["starts_at_1"]) == ("2027-04-13", "12:00")
    assert (fields["ends_at_0"], fields["ends_at_1"]) == ("2027-04-13", "13:00")
    assert fields["registration_closes_at_1"] == "23:59"


def test_another_time_zone_moves_the_event_to_that_clock(desk: Client) -> None:
    event = an_event()
    change(desk, event, ends_at_0="2027-04-13", timezone="Europe/Helsinki")
    assert Event.objects.get().starts_at == datetime(2027, 4, 13, 9, 0, tzinfo=UTC)


def test_of_an_hour_that_comes_twice_the_first_is_meant(desk: Client) -> None:
    send(desk, starts_at_0="2027-10-31", starts_at_1="02:30", ends_at_1="04:00")
    assert Event.objects.get().starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_what_nobody_touched_stays_to_the_second(desk: Client) -> None:
    second_half_past_two = datetime(2027, 10, 31, 1, 30, 12, tzinfo=UTC)
    event = an_event(starts_at=second_half_past_two)
    fields = shown(desk, event)
    assert (fields["starts_at_0"], fields["starts_at_1"]) == ("2027-10-31", "02:30")
    typed = {name: fields[name] for name in fields if name.startswith(("starts_at", "ends_at"))}
    change(desk, event, title_en="Cells", **typed)
    again = Event.objects.get()
    assert (again.title_en, again.starts_at) == ("Cells", second_half_past_two)


def test_all_day_is_written_with_its_last_day_and_shown_so_again(desk: Client) -> None:
    send(
        desk,
        all_day="on",
        starts_at_0="2027-03-27",
        starts_at_1="",
        ends_at_0="2027-03-28",
        ends_at_1="",
    )
    event = Event.objects.get()
    assert event.starts_at == datetime(2027, 3, 26, 23, 0, tzinfo=UTC)
    assert event.ends_at == datetime(2027, 3, 28, 22, 0, tzinfo=UTC)  # Clocks went forward.
    fields = shown(desk, event)
    assert (fields["starts_at_0"], fields["starts_at_1"]) == ("2027-03-27", "")
    assert (fields["ends_at_0"], fields["ends_at_1"]) == ("2027-03-28", "")
    change(desk, event, all_day="on", **{n: fields[n] for n in ("starts_at_0", "ends_at_0")})
    again = Event.objects.get()
    assert (again.starts_at, again.ends_at) == (event.starts_at, event.ends_at)


def test_a_single_day_needs_no_last_day(desk: Client) -> None:
    send(desk, all_day="on", starts_at_1="", ends_at_1="")
    event = Event.objects.get()
    assert event.starts_at == datetime(2027, 4, 12, 22, 0, tzinfo=UTC)
    assert event.ends_at == datetime(2027, 4, 13, 22, 0, tzinfo=UTC)


def test_a_last_day_before_the_first_is_refused(desk: Client) -> None:
    told = refusals(send(desk, all_day="on", ends_at_0="2027-04-12"))
    assert told == {"ends_at": ["Sista dagen ligger före den första."]}


def test_a_talk_follows_the_event_to_another_day(desk: Client) -> None:
    event = an_event()
    talk = a_talk(event, starts_at=datetime(2027, 4, 13, 10, 15, tzinfo=UTC))
    row = {"id": talk.pk, "event": event.pk, "title_sv": "Ett föredrag", "title_en": "A talk"}
    change(
        desk,
        event,
        starts_at_0="2027-04-20",
        talks=[row | {"position": 1, "starts_at_0": "", "starts_at_1": "12:15"}],
    )
    talk.refresh_from_db()
    assert talk.starts_at == datetime(2027, 4, 20, 10, 15, tzinfo=UTC)


def test_a_talk_at_a_time_that_the_clocks_skip_is_refused(desk: Client) -> None:
    talk = {"title_sv": "Tidigt", "starts_at_0": "2027-03-28", "starts_at_1": "02:30"}
    told = refusals(send(desk, talks=[talk]))
    assert told == {"starts_at": ["Klockan ställs fram den natten: 02:30 finns inte."]}


@pytest.mark.parametrize("year", ["0027", "1989", "2098", "9999"])
@pytest.mark.parametrize("all_day", ["", "on"])
def test_a_year_that_nobody_means_is_refused_in_words(
    desk: Client, year: str, all_day: str
) -> None:
    sent = send(desk, starts_at_0=f"{year}-02-15", all_day=all_day)
    [words] = refusals(sent)["starts_at"]
    assert words.startswith(f"År {int(year)} kan inte stämma. Ange ett år mellan 1990 och 20")
    assert not Event.objects.exists()
