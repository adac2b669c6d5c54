"""Structured data of an event in every state (schema.org)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from atmp_events.models import Appearance, Event, Page, Status, Venue
from tests import builders
from tests.builders import NOON, STOCKHOLM, a_person, a_series, a_talk, a_venue, an_organiser
from tests.syndication.parsing import SITE, event_of, graph_of

pytestmark = pytest.mark.django_db

SWEDISH, ENGLISH = "/sv/evenemang/2027/om-celler/", "/en/events/2027/on-cells/"
CARD = f"{SITE}/sv/evenemang/2027/om-celler/kort.png"
SCHEMA = "https://schema.org"
HOUR = timedelta(hours=1)


def an_event(**fields: Any) -> Event:
    """An event with a place: without one it has no structured data."""
    if not {"venue", "room_en"} & fields.keys():
        fields["venue"] = Venue.objects.first() or a_venue()
    return builders.an_event(**fields)


def read(client: Client, **fields: Any) -> dict[str, Any]:
    an_event(**fields)
    return event_of(client, ENGLISH)


def test_plain_event_has_only_known_properties(client: Client) -> None:
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


def test_event_has_the_same_id_in_both_languages(client: Client) -> None:
    an_event()
    swedish, english = event_of(client, SWEDISH), event_of(client, ENGLISH)
    assert swedish["@id"] == english["@id"]
    assert (english["name"], english["url"]) == ("On cells", f"{SITE}{ENGLISH}")


def test_rescheduled_event_has_its_previous_date(client: Client) -> None:
    before = datetime(2027, 3, 23, 12, 0, tzinfo=STOCKHOLM)
    event = read(client, status=Status.RESCHEDULED, previous_starts_at=before)
    assert event["eventStatus"] == f"{SCHEMA}/EventRescheduled"
    assert event["startDate"] == "2027-04-13T12:00+02:00"
    assert event["previousStartDate"] == "2027-03-23T12:00+01:00"


def test_event_that_was_moved_and_then_cancelled_has_no_previous_date(client: Client) -> None:
    event = read(client, status=Status.CANCELLED, previous_starts_at=NOON - timedelta(days=7))
    assert event["eventStatus"] == f"{SCHEMA}/EventCancelled"
    assert "previousStartDate" not in event


def test_whole_days_are_dates_with_an_inclusive_end(client: Client) -> None:
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


def test_times_in_another_zone_have_its_offset(client: Client) -> None:
    event = an_event(
        timezone="Asia/Tokyo",
        status=Status.RESCHEDULED,
        previous_starts_at=NOON - timedelta(days=7),
    )
    a_talk(event, starts_at=NOON)
    found = event_of(client, ENGLISH)
    assert found["startDate"] == "2027-04-13T19:00+09:00"
    assert found["previousStartDate"] == "2027-04-06T19:00+09:00"
    assert [talk["startDate"] for talk in found["subEvent"]] == ["2027-04-13T19:00+09:00"]
    (item,) = client.get("/en/events.json").json()["items"]
    assert item["_event"]["previous_start"] == "2027-04-06T19:00+09:00"


def test_place_has_address_entrance_and_accessibility(client: Client) -> None:
    venue = a_venue(
        latitude="59.848500",
        longitude="17.629200",
        entrance_sv="C11",
        entrance_en="C11",
        directions_en="Second floor.",
        step_free=True,
        hearing_loop=False,
    )
    event = read(client, venue=venue, room_en="Fåhraeus Hall")
    assert event["location"] == [
        {
            "@type": "Place",
            "name": "Fåhraeus Hall, Rudbeck Laboratory",
            "url": f"{SITE}/en/venues/rudbecklaboratoriet/",
            "description": "C11, Second floor.",
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


def test_hybrid_event_has_two_locations(client: Client) -> None:
    event = read(
        client,
        attendance_mode="hybrid",
        venue=a_venue(hearing_loop=True),
        online_url="https://video.example.org/42",
    )
    assert event["eventAttendanceMode"] == f"{SCHEMA}/MixedEventAttendanceMode"
    assert [(place["@type"], place["url"]) for place in event["location"]] == [
        ("Place", f"{SITE}/en/venues/rudbecklaboratoriet/"),
        ("VirtualLocation", "https://video.example.org/42"),
    ]
    assert [it["name"] for it in event["location"][0]["amenityFeature"]] == ["hearing loop"]


def test_online_location_without_a_link_is_registration_or_the_page(client: Client) -> None:
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


def test_missing_text_is_given_in_the_other_language(client: Client) -> None:
    event = read(client, title_en="", slug_en="on-cells", body_sv="<p>Om <b>celler</b>.</p>")
    assert (event["name"], event["description"]) == ("Om celler", "Om celler.")


def test_event_without_a_text_is_described_by_its_programme(client: Client) -> None:
    event = an_event()
    for title in ("First", "Second"):
        a_talk(event, title_en=title)
    assert event_of(client, ENGLISH)["description"] == "First\nSecond"


def test_performer_is_named_once_with_every_role(client: Client) -> None:
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


def test_talk_without_a_day_is_omitted(client: Client) -> None:
    event = an_event(minutes=3 * 24 * 60)
    a_talk(event, title_en="Some day")
    assert "subEvent" not in event_of(client, ENGLISH)
    a_talk(event, title_en="On the second", starts_at=NOON + timedelta(days=1))
    (talk,) = event_of(client, ENGLISH)["subEvent"]
    assert (talk["name"], talk["startDate"]) == ("On the second", "2027-04-14T12:00+02:00")


def test_event_without_a_place_is_omitted(client: Client) -> None:
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
def test_place_without_a_street_has_its_name_as_address(
    client: Client, place: dict[str, Any], address: str
) -> None:
    fields = {name: a_venue(**it) if name == "venue" else it for name, it in place.items()}
    event = read(client, **fields)
    assert [it["address"] for it in event["location"]] == [address]


def test_event_names_its_organisers_and_series(client: Client) -> None:
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
def test_only_a_free_price_is_accessible_for_free(
    client: Client, price: str, free: bool | None
) -> None:
    by_link = {"registration": "by_link", "registration_url": "https://www.uu.se/anmalan"}
    event = read(client, price_en=price, **by_link)
    assert event.get("isAccessibleForFree") is free
    assert event["offers"][0].get("price") == ("0" if free else None)


def test_registration_is_an_offer_unless_cancelled(client: Client) -> None:
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


def test_event_names_its_recording_and_slides(client: Client) -> None:
    event = read(
        client,
        recording_url="https://media.example.org/1",
        slides_url="https://media.example.org/1.pdf",
    )
    assert event["recordedIn"]["url"] == "https://media.example.org/1"
    assert event["subjectOf"]["url"] == "https://media.example.org/1.pdf"


def test_uploaded_picture_comes_before_the_card(client: Client) -> None:
    an_event()
    fields = {"image_alt_sv": "Celler", "image_alt_en": "Cells", "image_width": 8}
    Event.objects.update(image="events/cells.avif", image_height=8, **fields)
    own, made = event_of(client, SWEDISH)["image"]
    assert (own, made.partition("?")[0]) == (f"{SITE}/media/events/cells.avif", CARD)


def test_breadcrumbs_lead_from_the_home_page_to_the_event(client: Client) -> None:
    an_event()
    trail = graph_of(client, SWEDISH)["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in trail] == [
        (1, "Kommande", f"{SITE}/sv/"),
        (2, "Alla evenemang", f"{SITE}/sv/evenemang/"),
        (3, "Om celler", f"{SITE}{SWEDISH}"),
    ]


HOSTILE = '</script><script>alert(1)</script><!-- & " \\ \u2028\x0b'


def test_hostile_text_is_escaped(client: Client) -> None:
    event = read(client, title_en=HOSTILE, slug_en="on-cells", price_en="</SCRIPT >")
    assert event["name"] == HOSTILE
    raw = client.get(ENGLISH).content.decode()
    block = raw.partition("ld+json")[2].partition("</script>")[0]
    assert "<" not in block.partition(">")[2]


def test_page_without_an_event_has_no_structured_data(client: Client) -> None:
    Page.objects.create(key=Page.Key.ABOUT, title_sv="Om", title_en="About")
    assert b"ld+json" not in client.get("/en/about/").content
