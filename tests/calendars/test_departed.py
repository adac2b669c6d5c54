"""Feeds that an event has left: they say where it is now, and their addresses keep working."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db.models.signals import post_init
from django.test import Client

from atmp_events.actions.erasing import erase
from atmp_events.actions.soft_delete import delete, delete_for_good
from atmp_events.models import Appearance, Departure, Event, EventOrganiser, Person, State
from tests.builders import (
    MORNING_BEFORE,
    NOON,
    a_full_event,
    a_person,
    a_talk,
    a_venue,
    an_event,
    save,
)
from tests.calendars.parsing import events_at

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
FORMS = ("ics", "atom", "json")
FEEDS = (
    *("serier/natverkstraffar", "personer/ada-lund"),
    *("platser/rudbecklaboratoriet", "arrangorer/uppsala-universitet"),
)
FILTERS = ("series=natverkstraffar", "person=ada-lund", "venue=rudbecklaboratoriet")


@pytest.fixture(autouse=True)
def _an_hour_before() -> Iterator[None]:
    with time_machine.travel(MORNING_BEFORE - timedelta(hours=1)):
        yield


@pytest.fixture
def event() -> Event:
    """An event with a series, speaker, venue and organiser, published two days before."""
    with time_machine.travel(MORNING_BEFORE - 2 * DAY, tick=False):
        return a_full_event()


def change_all_feeds_of(event: Event, at: datetime = MORNING_BEFORE) -> None:
    """Move the event to another week and venue, and remove series, speaker and organiser."""
    with time_machine.travel(at, tick=False):
        event.starts_at, event.ends_at = NOON + 7 * DAY, NOON + 7 * DAY + timedelta(hours=1)
        other = a_venue(slug="andra", name_sv="Andra huset", name_en="Other house")
        save(event, series=None, venue=other)
        Appearance.objects.all().delete()
        EventOrganiser.objects.all().delete()


@pytest.mark.parametrize("form", FORMS)
def test_feed_that_lost_its_only_event_shows_it_for_a_year_and_stays(
    client: Client, event: Event, form: str
) -> None:
    change_all_feeds_of(event)
    paths = [f"/sv/{feed}.{form}" for feed in FEEDS]
    paths += [f"/sv/evenemang.{form}?{query}" for query in FILTERS]
    with time_machine.travel(MORNING_BEFORE + DAY, tick=False):
        for path in paths:
            response = client.get(path)
            assert response.status_code == 200, path
            assert "Om celler" in response.content.decode(), path
    with time_machine.travel(MORNING_BEFORE + 400 * DAY, tick=False):
        for path in paths:
            response = client.get(path)
            assert response.status_code == 200, path
            assert "Om celler" not in response.content.decode(), path


def test_feed_of_the_old_venue_cancels_the_event_and_names_the_new_venue(
    client: Client, event: Event
) -> None:
    (before,) = events_at(client, "/sv/platser/rudbecklaboratoriet.ics")
    change_all_feeds_of(event)
    (gone,) = events_at(client, "/sv/platser/rudbecklaboratoriet.ics")
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
    (there,) = events_at(client, "/sv/platser/andra.ics")
    assert (there["UID"], there["STATUS"]) == (before["UID"], "CONFIRMED")


def test_feed_of_a_removed_speaker_says_that_the_event_takes_place(
    client: Client, event: Event
) -> None:
    Appearance.objects.all().delete()
    (gone,) = events_at(client, "/en/people/ada-lund.ics")
    assert (gone["SUMMARY"], gone["STATUS"]) == ("CHANGED: On cells", "CANCELLED")
    assert gone["DESCRIPTION"].startswith(
        "The event is no longer in this calendar. It takes place: Tuesday 13 April 2027"
    )
    (still,) = events_at(client, "/en/events.ics")
    assert (still["STATUS"], still["SEQUENCE"]) == ("CONFIRMED", 0)


def test_event_back_in_a_feed_has_a_higher_sequence(client: Client, event: Event) -> None:
    talk = event.talks.get()
    Appearance.objects.all().delete()
    (gone,) = events_at(client, "/en/people/ada-lund.ics")
    Appearance.objects.create(event=event, talk=talk, person=Person.objects.get(), position=0)
    (back,) = events_at(client, "/en/people/ada-lund.ics")
    assert (back["STATUS"], back["SUMMARY"]) == ("CONFIRMED", "On cells")
    assert back["SEQUENCE"] > gone["SEQUENCE"]


def test_event_moved_while_hidden_is_cancelled_in_the_feed_of_its_old_venue(
    client: Client, event: Event
) -> None:
    path = "/sv/platser/rudbecklaboratoriet.ics"
    event.publish_at = MORNING_BEFORE + DAY
    event.venue = a_venue(slug="andra", name_sv="Andra huset", name_en="Other house", street="Ny 1")
    event.save()
    with time_machine.travel(MORNING_BEFORE, tick=False):
        (hidden,) = events_at(client, path)
        assert hidden["SUMMARY"] == "INSTÄLLT: Om celler"
    with time_machine.travel(MORNING_BEFORE + 2 * DAY, tick=False):
        (gone,), (there,) = events_at(client, path), events_at(client, "/sv/platser/andra.ics")
    assert (gone["SUMMARY"], gone["STATUS"]) == ("FLYTTAT: Om celler", "CANCELLED")
    assert gone["SEQUENCE"] > hidden["SEQUENCE"]
    assert gone["LAST-MODIFIED"].dt > hidden["LAST-MODIFIED"].dt
    assert there["DESCRIPTION"].startswith("Ändrat: Plats, från Rudbecklaboratoriet, ")
    assert there["SEQUENCE"] > hidden["SEQUENCE"]


def test_json_feed_reports_the_move_under_the_same_id(client: Client, event: Event) -> None:
    def item() -> dict[str, Any]:
        (only,) = json.loads(client.get("/en/venues/rudbecklaboratoriet.json").content)["items"]
        return dict(only)

    before = item()
    change_all_feeds_of(event)
    after = item()
    assert (after["id"], after["title"]) == (before["id"], "Moved: On cells")
    assert "The event has moved to: Tuesday 20 April 2027" in after["content_html"]
    assert after["date_modified"] > before["date_modified"]


def test_last_modified_of_a_feed_rises_when_its_event_leaves(client: Client, event: Event) -> None:
    path = "/sv/platser/rudbecklaboratoriet.ics"
    with time_machine.travel(MORNING_BEFORE - DAY, tick=False):
        an_event(title_sv="Kvar", venue=event.venue)
        since = {"If-Modified-Since": client.get(path)["Last-Modified"]}
    change_all_feeds_of(event)
    with time_machine.travel(MORNING_BEFORE + DAY, tick=False):
        after = client.get(path, headers=since)
    assert (after.status_code, after["Last-Modified"]) == (200, "Mon, 12 Apr 2027 07:00:00 GMT")


def test_online_event_leaves_the_feed_of_its_venue_as_others_do(client: Client) -> None:
    with time_machine.travel(MORNING_BEFORE - 2 * DAY, tick=False):
        event = an_event(attendance_mode="online", venue=a_venue())
    feeds = "/sv/platser/rudbecklaboratoriet.ics", "/sv/platser/andra.ics"
    before = client.get(feeds[0])
    other = a_venue(slug="andra", name_sv="Andra huset", name_en="Other house")
    for venue in (other, None):
        save(event, venue=venue)
    after = [client.get(feed) for feed in feeds]
    assert [it.status_code for it in after] == [200, 200]
    assert all(b"STATUS:CANCELLED" in it.content for it in after)
    for name in ("Last-Modified", "ETag"):
        assert after[0].headers[name] != before.headers[name]
    seen = {"If-Modified-Since": before.headers["Last-Modified"]}
    assert client.get(feeds[0], headers=seen).status_code == 200
    # Nobody else sees a change: the page and the file of an online event name no venue.
    assert b"SEQUENCE:0" in client.get("/sv/evenemang.ics").content
    assert not event.changes.exists()


def test_event_that_leaves_other_feeds_does_not_change_this_feed(
    client: Client, event: Event
) -> None:
    with time_machine.travel(MORNING_BEFORE - DAY, tick=False):
        an_event(title_sv="Annat", kind="course")
    before = client.get("/sv/evenemang.ics?kind=course")
    change_all_feeds_of(event)
    after = client.get("/sv/evenemang.ics?kind=course")
    assert (after["Last-Modified"], after.content) == (before["Last-Modified"], before.content)


@pytest.mark.parametrize(
    ("chosen", "statuses"),
    [
        ("language=en", ["CANCELLED"]),
        ("language=sv", ["CANCELLED"]),
        ("q=celler&kind=seminar", ["CANCELLED"]),
        ("q=knutar&kind=seminar", []),  # It was never in this one.
    ],
)
def test_event_that_a_filter_no_longer_finds_is_cancelled_in_its_feed(
    client: Client, chosen: str, statuses: list[str]
) -> None:
    with time_machine.travel(MORNING_BEFORE - 2 * DAY, tick=False):
        event = an_event(spoken_languages="en,sv")
    save(event, spoken_languages="de", kind="course")
    found = events_at(client, f"/sv/evenemang.ics?{chosen}")
    assert [it["STATUS"] for it in found] == statuses


def test_withdrawn_event_is_not_reported_as_moved(client: Client, event: Event) -> None:
    change_all_feeds_of(event)
    event = Event.objects.get()
    save(event, state=State.DRAFT)
    (gone,) = events_at(client, "/en/venues/rudbecklaboratoriet.ics")
    assert (gone["SUMMARY"], gone["DESCRIPTION"]) == (
        "CANCELLED: On cells",
        "The event has been withdrawn.",
    )


def test_former_address_of_a_feed_works(client: Client, event: Event) -> None:
    save(event.venue, slug="rudbeck")
    change_all_feeds_of(event)
    for slug in ("rudbecklaboratoriet", "rudbeck"):
        assert len(events_at(client, f"/sv/platser/{slug}.ics")) == 1, slug


def test_feed_of_a_deleted_series_works(client: Client, event: Event) -> None:
    series = event.series
    change_all_feeds_of(event)
    series.delete()
    for path in ("/sv/serier/natverkstraffar", "/en/series/network-meetings"):
        for form in FORMS:
            assert client.get(f"{path}.{form}").status_code == 200


def test_feed_is_empty_after_its_events_are_deleted_for_good(client: Client, event: Event) -> None:
    delete(Event.objects.all(), now=MORNING_BEFORE)
    delete_for_good(now=MORNING_BEFORE + 400 * DAY)
    assert not Event.objects.exists()
    with time_machine.travel(MORNING_BEFORE + 401 * DAY, tick=False):
        for feed in FEEDS:
            assert events_at(client, f"/sv/{feed}.ics") == []


def test_feed_of_an_erased_person_is_empty_and_without_the_name(
    client: Client, event: Event
) -> None:
    erase(Person.objects.get(), now=MORNING_BEFORE)
    for path in ("/sv/personer/ada-lund.ics", "/sv/evenemang.ics?person=ada-lund"):
        response = client.get(path)
        assert (response.status_code, events_at(client, path)) == (200, [])
        assert "ada" not in response.content.decode().lower()
    for form in ("atom", "json"):
        response = client.get(f"/sv/personer/ada-lund.{form}")
        assert response.status_code == 200
        assert "Ada Lund" not in response.content.decode()
        # Nor a link to the page of the person, which is gone.
        assert "/personer/ada-lund/" not in response.content.decode()


def test_feed_that_was_never_public_is_not_found(client: Client) -> None:
    event = an_event(state=State.DRAFT, venue=a_venue(), publish_at=NOON)
    a_talk(event, speakers=(a_person(),))
    save(event, venue=None)
    for path in ("platser/rudbecklaboratoriet", "personer/ada-lund", "serier/okand"):
        for form in FORMS:
            assert client.get(f"/sv/{path}.{form}").status_code == 404, (path, form)


ONLINE: dict[str, Any] = {"attendance_mode": "online"}
HYBRID: dict[str, Any] = {"attendance_mode": "hybrid", "kind": "course"}


@pytest.mark.parametrize(
    ("before", "venue", "after", "new_venue", "word"),
    [
        ({}, "bmc", HYBRID, "bmc", "ÄNDRAT"),
        ({}, "bmc", {"spoken_languages": "en"}, "bmc", "ÄNDRAT"),
        (ONLINE, "", HYBRID, "bmc", "ÄNDRAT"),
        (HYBRID | {"kind": "seminar"}, "bmc", HYBRID, "andra", "FLYTTAT"),
    ],
)
def test_feed_says_moved_only_for_a_new_venue(
    client: Client,
    before: dict[str, Any],
    venue: str,
    after: dict[str, Any],
    new_venue: str,
    word: str,
) -> None:
    venues = {"": None, "bmc": a_venue(slug="bmc"), "andra": a_venue(slug="andra")}
    with time_machine.travel(MORNING_BEFORE - 2 * DAY, tick=False):
        event = an_event(spoken_languages="sv", venue=venues[venue], **before)
    with time_machine.travel(MORNING_BEFORE, tick=False):
        save(event, venue=venues[new_venue], **after)
        (entry,) = events_at(client, "/sv/evenemang.ics?kind=seminar&language=sv")
    assert str(entry["SUMMARY"]).startswith(word)
    has_left = "finns inte längre i den här kalendern" in str(entry["DESCRIPTION"])
    assert has_left == (word == "ÄNDRAT")
    assert ("igitalt" in str(entry["DESCRIPTION"])) == (event.attendance_mode == "hybrid")


@pytest.mark.parametrize(
    "chosen", ["series=natverkstraffar", "venue=rudbecklaboratoriet", "kind=seminar"]
)
def test_feed_loads_no_departures_of_other_feeds(client: Client, event: Event, chosen: str) -> None:
    change_all_feeds_of(event)
    with time_machine.travel(MORNING_BEFORE - DAY, tick=False):
        other = an_event(kind="conference", venue=a_venue(slug="bmc"))
    other.kind, other.venue = "course", None
    with time_machine.travel(MORNING_BEFORE, tick=False):
        other.save()
    loaded = []

    def note(instance: Departure, **kwargs: Any) -> None:
        loaded.append(instance.event_id)

    post_init.connect(note, sender=Departure)
    try:
        client.get(f"/sv/evenemang.ics?{chosen}")
    finally:
        post_init.disconnect(note, sender=Departure)
    assert event.pk in loaded or chosen == "kind=seminar"
    assert other.pk not in loaded
