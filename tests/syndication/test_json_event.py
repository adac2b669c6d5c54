"""The data of an event in the JSON feed: all that its page shows."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.builders import NOON, a_person, a_series, a_talk, a_venue, an_event, an_organiser
from tests.syndication.parsing import SITE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def json_event(client: Client, path: str = "/en/events.json") -> dict[str, Any]:
    (item,) = client.get(path).json()["items"]
    event: dict[str, Any] = item["_event"]
    return event


def english(text: str) -> dict[str, str]:
    return {"text": text, "language": "en"}


def test_event_has_its_programme_and_people(client: Client) -> None:
    contact = a_person(name="Eva Berg", email="eva@example.org", phone="018-611 00 00")
    event = an_event(contact=contact, organisers=(an_organiser(),))
    a_talk(event, speakers=(a_person(),), abstract_en="<p>Why.</p>", starts_at=NOON)
    data = json_event(client)
    speaker = {
        "name": "Ada Lund",
        "url": f"{SITE}/en/people/ada-lund/",
        "capacities": [
            {"role": english("professor"), "affiliation": english("Uppsala University")}
        ],
    }
    assert data["programme"] == [
        {
            "start": "2027-04-13T12:00+02:00",
            "title": english("A talk"),
            "abstract_html": english("<p>Why.</p>"),
            "speakers": [speaker],
            "recordings": [],
            "captions": [],
            "slides": [],
        }
    ]
    assert data["contact"]["email"] == "eva@example.org"
    assert data["contact"]["phone"] == "018-611 00 00"
    assert data["arranged_by"] == [
        {
            "name": english("Uppsala universitet"),
            "url": f"{SITE}/en/organisers/uppsala-universitet/",
        }
    ]


def test_talk_has_materials_only_with_consent(client: Client) -> None:
    event = an_event()
    shown = {"recording_url": "https://video.example.org/1", "slides_url": "https://x.example/1"}
    a_talk(event, speakers=(a_person(),), consent_on=NOON.date(), **shown)
    a_talk(event, position=1, recording_url="https://video.example.org/2")
    first, second = json_event(client)["programme"]
    assert first["recordings"] == ["https://video.example.org/1"]
    assert first["slides"] == ["https://x.example/1"]
    assert (second["recordings"], second["slides"], second["captions"]) == ([], [], [])


@pytest.mark.parametrize("url", ["", "https://video.example.org/42"])
def test_online_link_is_shown_or_sent_after_registration(client: Client, url: str) -> None:
    by_link = {"registration": "by_link", "registration_url": "https://uu.se/"}
    an_event(attendance_mode="online", online_url=url, **by_link)
    data = json_event(client)
    assert (data["online_url"], data["online_link_is_sent"]) == (url or None, not url)


def test_venue_has_coordinates_entrance_and_accessibility(client: Client) -> None:
    venue = a_venue(latitude="59.84", longitude="17.63", entrance_sv="100", step_free=True)
    an_event(venue=venue, room_en="Hall X")
    place = json_event(client)["venue"]
    assert (place["latitude"], place["longitude"]) == (59.84, 17.63)
    assert place["name"] == english("Rudbeck Laboratory")
    assert place["url"] == f"{SITE}/en/venues/rudbecklaboratoriet/"
    # This text is in the other language only.
    assert place["entrance"] == {"text": "100", "language": "sv"}
    assert (place["room"], place["step_free"]) == (english("Hall X"), True)
    assert (place["hearing_loop"], place["directions"]) == (None, None)


def test_online_event_has_no_venue(client: Client) -> None:
    an_event(attendance_mode="online", venue=a_venue())
    assert json_event(client)["venue"] is None


def test_registration_state_follows_the_clock(
    client: Client, clock: time_machine.Traveller
) -> None:
    an_event(
        registration="by_link",
        registration_url="https://www.uu.se/",
        registration_closes_at=NOON - timedelta(hours=1),
        capacity=40,
    )
    assert json_event(client)["registration"] == {
        "how": "by_link",
        "state": "closing",
        "opens": None,
        "closes": "2027-04-13T11:00+02:00",
        "capacity": 40,
        "fully_booked": False,
        "places_left": None,
    }
    clock.move_to(NOON)
    data = json_event(client)
    assert (data["registration"]["state"], data["phase"]) == ("closed", "under_way")


def test_event_has_its_series_details_links_and_status_note(client: Client) -> None:
    an_event(
        series=a_series(),
        registration="by_link",
        registration_url="https://www.uu.se/",
        fully_booked=True,
        price_en="Free",
        recording_url="https://video.example.org/x",
        status="cancelled",
        status_note_en="Illness.",
    )
    data = json_event(client)
    assert data["registration"]["fully_booked"] is True
    assert data["series"]["title"] == english("Network meetings")
    assert data["series"]["url"] == f"{SITE}/en/series/network-meetings/"
    assert data["details"] == [{"name": "price", "label": "Price", "text": english("Free")}]
    assert data["links"] == [
        {"name": "recording_url", "label": "Recording", "url": "https://video.example.org/x"}
    ]
    assert data["status_note"] == english("Illness.")
    assert data["when"] == "Tuesday 13 April 2027, 12:00–13:00"


def test_feed_of_coming_events_is_sorted_by_start(client: Client) -> None:
    for title, days in (("Third", 14), ("Past", -7), ("First", 0), ("Second", 7)):
        an_event(title_en=title, starts_at=NOON + timedelta(days=days))
    feed = client.get("/en/events.json?coming=1&kind=seminar").json()
    assert [item["title"] for item in feed["items"]] == ["First", "Second", "Third"]
    assert feed["feed_url"] == f"{SITE}/en/events.json?kind=seminar&coming=1"
