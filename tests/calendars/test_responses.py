"""HTTP responses of calendars: headers, conditional requests and errors."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from atmp_events.models import Event
from tests.builders import MORNING_BEFORE, an_event
from tests.calendars.parsing import titles_at, unfolded_lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("named_site")]

FILE = "/sv/evenemang/2027/om-celler.ics"
FEED = "/sv/evenemang.ics"


def test_file_has_a_readable_name_type_and_cache_headers(client: Client) -> None:
    an_event()
    response = client.get(FILE)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == (
        "inline; filename=\"2027-04-13-om-celler.ics\"; filename*=UTF-8''2027-04-13-om-celler.ics"
    )
    assert response["Cache-Control"] == "public, max-age=300, s-maxage=1"
    assert not response.cookies


@pytest.mark.parametrize("path", [FILE, FEED])
def test_unchanged_calendar_has_the_same_bytes_and_returns_304(client: Client, path: str) -> None:
    an_event()
    with time_machine.travel(MORNING_BEFORE, tick=False):
        today = client.get(path)
    with time_machine.travel(MORNING_BEFORE + timedelta(days=2), tick=False):
        again = client.get(path)
        unsent = client.get(path, headers={"If-None-Match": today["ETag"]})
    assert again.content == today.content
    assert (unsent.status_code, unsent.content) == (304, b"")


def test_head_returns_the_same_headers_without_content(client: Client) -> None:
    an_event()
    head, get = client.head(FILE), client.get(FILE)
    names = ("ETag", "Last-Modified", "Content-Type", "Content-Disposition", "Cache-Control")
    assert (head.status_code, head.content) == (200, b"")
    assert [head[name] for name in names] == [get[name] for name in names]


FEEDS = [FILE, *(f"/sv/evenemang.{form}" for form in ("ics", "atom", "json")), "/sv/mina.ics"]


@pytest.mark.parametrize("path", FEEDS)
def test_calendars_and_feeds_allow_cross_origin_requests(client: Client, path: str) -> None:
    an_event()
    for response in (client.get(path), client.options(path)):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Access-Control-Allow-Headers"] == "*"


@pytest.mark.parametrize("path", [*FEEDS, "/oembed?url=http://testserver/"])
def test_304_and_404_responses_allow_cross_origin_requests(client: Client, path: str) -> None:
    an_event()
    first = client.get(path)
    for _time in range(2):  # the second response may come from a cache
        again = client.get(path, headers={"If-None-Match": first.get("ETag", "")})
        assert again.status_code in {304, 404}
        assert again["Access-Control-Allow-Origin"] == "*"
        assert again["Cross-Origin-Resource-Policy"] == "cross-origin"
    lost = client.get("/sv/platser/okand.json")
    assert (lost.status_code, lost["Access-Control-Allow-Origin"]) == (404, "*")
    page = client.get("/sv/okand/")
    assert "Access-Control-Allow-Origin" not in page
    assert page["Cross-Origin-Resource-Policy"] == "same-origin"


def test_preview_allows_no_cross_origin_request(client: Client) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/sv/forhandsvisning/x/kalender.ics")


def test_if_none_match_takes_precedence_over_if_modified_since(client: Client) -> None:
    an_event()
    first = client.get(FILE)
    dated = client.get(FILE, headers={"If-Modified-Since": first["Last-Modified"]})
    assert dated.status_code == 304
    tagged = {"If-None-Match": '"another"', "If-Modified-Since": first["Last-Modified"]}
    assert client.get(FILE, headers=tagged).status_code == 200
    assert client.get(FILE, headers={"If-Modified-Since": "yesterday"}).status_code == 200


def test_feed_begins_with_its_name_description_and_source(client: Client) -> None:
    an_event()
    an_event(timezone="Europe/Helsinki")
    feed = unfolded_lines(client.get("/en/events.ics").content)
    assert feed[:10] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ATMP-centrum Uppsala//ATMP Events//EN",
        "CALSCALE:GREGORIAN",
        "NAME;LANGUAGE=en:ATMP-centrum Uppsala: events",
        "X-WR-CALNAME:ATMP-centrum Uppsala: events",
        "DESCRIPTION;LANGUAGE=en:Seminars and network meetings on advanced therapies",
        "X-WR-CALDESC:Seminars and network meetings on advanced therapies",
        "X-WR-TIMEZONE:Europe/Stockholm",
        "URL:https://events.example.org/en/events/",
    ]
    assert feed[10] == "SOURCE;VALUE=URI:https://events.example.org/en/events.ics"
    assert [line for line in feed if line.startswith("TZID:")] == ["TZID:Europe/Stockholm"]
    assert not any(line.startswith(("METHOD", "ORGANIZER", "ATTENDEE")) for line in feed)


def test_feed_applies_and_names_the_filters_of_the_list(client: Client) -> None:
    an_event(title_sv="Kurs", kind="course")
    an_event(title_sv="Seminarium")
    with time_machine.travel(MORNING_BEFORE, tick=False):
        assert titles_at(client, f"{FEED}?kind=course") == ["Kurs"]
        feed = unfolded_lines(client.get(f"{FEED}?kind=course").content)
    assert "X-WR-CALNAME:ATMP-centrum Uppsala: Kurser" in feed
    assert "SOURCE;VALUE=URI:https://events.example.org/sv/evenemang.ics?kind=course" in feed


def test_loading_the_network_meeting_twice_keeps_its_file(client: Client) -> None:
    call_command("load_network_meeting", verbosity=0)
    path = "/en/events/2024/stem-cells-in-space.ics"
    first = client.get(path).content
    call_command("load_network_meeting", verbosity=0)
    assert client.get(path).content == first
    assert Event.objects.count() == 1
