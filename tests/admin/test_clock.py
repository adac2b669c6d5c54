"""Times are written and read on the clock where the event is held."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from atmp_events.models import Event
from tests.builders import NOON, a_talk, an_event

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


def stored(event: Event, **typed: str) -> dict[str, object]:
    """The row of the event's only talk, as the form shows it but for what is typed."""
    talk = event.talks.get()
    row = {"id": talk.pk, "event": event.pk, "position": 1, "title_sv": "A", "title_en": "A"}
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
def test_a_talk_keeps_its_distance_when_the_start_of_the_event_moves(
    desk: Client, event_typed: dict[str, str], talk_typed: dict[str, str], moved: str
) -> None:
    event = an_event()
    a_talk(event, title_sv="A", title_en="A", starts_at=NOON + timedelta(minutes=15))
    change(desk, event, **event_typed, talks=[stored(event, **talk_typed)])
    assert event.talks.get().starts_at == datetime.fromisoformat(moved)


def test_a_talk_of_the_second_day_moves_with_the_first(desk: Client) -> None:
    event = an_event(minutes=2 * 24 * 60)
    a_talk(event, title_sv="A", title_en="A", starts_at=NOON + timedelta(days=1))
    shown_row = {"starts_at_0": "2027-04-14", "starts_at_1": "12:00"}
    change(
        desk,
        event,
        starts_at_0="2027-04-20",
        ends_at_0="2027-04-22",
        talks=[stored(event, **shown_row)],
    )
    assert event.talks.get().starts_at == NOON + timedelta(days=8)


def test_the_coordinator_is_told_that_the_programme_has_moved(desk: Client) -> None:
    event = an_event()
    a_talk(event, title_sv="A", title_en="A", starts_at=NOON + timedelta(minutes=15))
    typed = {"ends_at_1": "16:00", "talks": [stored(event)]}
    change(desk, event, **typed)
    assert "Programmets tider har flyttats med." not in desk.get("/admin/").content.decode()
    change(desk, event, starts_at_1="15:00", **typed)
    assert "Programmets tider har flyttats med." in desk.get("/admin/").content.decode()


@pytest.mark.parametrize("year", ["0027", "1989", "2098", "9999"])
@pytest.mark.parametrize("all_day", ["", "on"])
def test_a_year_that_nobody_means_is_refused_in_words(
    desk: Client, year: str, all_day: str
) -> None:
    sent = send(desk, starts_at_0=f"{year}-02-15", all_day=all_day)
    [words] = refusals(sent)["starts_at"]
    assert words.startswith(f"År {int(year)} kan inte stämma. Ange ett år mellan 1990 och 20")
    assert list(refusals(sent)) == ["starts_at"]
    assert not Event.objects.exists()
