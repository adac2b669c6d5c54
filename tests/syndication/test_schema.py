"""What a search engine reads of an event, in every state."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from atmp_events.models import Appearance, Event, Page, Status, Venue
from tests import builders
from tests.builders import NOON, STOCKHOLM, a_person, a_series, a_talk, a_venue, an_organiser
from tests.syndication.reading import SITE, event_of, graph_of

pytestmark = pytest.mark.django_db

SWEDISH, ENGLISH = "/sv/evenemang/2027/om-celler/", "/en/events/2027/on-cells/"
CARD = f"{SITE}/sv/evenemang/2027/om-celler/kort.png"
SCHEMA = "https://schema.org"
HOUR = timedelta(hours=1)


def an_event(**fields: Any) -> Event:
    """An event with a place, without which search engines are told nothing."""
    if not {"venue", "room_en"} & fields.keys():
        fields["venue"] = Venue.objects.first() or a_venue()
    return builders.an_event(**fields)


def read(client: Client, **fields: Any) -> dict[str, Any]:
    an_event(**fields)
    return event_of(client, ENGLISH)


def test_a_plain_event_says_what_is_known_and_nothing_else(client: Client) -> None:
    event = an_event()
    read = event_of(client, SWEDISH)
    assert [address.partition("?")[0] for address in read.pop("image")] == [CARD]
    assert read == {
        "@type": "Event",
        "@id": f"{SITE}/e/{event.code}",
        "identifier": event.uid,
        "url": f"{SITE}{SWEDISH}",
        "name": "Om celler",
        "startDate": "2027-04-13T12:00+02:00",
        "endDate": "2027-04-13T13:00+02:00",
        "eventStatus": f"{SCHEMA}/EventScheduled",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Rudbecklaboratoriet",
                "url": f"{SITE}/sv/platser/rudbecklaboratoriet/",
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": "Dag Hammarskjölds väg 20",
                    "postalCode": "751 85",
                    "addressLocality": "Uppsala",
                    "addressCountry": "SE",
                },
                "hasMap": "https://www.openstreetmap.org/search?query="
                "Dag%20Hammarskj%C3%B6lds%20v%C3%A4g%2020%2C%20751%2085%20Uppsala",
            }
        ],
    }


def test_it_is_the_same_event_in_both_languages(client: Client) -> None:
    an_event()
    swedish, english = event_of(client, SWEDISH), event_of(client, ENGLISH)
    assert swedish["@id"] == english["@id"]
    assert (english["name"], english["url"]) == ("On cells", f"{SITE}{ENGLISH}")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": Status.CANCELLED}, "EventCancelled"),
        ({"status": Status.POSTPONED}, "EventPostponed"),
        ({"status": Status.MOVED_ONLINE, "attendance_mode": "online"}, "EventMovedOnline"),
    ],
)
def test_what_has_become_of_it_is_said_and_the_date_stays(
    client: Client, fields: dict[str, str], status: str
) -> None:
    event = read(client, **fields)
    assert event["eventStatus"] == f"{SCHEMA}/{status}"
    assert event["startDate"] == "2027-04-13T12:00+02:00"
    assert "previousStartDate" not in event


def test_a_new_date_comes_with_the_old_one(client: Client) -> None:
    before = datetime(2027, 3, 23, 12, 0, tzinfo=STOCKHOLM)
    event = read(client, status=Status.RESCHEDULED, previous_starts_at=before)
    assert event["eventStatus"] == f"{SCHEMA}/EventRescheduled"
    assert event["startDate"] == "2027-04-13T12:00+02:00"
    assert event["previousStartDate"] == "2027-03-23T12:00+01:00"


def test_whole_days_are_dates_and_the_last_is_the_last(client: Client) -> None:
    midnight = NOON.replace(hour=0)
    event = read(
        client,
        starts_at=midnight,
        minutes=3 * 24 * 60,
        all_day=True,
        status=Status.RESCHEDULED,
        previous_starts_at=midnight - timedelta(days=7),
    )
    assert (event["startDate"], event["endDate"]) == ("2027-04-13", "2027-04-15")
    assert event["previousStartDate"] == "2027-04-06"


def test_another_time_zone_keeps_its_own_offset(client: Client) -> None:
    event = an_event(
        timezone="Asia/Tokyo",
        status=Status.RESCHEDULED,
        previous_starts_at=NOON - timedelta(days=7),
    )
    a_talk(event, starts_at=NOON)
    told = event_of(client, ENGLISH)
    assert told["startDate"] == "2027-04-13T19:00+09:00"
    assert told["previousStartDate"] == "2027-04-06T19:00+09:00"
    assert [talk["startDate"] for talk in told["subEvent"]] == ["2027-04-13T19:00+09:00"]
    (item,) = client.get("/en/events.json").json()["items"]
    assert item["_event"]["previous_start"] == "2027-04-06T19:00+09:00"


def test_a_place_has_its_address_its_door_and_what_is_known_of_access(client: Client) -> None:
    venue = a_venue(
        latitude="59.848500",
        longitude="17.629200",
        entrance_sv="C11",
        entrance_en="C11",
        step_free=True,
        hearing_loop=False,
    )
    event = read(client, venue=venue, room_en="Fåhraeus Hall")
    assert event["location"] == [
        {
            "@type": "Place",
            "name": "Fåhraeus Hall, Rudbeck Laboratory",
            "url": f"{SITE}/en/venues/rudbecklaboratoriet/",
            "description": "C11",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "Dag Hammarskjölds väg 20",
                "postalCode": "751 85",
                "addressLocality": "Uppsala",
                "addressCountry": "SE",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": 59.8485, "longitude": 17.6292},
            "hasMap": "https://www.openstreetmap.org/?mlat=59.848500&mlon=17.629200"
            "#map=18/59.848500/17.629200",
            "amenityFeature": [
                {
                    "@type": "LocationFeatureSpecification",
                    "name": "step-free access",
                    "value": True,
                },
                {"@type": "LocationFeatureSpecification", "name": "hearing loop", "value": False},
            ],
        }
    ]


def test_a_hybrid_event_is_in_two_places(client: Client) -> None:
    event = read(
        client,
        attendance_mode="hybrid",
        venue=a_venue(),
        online_url="https://video.example.org/42",
    )
    assert event["eventAttendanceMode"] == f"{SCHEMA}/MixedEventAttendanceMode"
    assert [(place["@type"], place["url"]) for place in event["location"]] == [
        ("Place", f"{SITE}/en/venues/rudbecklaboratoriet/"),
        ("VirtualLocation", "https://video.example.org/42"),
    ]


def test_without_a_public_link_one_takes_part_by_registering_or_by_the_page(
    client: Client,
) -> None:
    an_event(attendance_mode="online", venue=a_venue())
    an_event(
        attendance_mode="online",
        slug_en="registered",
        registration="by_link",
        registration_url="https://www.uu.se/anmalan",
    )
    event = event_of(client, ENGLISH)
    assert event["eventAttendanceMode"] == f"{SCHEMA}/OnlineEventAttendanceMode"
    assert event["location"] == [{"@type": "VirtualLocation", "url": f"{SITE}{ENGLISH}"}]
    assert event_of(client, "/en/events/2027/registered/")["location"] == [
        {"@type": "VirtualLocation", "url": "https://www.uu.se/anmalan"}
    ]


def test_languages_are_those_that_are_spoken(client: Client) -> None:
    assert read(client, spoken_languages="sv,en")["inLanguage"] == ["sv", "en"]


def test_text_in_the_other_language_stands_in_for_a_missing_one(client: Client) -> None:
    event = read(client, title_en="", slug_en="on-cells", body_sv="<p>Om <b>celler</b>.</p>")
    assert (event["name"], event["description"]) == ("Om celler", "Om celler.")


def test_an_event_without_a_text_is_described_by_its_programme(client: Client) -> None:
    event = an_event()
    for title in ("First", "Second"):
        a_talk(event, title_en=title)
    assert event_of(client, ENGLISH)["description"] == "First\nSecond"


def test_who_speaks_is_named_once_with_every_capacity_of_that_day(client: Client) -> None:
    event = an_event(summary_en="Three talks.")
    ada, bo = a_person(name="Ada Lund"), a_person(name="Bo Ek")
    talk = a_talk(event, speakers=(ada, bo), title_en="First", abstract_en="<p>Why.</p>")
    Appearance.objects.create(
        event=event, talk=talk, person=ada, position=9, role_en="physician", affiliation_en="UAS"
    )
    a_talk(event, speakers=(ada,), title_en="Second", starts_at=NOON + HOUR / 2)
    read = event_of(client, ENGLISH)
    assert [person["name"] for person in read["performer"]] == ["Ada Lund", "Bo Ek"]
    assert read["performer"][0]["jobTitle"] == ["professor", "physician"]
    assert read["performer"][0]["affiliation"] == [
        {"@type": "Organization", "name": "Uppsala University"},
        {"@type": "Organization", "name": "UAS"},
    ]
    assert [(talk["name"], talk["startDate"]) for talk in read["subEvent"]] == [
        ("First", "2027-04-13"),
        ("Second", "2027-04-13T12:30+02:00"),
    ]
    assert read["subEvent"][0]["description"] == "Why."


def test_a_talk_without_a_day_is_left_out(client: Client) -> None:
    event = an_event(minutes=3 * 24 * 60)
    a_talk(event, title_en="Some day")
    assert "subEvent" not in event_of(client, ENGLISH)
    a_talk(event, title_en="On the second", starts_at=NOON + timedelta(days=1))
    (talk,) = event_of(client, ENGLISH)["subEvent"]
    assert (talk["name"], talk["startDate"]) == ("On the second", "2027-04-14T12:00+02:00")


def test_an_event_without_a_place_is_left_out(client: Client) -> None:
    an_event(venue=None)
    assert graph_of(client, ENGLISH).keys() == {"BreadcrumbList"}


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ({"room_en": "Hall 3"}, "Hall 3"),
        ({"room_en": "Hall 3", "entrance_en": "C11"}, "C11, Hall 3"),
        ({"venue": {"street": "", "postal_code": "", "city": ""}}, "Rudbeck Laboratory"),
    ],
)
def test_a_place_without_a_street_has_its_name_for_an_address(
    client: Client, place: dict[str, Any], address: str
) -> None:
    fields = {name: a_venue(**it) if name == "venue" else it for name, it in place.items()}
    event = read(client, **fields)
    assert [it["address"] for it in event["location"]] == [address]


def test_those_who_arrange_it_and_its_series_are_named(client: Client) -> None:
    organisers = (
        an_organiser(name_sv="Region Uppsala", web_page="https://www.regionuppsala.se/"),
        an_organiser(),
    )
    event = read(client, organisers=organisers, series=a_series(), capacity=40)
    assert [organiser["name"] for organiser in event["organizer"]] == [
        "Region Uppsala",
        "Uppsala universitet",
    ]
    assert event["organizer"][0]["url"] == f"{SITE}/en/organisers/region-uppsala/"
    assert event["organizer"][0]["sameAs"] == "https://www.regionuppsala.se/"
    page = f"{SITE}/en/series/network-meetings/"
    assert event["superEvent"] == {
        "@type": "EventSeries",
        "@id": page,
        "url": page,
        "name": "Network meetings",
    }
    assert event["maximumAttendeeCapacity"] == 40


@pytest.mark.parametrize(
    ("price", "free"), [("Free of charge.", True), ("SEK 100", None), ("Free for members", None)]
)
def test_only_a_price_that_says_so_is_free(client: Client, price: str, free: bool | None) -> None:
    assert read(client, price_en=price).get("isAccessibleForFree") is free


def test_registration_is_an_offer_until_there_is_nothing_to_come_to(client: Client) -> None:
    fields = {
        "registration": "by_link",
        "registration_url": "https://www.uu.se/anmalan",
        "registration_closes_at": NOON - HOUR,
        "fully_booked": True,
    }
    assert read(client, **fields)["offers"] == [
        {
            "@type": "Offer",
            "url": "https://www.uu.se/anmalan",
            "availability": f"{SCHEMA}/SoldOut",
            "availabilityEnds": "2027-04-13T11:00+02:00",
        }
    ]
    an_event(**fields, status=Status.CANCELLED, slug_en="cancelled")
    assert "offers" not in event_of(client, "/en/events/2027/cancelled/")


def test_recording_and_slides_are_told_of_when_there_are_any(client: Client) -> None:
    event = read(
        client,
        recording_url="https://media.example.org/1",
        slides_url="https://media.example.org/1.pdf",
    )
    assert event["recordedIn"]["url"] == "https://media.example.org/1"
    assert event["subjectOf"]["url"] == "https://media.example.org/1.pdf"


def test_its_own_picture_comes_before_the_one_made_for_it(client: Client) -> None:
    an_event()
    fields = {"image_alt_sv": "Celler", "image_alt_en": "Cells", "image_width": 8}
    Event.objects.update(image="events/cells.avif", image_height=8, **fields)
    own, made = event_of(client, SWEDISH)["image"]
    assert (own, made.partition("?")[0]) == (f"{SITE}/media/events/cells.avif", CARD)


def test_the_way_to_the_event_begins_at_home(client: Client) -> None:
    an_event()
    trail = graph_of(client, SWEDISH)["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in trail] == [
        (1, "Kommande", f"{SITE}/sv/"),
        (2, "Alla evenemang", f"{SITE}/sv/evenemang/"),
        (3, "Om celler", f"{SITE}{SWEDISH}"),
    ]


HOSTILE = '</script><script>alert(1)</script><!-- & " \\ \u2028\x0b'


def test_no_text_can_break_out_of_the_data(client: Client) -> None:
    event = read(client, title_en=HOSTILE, slug_en="on-cells", price_en="</SCRIPT >")
    assert event["name"] == HOSTILE
    raw = client.get(ENGLISH).content.decode()
    block = raw.partition("ld+json")[2].partition("</script>")[0]
    assert "<" not in block.partition(">")[2]


def test_pages_without_an_event_claim_none(client: Client) -> None:
    Page.objects.create(key=Page.Key.ABOUT, title_sv="Om", title_en="About")
    assert b"ld+json" not in client.get("/en/about/").content
