"""Feeds are for good: those of whom an event leaves tell where it went, and none turns into 404."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db.models.signals import post_init
from django.test import Client
from icalendar import Calendar
from icalendar import Event as VEvent

from atmp_events.actions.erasing import erase
from atmp_events.actions.merging import merge
from atmp_events.actions.soft_delete import delete, delete_for_good
from atmp_events.models import Appearance, Departure, Event, EventOrganiser, Person, State
from tests.builders import (
    MORNING_BEFORE,
    NOON,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
    together,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
FORMS = ("ics", "atom", "json")
HELD = ("serier/natverkstraffar", "personer/ada-lund", "platser/rudbecklaboratoriet")
HOLDERS = (*HELD, "arrangorer/uppsala-universitet")
FILTERS = ("series=natverkstraffar", "person=ada-lund", "venue=rudbecklaboratoriet")


@pytest.fixture(autouse=True)
def _an_hour_before() -> Iterator[None]:
    with time_machine.travel(MORNING_BEFORE - timedelta(hours=1)):
        yield


@pytest.fixture
def event() -> Event:
    """An event with all that has feeds, published two days before."""
    with time_machine.travel(MORNING_BEFORE - 2 * DAY, tick=False), together():
        event = an_event(series=a_series(), venue=a_venue(), organisers=(an_organiser(),))
        a_talk(event, speakers=(a_person(),))
    return Event.objects.get()


def entries(client: Client, path: str) -> list[VEvent]:
    return list(Calendar.from_ical(client.get(path).content).walk("VEVENT"))


def leave_all(event: Event, at: datetime = MORNING_BEFORE) -> None:
    """Move the event a week, to another house, to other people."""
    with time_machine.travel(at, tick=False):
        event.series = None
        event.venue = a_venue(slug="andra", name_sv="Andra huset", name_en="Other house")
        event.starts_at, event.ends_at = NOON + 7 * DAY, NOON + 7 * DAY + timedelta(hours=1)
        event.save()
        Appearance.objects.all().delete()
        EventOrganiser.objects.all().delete()


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_that_was_public_is_answered_when_its_only_event_has_left(
    client: Client, event: Event, form: str
) -> None:
    leave_all(event)
    paths = [f"/sv/{holder}.{form}" for holder in HOLDERS]
    paths += [f"/sv/evenemang.{form}?{query}" for query in FILTERS]
    with time_machine.travel(MORNING_BEFORE + DAY, tick=False):
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert "Om celler" in answer.content.decode(), path
    with time_machine.travel(MORNING_BEFORE + 400 * DAY, tick=False):
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert "Om celler" not in answer.content.decode(), path


def test_the_feed_of_a_house_tells_that_an_event_has_moved_and_where(
    client: Client, event: Event
) -> None:
    (before,) = entries(client, "/sv/platser/rudbecklaboratoriet.ics")
    leave_all(event)
    (gone,) = entries(client, "/sv/platser/rudbecklaboratoriet.ics")
    assert (gone["UID"], gone["STATUS"]) == (before["UID"], "CANCELLED")
    assert gone["SUMMARY"] == "FLYTTAT: Om celler"
    assert gone["DESCRIPTION"] == (
        "Evenemanget har flyttat till: tisdag 20 april 2027 kl. 12.00–13.00, Andra huset, "
        "Dag Hammarskjölds väg 20, 751 85 Uppsala.\n\n"
        "https://events.example.org/sv/evenemang/2027/om-celler/"
    )
    assert (gone.start, gone["LOCATION"]) == (before.start, before["LOCATION"])
    assert gone["SEQUENCE"] > before["SEQUENCE"]
    assert gone["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    (there,) = entries(client, "/sv/platser/andra.ics")
    assert (there["UID"], there["STATUS"]) == (before["UID"], "CONFIRMED")


def test_the_feed_of_a_speaker_tells_that_the_event_is_held_without_her(
    client: Client, event: Event
) -> None:
    Appearance.objects.all().delete()
    (gone,) = entries(client, "/en/people/ada-lund.ics")
    assert (gone["SUMMARY"], gone["STATUS"]) == ("CHANGED: On cells", "CANCELLED")
    assert gone["DESCRIPTION"].startswith(
        "The event is no longer in this calendar. It takes place: Tuesday 13 April 2027"
    )
    (still,) = entries(client, "/en/events.ics")
    assert (still["STATUS"], still["SEQUENCE"]) == ("CONFIRMED", 0)


def test_an_event_that_comes_back_is_newer_than_its_departure(client: Client, event: Event) -> None:
    talk = event.talks.get()
    Appearance.objects.all().delete()
    (gone,) = entries(client, "/en/people/ada-lund.ics")
    Appearance.objects.create(event=event, talk=talk, person=Person.objects.get(), position=0)
    (back,) = entries(client, "/en/people/ada-lund.ics")
    assert (back["STATUS"], back["SUMMARY"]) == ("CONFIRMED", "On cells")
    assert back["SEQUENCE"] > gone["SEQUENCE"]


def test_what_moved_while_it_was_put_off_has_left_when_it_comes_back_by_the_clock(
    client: Client, event: Event
) -> None:
    path = "/sv/platser/rudbecklaboratoriet.ics"
    event.publish_at = MORNING_BEFORE + DAY
    event.venue = a_venue(slug="andra", name_sv="Andra huset", name_en="Other house", street="Ny 1")
    event.save()
    with time_machine.travel(MORNING_BEFORE, tick=False):
        (hidden,) = entries(client, path)
        assert hidden["SUMMARY"] == "INSTÄLLT: Om celler"
    with time_machine.travel(MORNING_BEFORE + 2 * DAY, tick=False):
        (gone,), (there,) = entries(client, path), entries(client, "/sv/platser/andra.ics")
    assert (gone["SUMMARY"], gone["STATUS"]) == ("FLYTTAT: Om celler", "CANCELLED")
    assert gone["SEQUENCE"] > hidden["SEQUENCE"]
    assert gone["LAST-MODIFIED"].dt > hidden["LAST-MODIFIED"].dt
    assert there["DESCRIPTION"].startswith("Ändrat: Plats, från Rudbecklaboratoriet, ")
    assert there["SEQUENCE"] > hidden["SEQUENCE"]


def test_a_reader_of_news_is_told_under_the_same_id(client: Client, event: Event) -> None:
    def item() -> dict[str, Any]:
        (only,) = json.loads(client.get("/en/venues/rudbecklaboratoriet.json").content)["items"]
        return dict(only)

    before = item()
    leave_all(event)
    after = item()
    assert (after["id"], after["title"]) == (before["id"], "Moved: On cells")
    assert "The event has moved to: Tuesday 20 April 2027" in after["content_html"]
    assert after["date_modified"] > before["date_modified"]


def test_a_departure_reaches_a_subscriber_who_asks_by_date(client: Client, event: Event) -> None:
    path = "/sv/platser/rudbecklaboratoriet.ics"
    with time_machine.travel(MORNING_BEFORE - DAY, tick=False):
        held = {"If-Modified-Since": client.get(path)["Last-Modified"]}
    leave_all(event)
    with time_machine.travel(MORNING_BEFORE + DAY, tick=False):
        after = client.get(path, headers=held)
    assert (after.status_code, after["Last-Modified"]) == (200, "Mon, 12 Apr 2027 07:00:00 GMT")


def test_a_change_elsewhere_is_no_change_of_a_feed(client: Client, event: Event) -> None:
    with time_machine.travel(MORNING_BEFORE - DAY, tick=False):
        an_event(title_sv="Annat", kind="course")
    before = client.get("/sv/evenemang.ics?kind=course")
    leave_all(event)
    after = client.get("/sv/evenemang.ics?kind=course")
    assert (after["Last-Modified"], after.content) == (before["Last-Modified"], before.content)


def test_what_was_withdrawn_elsewhere_is_not_said_to_have_moved(
    client: Client, event: Event
) -> None:
    leave_all(event)
    event = Event.objects.get()
    event.state = State.DRAFT
    event.save()
    (gone,) = entries(client, "/en/venues/rudbecklaboratoriet.ics")
    assert (gone["SUMMARY"], gone["DESCRIPTION"]) == (
        "CANCELLED: On cells",
        "The event has been withdrawn.",
    )


def test_a_former_address_of_a_feed_is_answered_too(client: Client, event: Event) -> None:
    venue = event.venue
    assert venue
    venue.slug = "rudbeck"
    venue.save()
    leave_all(event)
    for slug in ("rudbecklaboratoriet", "rudbeck"):
        assert len(entries(client, f"/sv/platser/{slug}.ics")) == 1, slug


def test_the_feed_of_a_person_who_was_merged_is_that_of_the_other(
    client: Client, event: Event
) -> None:
    kept, other = a_person(name="Ada Lundh"), Person.objects.get(slug="ada-lund")
    merge(kept, other, taken=(), parts=(), by=None, now=MORNING_BEFORE)
    (entry,) = entries(client, "/sv/personer/ada-lund.ics")
    assert (entry["UID"], entry["STATUS"]) == (event.uid, "CONFIRMED")


def test_the_feed_of_what_is_deleted_is_answered(client: Client, event: Event) -> None:
    series = event.series
    assert series
    leave_all(event)
    series.delete()
    for path in ("/sv/serier/natverkstraffar", "/en/series/network-meetings"):
        for form in FORMS:
            assert client.get(f"{path}.{form}").status_code == 200


def test_a_feed_outlives_its_events(client: Client, event: Event) -> None:
    delete(Event.objects.all(), now=MORNING_BEFORE)
    delete_for_good(now=MORNING_BEFORE + 400 * DAY)
    assert not Event.objects.exists()
    with time_machine.travel(MORNING_BEFORE + 401 * DAY, tick=False):
        for holder in HOLDERS:
            assert entries(client, f"/sv/{holder}.ics") == []


def test_the_feed_of_an_erased_person_is_empty_and_does_not_name_her(
    client: Client, event: Event
) -> None:
    erase(Person.objects.get(), now=MORNING_BEFORE)
    for path in ("/sv/personer/ada-lund.ics", "/sv/evenemang.ics?person=ada-lund"):
        answer = client.get(path)
        assert (answer.status_code, entries(client, path)) == (200, [])
        assert "ada" not in answer.content.decode().lower()
    for form in ("atom", "json"):
        answer = client.get(f"/sv/personer/ada-lund.{form}")
        assert answer.status_code == 200
        assert "Ada Lund" not in answer.content.decode()
        # Her page is not there any more.
        assert "/personer/ada-lund/" not in answer.content.decode()


def test_an_address_that_was_never_public_is_unknown(client: Client) -> None:
    event = an_event(state=State.DRAFT, venue=a_venue(), publish_at=NOON)
    a_talk(event, speakers=(a_person(),))
    event.venue = None
    event.save()
    for path in ("platser/rudbecklaboratoriet", "personer/ada-lund", "serier/okand"):
        for form in FORMS:
            assert client.get(f"/sv/{path}.{form}").status_code == 404, (path, form)


ONLINE: dict[str, Any] = {"attendance_mode": "online"}
HYBRID: dict[str, Any] = {"attendance_mode": "hybrid", "kind": "course"}


@pytest.mark.parametrize(
    ("before", "house", "after", "new_house", "word"),
    [
        ({}, "bmc", HYBRID, "bmc", "ÄNDRAT"),
        ({}, "bmc", {"spoken_languages": "en"}, "bmc", "ÄNDRAT"),
        (ONLINE, "", HYBRID, "bmc", "ÄNDRAT"),
        (HYBRID | {"kind": "seminar"}, "bmc", HYBRID, "andra", "FLYTTAT"),
    ],
)
def test_an_event_has_moved_only_to_another_house(
    client: Client,
    before: dict[str, Any],
    house: str,
    after: dict[str, Any],
    new_house: str,
    word: str,
) -> None:
    houses = {"": None, "bmc": a_venue(slug="bmc"), "andra": a_venue(slug="andra")}
    with time_machine.travel(MORNING_BEFORE - 2 * DAY, tick=False):
        event = an_event(spoken_languages="sv", venue=houses[house], **before)
    event.venue = houses[new_house]
    for name, value in after.items():
        setattr(event, name, value)
    with time_machine.travel(MORNING_BEFORE, tick=False):
        event.save()
        (entry,) = entries(client, "/sv/evenemang.ics?kind=seminar&language=sv")
    assert str(entry["SUMMARY"]).startswith(word)
    is_said = "finns inte längre i den här kalendern" in str(entry["DESCRIPTION"])
    assert is_said == (word == "ÄNDRAT")
    assert ("igitalt" in str(entry["DESCRIPTION"])) == (event.attendance_mode == "hybrid")


@pytest.mark.parametrize(
    "chosen", ["series=natverkstraffar", "venue=rudbecklaboratoriet", "kind=seminar"]
)
def test_departures_from_other_feeds_are_not_fetched(
    client: Client, event: Event, chosen: str
) -> None:
    leave_all(event)
    with time_machine.travel(MORNING_BEFORE - DAY, tick=False):
        other = an_event(kind="conference", venue=a_venue(slug="bmc"))
    other.kind, other.venue = "course", None
    with time_machine.travel(MORNING_BEFORE, tick=False):
        other.save()
    fetched = []

    def note(instance: Departure, **kwargs: Any) -> None:
        fetched.append(instance.event_id)

    post_init.connect(note, sender=Departure)
    try:
        client.get(f"/sv/evenemang.ics?{chosen}")
    finally:
        post_init.disconnect(note, sender=Departure)
    assert event.pk in fetched or chosen == "kind=seminar"
    assert other.pk not in fetched
