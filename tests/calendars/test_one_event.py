"""The calendar file of one event: its properties and texts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from atmp_events.models import Event, Status
from tests.builders import NOON, a_person, a_series, a_talk, a_venue, an_event, an_organiser, save
from tests.calendars.parsing import Entry, entries, unfolded_lines, vevent

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
ROOM = "https://video.example.org/"
PLACE = "Rudbecklaboratoriet, Dag Hammarskjölds väg 20, 751 85 Uppsala"


def file_of(client: Client, event: Event, language: str = "sv") -> bytes:
    path = f"/sv/evenemang/{event.year}/{event.slug_sv}.ics"
    if language == "en":
        path = f"/en/events/{event.year}/{event.slug_en}.ics"
    response = client.get(path)
    assert response.status_code == 200
    return response.content


def test_network_meeting_is_read_the_same_by_two_parsers(client: Client) -> None:
    call_command("load_network_meeting", verbosity=0)
    meeting = Event.objects.get()
    starts = datetime(2024, 3, 5, 15, 0, tzinfo=UTC)
    ends = datetime(2024, 3, 5, 16, 30, tzinfo=UTC)
    address = "Dag Hammarskjölds väg 8, 752 37 Uppsala"
    assert entries(file_of(client, meeting, "sv")) == [
        Entry(
            "Hur beter sig stamceller i rymden och kan osynliga celler lösa upp knutar i "
            "diabetesforskningen?",
            starts,
            ends,
            f"Ingång 100/101, Akademiska sjukhuset, {address}",
        )
    ]
    assert entries(file_of(client, meeting, "en")) == [
        Entry(
            "How do stem cells behave in space and can invisible cells untie knots in diabetes "
            "research?",
            starts,
            ends,
            f"Ingång 100/101 (entrance), Akademiska sjukhuset (University Hospital), {address}",
        )
    ]


def test_file_has_exactly_these_properties_in_order(client: Client) -> None:
    event = an_event(
        venue=a_venue(latitude="59.849800", longitude="17.637600"),
        series=a_series(),
        contact=a_person(),
        attendance_mode="hybrid",
        online_url="https://video.example.org/a,b",
    )
    names = [line.split(":")[0].split(";")[0] for line in unfolded_lines(file_of(client, event))]
    assert names[:4] == ["BEGIN", "VERSION", "PRODID", "CALSCALE"]
    start = names.index("UID") - 1
    assert names[start:] == [
        "BEGIN",
        "UID",
        "DTSTAMP",
        "CREATED",
        "LAST-MODIFIED",
        "SEQUENCE",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "STATUS",
        "LOCATION",
        "GEO",
        "X-APPLE-STRUCTURED-LOCATION",
        "DESCRIPTION",
        "URL",
        "CATEGORIES",
        "CONTACT",
        "CONFERENCE",
        "CLASS",
        "TRANSP",
        "X-MICROSOFT-CDO-BUSYSTATUS",
        "END",
        "END",
    ]


def test_description_contains_all_facts_of_the_page(client: Client) -> None:
    event = an_event(
        summary_en="About cells.",
        body_en='<p>Read <a href="https://www.uu.se/">more</a>.</p><ul><li>one</li></ul>',
        venue=a_venue(directions_en="Up the stairs.", hearing_loop=True),
        contact=a_person(name="Eva Berg", email="eva@example.org"),
        spoken_languages="sv,en",
        organisers=(an_organiser(name_en="Uppsala University"),),
        registration="by_link",
        registration_url="https://www.uu.se/anmalan",
        registration_closes_at=NOON - HOUR,
        capacity=40,
    )
    a_talk(event, speakers=(a_person(),))
    assert str(vevent(file_of(client, event, "en"))["DESCRIPTION"]).split("\n\n") == [
        "About cells.",
        "Read more (https://www.uu.se/).",
        "– one",
        "Programme",
        "1. A talk\n– Ada Lund: professor, Uppsala University",
        "Organiser: Uppsala University\nContact person: Eva Berg, eva@example.org",
        "The lecture is held in Swedish and English.",
        "Where: Rudbeck Laboratory, Dag Hammarskjölds väg 20, 751 85 Uppsala\n"
        "Finding the way: Up the stairs.\nAccessibility: Hearing loop.",
        "Registration: https://www.uu.se/anmalan\n"
        "Registration is open until Tuesday 13 April 2027, 11:00.\n"
        "There are 40 places.",
        "https://events.example.org/en/events/2027/on-cells/",
    ]


ENTRIES: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "planned": ({}, {"SUMMARY": "Om celler", "STATUS": "CONFIRMED", "TRANSP": "OPAQUE"}),
    "cancelled": (
        {"status": Status.CANCELLED},
        {"SUMMARY": "INSTÄLLT: Om celler", "STATUS": "CANCELLED", "TRANSP": "TRANSPARENT"},
    ),
    "postponed": (
        {"status": Status.POSTPONED},
        {"SUMMARY": "UPPSKJUTET: Om celler", "STATUS": "TENTATIVE", "TRANSP": "TRANSPARENT"},
    ),
    "rescheduled": (
        {"status": Status.RESCHEDULED, "previous_starts_at": NOON - timedelta(days=7)},
        {"SUMMARY": "Om celler", "STATUS": "CONFIRMED", "TRANSP": "OPAQUE"},
    ),
    "all day": (
        {"starts_at": NOON - 12 * HOUR, "minutes": 24 * 60, "all_day": True},
        {"SUMMARY": "Om celler", "STATUS": "CONFIRMED", "TRANSP": "TRANSPARENT"},
    ),
    "untranslated": (
        {"title_sv": "", "slug_sv": "celler"},
        {"SUMMARY": "On cells [English]", "STATUS": "CONFIRMED", "TRANSP": "OPAQUE"},
    ),
}


@pytest.mark.parametrize("state", ENTRIES)
def test_summary_and_status_show_the_status_of_the_event(client: Client, state: str) -> None:
    fields, expected = ENTRIES[state]
    entry = vevent(file_of(client, an_event(**fields)))
    assert {name: str(entry[name]) for name in expected} == expected


MIDNIGHT = NOON.replace(hour=0)
NEW_YORK = {"timezone": "America/New_York", "starts_at": NOON + 8 * HOUR}


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (
            {"was": NOON - timedelta(days=7)},
            "New date. The event has moved from 6 April to 13 April 2027.\n\n"
            "Previous time: Tuesday 6 April 2027, 12:00\n\n",
        ),
        (
            {"all_day": True, "starts_at": MIDNIGHT, "minutes": 24 * 60},
            "New date. The event has moved from 6 April to 13 April 2027.\n\n"
            "Previous time: Tuesday 6 April 2027\n\n",
        ),
        (
            {"all_day": True, "starts_at": MIDNIGHT, "minutes": 24 * 60, "was": NOON},
            "New time. The event now takes the whole day.\n\n"
            "Previous time: Tuesday 13 April 2027, 12:00\n\n",
        ),
        (
            {"was": MIDNIGHT},
            "New time. The event now starts at 12:00.\n\nPrevious time: Tuesday 13 April 2027\n\n",
        ),
        (
            {**NEW_YORK, "was": NOON + 7 * HOUR},
            "New time. The event now starts at 20:00 instead of 19:00.\n\n"
            "Previous time: Tuesday 13 April 2027, 19:00 (Swedish time)\n\n",
        ),
    ],
)
def test_description_names_the_previous_time(
    client: Client, fields: dict[str, Any], text: str
) -> None:
    was = fields.pop("was", MIDNIGHT - timedelta(days=7))
    event = an_event(status=Status.RESCHEDULED, previous_starts_at=was, **fields)
    assert str(vevent(file_of(client, event, "en"))["DESCRIPTION"]).startswith(text)


def test_description_begins_with_old_and_new_values_of_changes(client: Client) -> None:
    event = an_event(room_en="Room 1", room_sv="Sal 1")
    save(event, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)
    save(event, room_sv="Sal 2", room_en="Room 2")
    changes = {
        language: str(vevent(file_of(client, event, language))["DESCRIPTION"]).split("\n\n")[0]
        for language in ("sv", "en")
    }
    assert changes == {
        "sv": "Ändrat: Plats, från Sal 1 till Sal 2\n"
        "Ändrat: Tid, från tisdag 13 april 2027 kl. 12.00–13.00 "
        "till tisdag 13 april 2027 kl. 13.00–14.00",
        "en": "Changed: Place, from Room 1 to Room 2\n"
        "Changed: Time, from Tuesday 13 April 2027, 12:00–13:00 "
        "to Tuesday 13 April 2027, 13:00–14:00",
    }


def test_description_does_not_repeat_the_change_of_status(client: Client) -> None:
    event = an_event()
    save(event, status=Status.CANCELLED)
    text = str(vevent(file_of(client, event, "en"))["DESCRIPTION"])
    assert "Changed" not in text


def test_english_location_translates_the_swedish_word_for_entrance(client: Client) -> None:
    event = an_event(venue=a_venue(), entrance_sv="100/101", entrance_en="100/101")
    places = [str(vevent(file_of(client, event, it))["LOCATION"]) for it in ("sv", "en")]
    assert [place.partition(", R")[0] for place in places] == [
        "Ingång 100/101",
        "Ingång 100/101 (entrance)",
    ]


@pytest.mark.parametrize("registration", ["not_needed", "by_link"])
def test_link_is_promised_only_when_registration_is_needed(
    client: Client, registration: str
) -> None:
    url = "https://www.uu.se/anmalan" if registration == "by_link" else ""
    event = an_event(attendance_mode="online", registration=registration, registration_url=url)
    promised = "länken skickas till dem som har anmält sig"
    text = str(vevent(file_of(client, event))["DESCRIPTION"])
    page = client.get("/sv/evenemang/2027/om-celler/").content.decode()
    assert (promised in text, promised in page) == (registration == "by_link",) * 2


@pytest.mark.parametrize(
    ("url", "written"),
    [
        (f"{ROOM}a,b;c", f"{ROOM}a%2Cb%3Bc"),  # Some clients end the URL there.
        ("https://möte.example.org/å?x=1,2", "https://xn--mte-sna.example.org/%C3%A5?x=1%2C2"),
    ],
)
def test_url_is_ascii_with_commas_and_semicolons_encoded(
    client: Client, url: str, written: str
) -> None:
    event = an_event(attendance_mode="online", online_url=url)
    conference = f"CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=Take part online:{written}"
    assert conference in unfolded_lines(file_of(client, event, "en"))


def test_links_of_the_site_are_absolute_in_the_description(client: Client) -> None:
    event = an_event(body_en='<p>Read <a href="/en/about/">more</a>.</p>')
    text = str(vevent(file_of(client, event, "en"))["DESCRIPTION"])
    assert "Read more (https://events.example.org/en/about/)." in text


@pytest.mark.parametrize(
    ("language", "fields", "languages"),
    [
        ("sv", {"summary_en": "About cells."}, {"DESCRIPTION": "en"}),
        ("sv", {"title_sv": "", "slug_sv": "celler"}, {"SUMMARY": "en", "DESCRIPTION": "sv"}),
        ("en", {"name_en": ""}, {"LOCATION": "sv"}),
    ],
)
def test_untranslated_text_has_a_language_parameter(
    client: Client, language: str, fields: dict[str, Any], languages: dict[str, str]
) -> None:
    venue = a_venue(name_en=fields.pop("name_en", "House"))
    entry = vevent(file_of(client, an_event(venue=venue, **fields), language))
    assert {name: entry[name].params["LANGUAGE"] for name in languages} == languages


BY_LINK = {"registration": "by_link", "registration_url": "https://www.uu.se/anmalan"}


@pytest.mark.parametrize(
    "registration",
    [{"registration": "not_needed"}, {"registration": "unstated"}, BY_LINK | {"capacity": 40}],
)
def test_cancelled_event_says_nothing_of_registration_or_a_link(
    client: Client, registration: dict[str, Any]
) -> None:
    event = an_event(status=Status.CANCELLED, attendance_mode="online", **registration)
    assert str(vevent(file_of(client, event, "en"))["DESCRIPTION"]).split("\n\n") == [
        "Cancelled. The event on 13 April 2027 will not take place.",
        "Where: Online",
        "https://events.example.org/en/events/2027/on-cells/",
    ]
    page = client.get("/en/events/2027/on-cells/").content.decode()
    assert "the link is sent" not in page


def test_apple_location_has_the_exact_text_of_location(client: Client) -> None:
    venue = a_venue(name_sv='Hus "A"; B', latitude="59.849800", longitude="17.637600")
    content = file_of(client, an_event(venue=venue))
    place = "Hus 'A'; B, Dag Hammarskjölds väg 20, 751 85 Uppsala"
    assert str(vevent(content)["LOCATION"]) == place
    assert (
        f'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=100;X-TITLE="{place}"'
        ":geo:59.849800,17.637600"
    ) in unfolded_lines(content)
    assert "GEO:59.8498;17.6376" in unfolded_lines(content)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({}, f"Sal IV, {PLACE}"),
        ({"online_url": ROOM}, f"Sal IV, {PLACE}"),  # of an event that was to be online
        ({"attendance_mode": "online", "online_url": ROOM}, "Digitalt (video.example.org)"),
        ({"attendance_mode": "online", "entrance_sv": "100"}, "Digitalt"),
        (
            {"attendance_mode": "hybrid", "online_url": ROOM},
            f"Sal IV, {PLACE}, Digitalt (video.example.org)",
        ),
    ],
)
def test_location_is_one_line_for_each_attendance_mode(
    client: Client, fields: dict[str, Any], place: str
) -> None:
    content = file_of(client, an_event(venue=a_venue(), room_sv="Sal IV", **fields))
    assert [entry.place for entry in entries(content)] == [place]
    assert ("CONFERENCE" in vevent(content)) is ("video.example.org" in place)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("2027-10-31T00:30", "2027-10-31T01:30"),  # 02:30 to 02:30 in local time
        ("2027-10-31T01:30", "2027-10-31T02:30"),
        ("2027-10-30T23:00", "2027-10-31T01:15"),
    ],
)
def test_times_in_the_repeated_hour_are_written_in_utc(
    client: Client, starts: str, ends: str
) -> None:
    moments = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (starts, ends)]
    content = file_of(client, an_event(starts_at=moments[0], ends_at=moments[1]))
    (entry,) = entries(content)
    assert [entry.starts, entry.ends] == moments
    assert b"VTIMEZONE" not in content


@pytest.mark.parametrize(
    ("zone", "local_time"),
    [
        (
            "Europe/Helsinki",
            "Tuesday 13 April 2027, 12:00–13:00 (Swedish time, 13:00 in Helsinki)",
        ),
        (
            "Pacific/Honolulu",
            "Tuesday 13 April 2027, 12:00–13:00 (Swedish time, 00:00 in Honolulu)",
        ),
        ("UTC", "Tuesday 13 April 2027, 12:00–13:00 (Swedish time, 10:00 UTC)"),
    ],
)
def test_other_zone_is_written_in_utc_with_both_times_in_the_text(
    client: Client, zone: str, local_time: str
) -> None:
    content = file_of(client, an_event(timezone=zone), "en")
    assert {"DTSTART:20270413T100000Z", "DTEND:20270413T110000Z"} < set(unfolded_lines(content))
    assert b"TZID" not in content
    assert str(vevent(content)["DESCRIPTION"]).split("\n\n")[0] == local_time


def test_vtimezone_has_recurrence_rules_for_outlook(client: Client) -> None:
    content = unfolded_lines(file_of(client, an_event()))
    assert "DTSTART;TZID=Europe/Stockholm:20270413T120000" in content
    assert content[content.index("BEGIN:VTIMEZONE") : content.index("BEGIN:VEVENT")] == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Stockholm",
        "BEGIN:DAYLIGHT",
        "DTSTART:19960331T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19961027T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def test_uid_is_the_same_in_both_languages_and_after_edits(client: Client) -> None:
    event = an_event()
    before = [vevent(file_of(client, event, language))["UID"] for language in ("sv", "en")]
    save(event, title_sv="Nytt namn", slug_sv="nytt-namn", slug_en="new-name")
    after = [vevent(file_of(client, event, language))["UID"] for language in ("sv", "en")]
    assert {*before, *after} == {event.uid}


def test_change_in_one_language_does_not_change_files_in_the_other(client: Client) -> None:
    with time_machine.travel(NOON - timedelta(days=9)) as clock:
        event = an_event()
        swedish = ("/sv/evenemang/2027/om-celler.ics", "/sv/evenemang.ics")
        english = ("/en/events/2027/on-cells.ics", "/en/events.ics")
        before = {path: client.get(path).content for path in (*swedish, *english)}
        clock.shift(HOUR)
        save(event, title_en="On other cells")
        after = {path: client.get(path).content for path in before}
    assert [path for path in before if before[path] != after[path]] == [*english]


def test_move_raises_sequence_and_last_modified(client: Client) -> None:
    event = an_event()
    before = vevent(file_of(client, event))
    save(event, starts_at=event.starts_at + HOUR / 2)
    after = vevent(file_of(client, event))
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt
    assert after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt
