"""Calendar feeds: their events, name, period and Last-Modified."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from atmp_events.models import Status
from tests.builders import MORNING_BEFORE, NOON, a_full_event, an_event, an_organiser, save
from tests.calendars.parsing import titles_at, unfolded_lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("named_site")]

FEED = "/sv/evenemang.ics"
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("swedish", "english", "name"),
    [
        ("serier/natverkstraffar", "series/network-meetings", "in the series Network meetings"),
        ("personer/ada-lund", "people/ada-lund", "with Ada Lund"),
        ("platser/rudbecklaboratoriet", "venues/rudbecklaboratoriet", "at Rudbeck Laboratory"),
        ("arrangorer/sll", "organisers/sll", "arranged by SLL"),
    ],
)
def test_series_people_venues_and_organisers_have_feeds_with_their_name(
    client: Client, swedish: str, english: str, name: str
) -> None:
    a_full_event(organisers=(an_organiser(name_sv="SLL"),))
    an_event(title_sv="Något annat", title_en="Something else")
    assert titles_at(client, f"/sv/{swedish}.ics") == ["Om celler"]
    feed = unfolded_lines(client.get(f"/en/{english}.ics").content)
    assert f"X-WR-CALNAME:ATMP-centrum Uppsala: Events {name}" in feed
    assert f"SOURCE;VALUE=URI:https://events.example.org/en/{english}.ics" in feed
    assert f"URL:https://events.example.org/en/{english}/" in feed
    assert f'href="/en/{english}.ics"' in client.get(f"/en/{english}/").content.decode()


@pytest.mark.parametrize("form", ["ics", "atom", "json"])
@pytest.mark.parametrize("path", ["serier/okand.%s", "evenemang.%s?person=okand"])
def test_feed_of_an_unknown_value_is_not_found_in_the_language_of_its_address(
    client: Client, path: str, form: str
) -> None:
    an_event()
    response = client.get(f"/sv/{path % form}")
    assert response.status_code == 404
    assert '<html lang="sv"' in response.content.decode()


def test_feed_contains_two_past_years_or_all_with_the_parameter_all(client: Client) -> None:
    an_event(title_sv="Länge sedan", starts_at=NOON - 3 * 365 * DAY)
    an_event(title_sv="I fjol", starts_at=NOON - 700 * DAY)
    an_event(title_sv="I morgon", status=Status.CANCELLED)
    with time_machine.travel(MORNING_BEFORE, tick=False):
        assert titles_at(client, FEED) == ["I fjol", "INSTÄLLT: I morgon"]
        assert titles_at(client, f"{FEED}?all=1") == ["Länge sedan", "I fjol", "INSTÄLLT: I morgon"]
        feed = unfolded_lines(client.get(f"{FEED}?all=1").content)
    assert "SOURCE;VALUE=URI:https://events.example.org/sv/evenemang.ics?all=1" in feed


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, ["Pågår"]), (1, ["I går", "Pågår"]), (2, ["I förrgår", "I går", "Pågår"])],
)
def test_feed_contains_past_events_for_calendar_past_days(
    client: Client, settings: Any, days: int, expected: list[str]
) -> None:
    settings.CALENDAR_PAST = days * DAY
    an_event(title_sv="I förrgår", starts_at=NOON - 2 * DAY, minutes=60)
    an_event(title_sv="I går", starts_at=NOON - DAY, minutes=60)
    an_event(title_sv="Pågår", starts_at=NOON, minutes=60)
    an_event(title_sv="Just lämnat", starts_at=NOON - days * DAY, minutes=30)
    with time_machine.travel(NOON + timedelta(minutes=30), tick=False):
        assert titles_at(client, FEED) == expected


def test_event_has_the_same_bytes_in_its_file_and_in_all_feeds(client: Client) -> None:
    event = an_event(kind="course")
    others = {"America/New_York": NOON, "Europe/Stockholm": NOON.replace(year=1990)}
    for zone, starts_at in others.items():
        an_event(timezone=zone, starts_at=starts_at)
    paths = ("/sv/evenemang/2027/om-celler.ics", f"{FEED}?all=1", f"{FEED}?kind=course&all=1")
    entries = [vevent_of(client.get(path).content, event.uid) for path in paths]
    assert entries[0]
    assert entries == [entries[0]] * 3


def vevent_of(content: bytes, uid: str) -> bytes:
    """Return the bytes of one event."""
    found = content.split(b"BEGIN:VEVENT\r\n")[1:]
    (ours,) = (it.partition(b"END:VEVENT\r\n")[0] for it in found if uid.encode() in it)
    return ours


@pytest.mark.parametrize("days", [0, 730])
def test_last_modified_rises_when_an_event_gets_too_old_for_the_feed(
    client: Client, settings: Any, days: int
) -> None:
    settings.CALENDAR_PAST = days * DAY
    with time_machine.travel(NOON - 800 * DAY, tick=False):
        an_event(starts_at=NOON - days * DAY, minutes=60)
    with time_machine.travel(NOON - 799 * DAY, tick=False):
        before = client.get(FEED)["Last-Modified"]
    since = {"If-Modified-Since": before}
    with time_machine.travel(NOON, tick=False):
        assert client.get(FEED, headers=since).status_code == 304
    with time_machine.travel(NOON + DAY, tick=False):
        response = client.get(FEED, headers=since)
    assert response.status_code == 200
    assert response["Last-Modified"] == "Tue, 13 Apr 2027 11:00:00 GMT"


def test_last_modified_is_the_moment_of_scheduled_publishing(client: Client) -> None:
    with time_machine.travel(MORNING_BEFORE - 2 * DAY, tick=False):
        an_event(publish_at=MORNING_BEFORE)
        before = client.get(FEED)
    with time_machine.travel(MORNING_BEFORE + DAY, tick=False):
        since = {"If-Modified-Since": before.headers.get("Last-Modified", "Mon, 5 Apr 2027 GMT")}
        after = client.get(FEED, headers=since)
    assert after["Last-Modified"] == "Mon, 12 Apr 2027 07:00:00 GMT"


def test_second_change_within_one_second_is_served(client: Client) -> None:
    with time_machine.travel(MORNING_BEFORE, tick=False):
        event = an_event()
        since = {"If-Modified-Since": client.get(FEED)["Last-Modified"]}
        save(event, room_sv="Sal X")
    with time_machine.travel(MORNING_BEFORE + DAY, tick=False):
        assert client.get(FEED, headers=since).status_code == 200


def test_feed_of_a_past_year_contains_its_events(client: Client) -> None:
    an_event(title_sv="Gammalt", starts_at=NOON.replace(year=2014))
    assert titles_at(client, f"{FEED}?year=2014") == ["Gammalt"]
    assert titles_at(client, FEED) == []


def test_change_of_an_event_does_not_change_other_feeds(client: Client) -> None:
    an_event(kind="course")
    other = an_event(kind="lecture", title_sv="Annat")
    before = client.get(f"{FEED}?kind=course").content
    save(other, title_sv="Helt annat")
    assert client.get(f"{FEED}?kind=course").content == before


def test_feeds_in_both_languages_have_the_same_events_and_versions(client: Client) -> None:
    an_event()
    names = ("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART")
    swedish, english = (
        [line for line in unfolded_lines(client.get(path).content) if line.startswith(names)]
        for path in (FEED, "/en/events.ics")
    )
    assert swedish == english


def test_feed_of_chosen_events_contains_only_those(client: Client) -> None:
    first, second = an_event(), an_event(title_sv="Andra", starts_at=NOON + DAY)
    an_event(title_sv="Tredje")
    path = f"/sv/mina.ics?e={second.code}&e=finnsinte&e={first.code}&e={first.code}&e=%00"
    assert titles_at(client, path) == ["Om celler", "Andra"]
    feed = unfolded_lines(client.get(f"/sv/mina.ics?e={first.code}").content)
    assert f"SOURCE;VALUE=URI:https://events.example.org/sv/mina.ics?e={first.code}" in feed
    assert "X-WR-CALNAME:ATMP-centrum Uppsala: mitt urval" in feed


def test_feed_of_chosen_events_ignores_codes_above_the_limit(client: Client) -> None:
    event = an_event()
    unknown = "&e=".join(f"b{number:03}".translate({48: "x", 49: "z"}) for number in range(100))
    assert titles_at(client, f"/sv/mina.ics?e={event.code}&e={unknown}") == ["Om celler"]
    assert titles_at(client, f"/sv/mina.ics?e={unknown}&e={event.code}") == []
