"""A series fills in the empty fields of a new event, also without scripts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from atmp_events.actions.soft_delete import delete
from atmp_events.models import Event, Series
from tests.builders import NOON, a_person, a_series, a_venue, an_event, an_organiser

from .event_form import form_errors, send_change_form, send_form


@pytest.fixture
def series() -> Series:
    """A series whose latest event is the second of 2027."""
    series = a_series(usual_length=timedelta(minutes=90), contact=a_person(name="Eva Berg"))
    old = an_organiser(name_sv="Region Uppsala")
    an_event(series=series, number=1, starts_at=NOON - timedelta(days=30), organisers=(old,))
    an_event(
        series=series,
        number=2,
        venue=a_venue(),
        room_sv="Rudbecksalen",
        audience_sv="Alla",
        spoken_languages="sv,en",
        organisers=(an_organiser(),),
    )
    return series


def saved_event(staff_client: Client, series: Series, **typed: object) -> Event:
    defaults = {"title_sv": "Nästa", "title_en": "Next", "starts_at_0": "2027-05-04"}
    send_form(staff_client, **defaults | {"series": series.pk, "ends_at_1": ""} | typed)
    return Event.objects.get(title_sv="Nästa")


def test_empty_fields_are_filled_from_the_latest_event_of_the_series(
    staff_client: Client, series: Series
) -> None:
    event = saved_event(staff_client, series)
    assert event.ends_at == datetime(2027, 5, 4, 11, 30, tzinfo=UTC)
    assert (str(event.venue), event.room_sv, event.audience_sv) == (
        "Rudbecklaboratoriet",
        "Rudbecksalen",
        "Alla",
    )
    assert (str(event.contact), event.number, event.languages()) == ("Eva Berg", 3, ("sv", "en"))
    assert [str(link) for link in event.organiser_links.all()] == ["Uppsala universitet"]


def test_usual_length_stays_the_same_when_clocks_are_put_back(
    staff_client: Client, series: Series
) -> None:
    event = saved_event(staff_client, series, starts_at_0="2027-10-31", starts_at_1="01:30")
    assert event.ends_at - event.starts_at == timedelta(minutes=90)


def test_first_event_of_a_year_has_number_one(staff_client: Client, series: Series) -> None:
    assert saved_event(staff_client, series, starts_at_0="2028-01-11").number == 1


def test_deleted_event_gives_neither_defaults_nor_number(
    staff_client: Client, series: Series
) -> None:
    delete(Event.objects.filter(number=2), now=NOON)
    event = saved_event(staff_client, series, ends_at_1="13:00")
    assert (event.number, event.venue, event.room_sv) == (2, None, "")
    assert [str(link) for link in event.organiser_links.all()] == ["Region Uppsala"]


def test_typed_values_are_kept(staff_client: Client, series: Series) -> None:
    other = an_organiser(name_sv="KI")
    typed = {"number": 7, "room_sv": "Aulan", "ends_at_1": "12:30"}
    event = saved_event(staff_client, series, organisers=[{"organiser": other.pk}], **typed)
    assert (event.number, event.room_sv) == (7, "Aulan")
    assert event.ends_at == datetime(2027, 5, 4, 10, 30, tzinfo=UTC)
    assert [str(link) for link in event.organiser_links.all()] == ["KI"]


def test_online_event_gets_no_venue_or_room(staff_client: Client, series: Series) -> None:
    event = saved_event(staff_client, series, attendance_mode="online")
    assert (event.venue, event.room_sv) == (None, "")


def test_fields_emptied_after_the_script_filled_them_stay_empty(
    staff_client: Client, series: Series
) -> None:
    event = saved_event(staff_client, series, _filled_from=series.pk)
    assert (event.venue, event.number, event.organiser_links.count()) == (None, None, 0)


def test_fields_emptied_in_a_stored_event_stay_empty(staff_client: Client, series: Series) -> None:
    event = Event.objects.get(number=2)
    send_change_form(staff_client, event, series=series.pk)
    event.refresh_from_db()
    assert (event.venue, event.room_sv) == (None, "")


def test_end_is_required_when_the_series_has_no_usual_length(staff_client: Client) -> None:
    errors = form_errors(send_form(staff_client, series=a_series().pk, ends_at_1=""))
    assert errors == {
        "ends_at": ["Ange både när det börjar och när det slutar, eller ingetdera än så länge."]
    }


def test_defaults_of_a_series_are_json_for_signed_in_users(
    staff_client: Client, series: Series
) -> None:
    path = "/admin/events/event/usual/"
    response = staff_client.get(path, {"series": series.pk, "year": "2027"}).json()
    assert (response["fields"]["number"], response["minutes"]) == ("3", 90)
    assert staff_client.get(path, {"series": "x"}).status_code == 404
    assert Client(SERVER_NAME="localhost").get(path, {"series": series.pk}).status_code == 302
