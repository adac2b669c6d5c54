"""The days and times of a programme, on pages, posters, calendars and feeds."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from atmp_events.facts.event import facts_of
from atmp_events.models import Event, Language
from tests.builders import NOON, STOCKHOLM, a_person, a_talk, an_event
from tests.calendars.parsing import vevent
from tests.pages.parsing import get_page, text_of
from tests.syndication.parsing import child_text, entries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

A_DAY = timedelta(days=1)


def days(event: Event, language: Language = "sv") -> list[str]:
    read = Event.objects.with_facts().get(pk=event.pk)
    return [f"{talk.day}|{talk.time}" for talk in facts_of(read, language).talks]


def a_workshop() -> Event:
    """Two talks on each of two days."""
    event = an_event(minutes=29 * 60)
    for number, hours in enumerate((0, 2, 24, 27), start=1):
        starts_at = NOON + timedelta(hours=hours)
        a_talk(event, title_sv=f"Pass {number}", title_en=f"Session {number}", starts_at=starts_at)
    return event


def test_talk_shows_its_day_where_the_day_changes() -> None:
    event = a_workshop()
    assert days(event) == [
        *("tisdag 13 april|12.00", "|14.00"),
        *("onsdag 14 april|12.00", "|15.00"),
    ]
    assert days(event, "en")[2] == "Wednesday 14 April|12:00"


def test_programme_of_one_day_shows_no_day() -> None:
    event = an_event()
    a_talk(event, starts_at=NOON)
    a_talk(event)
    assert days(event) == ["|12.00", "|"]


def test_talk_on_another_day_than_its_event_shows_its_day() -> None:
    event = an_event()
    a_talk(event, starts_at=NOON)
    a_talk(event, starts_at=NOON - A_DAY)
    assert days(event) == ["tisdag 13 april|12.00", "måndag 12 april|12.00"]


def test_days_of_an_event_abroad_are_in_swedish_time() -> None:
    event = an_event(
        timezone="America/New_York",
        starts_at=datetime(2027, 4, 13, 2, 0, tzinfo=STOCKHOLM),  # 12 April in New York
        minutes=26 * 60,
    )
    a_talk(event, starts_at=datetime(2027, 4, 13, 5, 0, tzinfo=STOCKHOLM))
    assert days(event, "en") == ["Tuesday 13 April|05:00"]


def test_talks_of_a_whole_day_abroad_are_in_local_time_and_say_so(client: Client) -> None:
    midnight = datetime(2027, 4, 13, 4, 0, tzinfo=UTC)  # 00:00 in New York
    event = an_event(timezone="America/New_York", all_day=True, starts_at=midnight, minutes=24 * 60)
    a_talk(event, starts_at=datetime(2027, 4, 13, 14, 0, tzinfo=UTC))
    a_talk(event, starts_at=datetime(2027, 4, 13, 15, 0, tzinfo=UTC))
    day_sv = "Tisdag 13 april, lokal tid i New York"
    day_en = "Tuesday 13 April, local time in New York"
    assert days(event) == [day_sv.replace("Tisdag", "tisdag") + "|10.00", "|11.00"]
    assert f"{day_en} 10:00" in text_of(get_page(client, "/en/events/2027/on-cells/"))
    assert day_sv in text_of(get_page(client, "/sv/evenemang/2027/om-celler/affisch/"))
    calendar = vevent(client.get("/sv/evenemang/2027/om-celler.ics").content)
    assert f"{day_sv}\n\n10.00" in str(calendar["DESCRIPTION"])
    (entry,) = entries_of(client, "/en/events.atom")
    item = client.get("/en/events.json").json()["items"][0]
    for content in (child_text(entry, "content"), item["content_html"]):
        assert f"<p><strong>{day_en}</strong></p>" in content


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "Europe/Berlin"])
def test_whole_day_in_swedish_time_shows_no_zone(zone: str) -> None:
    event = an_event(timezone=zone, all_day=True, starts_at=NOON.replace(hour=0), minutes=24 * 60)
    a_talk(event, starts_at=NOON)
    assert days(event) == ["|12.00"]


@pytest.mark.parametrize(
    ("path", "programme"),
    [
        (
            "/sv/evenemang/2027/om-celler/",
            "Tisdag 13 april 12.00 120 min Pass 1 14.00 Pass 2 "
            "Onsdag 14 april 12.00 180 min Pass 3 15.00 120 min Pass 4",
        ),
        (
            "/en/events/2027/on-cells/",
            "Tuesday 13 April 12:00 120 min Session 1 14:00 Session 2 "
            "Wednesday 14 April 12:00 180 min Session 3 15:00 120 min Session 4",
        ),
        (
            "/sv/evenemang/2027/om-celler/affisch/",
            "Tisdag 13 april Pass 1 Pass 2 Onsdag 14 april Pass 3 Pass 4",
        ),
        (
            "/sv/evenemang/2027/om-celler/affisch/bada/",
            "Tisdag 13 april · Tuesday 13 April Pass 1 Session 1 Pass 2 Session 2 "
            "Onsdag 14 april · Wednesday 14 April Pass 3 Session 3 Pass 4 Session 4",
        ),
    ],
)
def test_pages_and_posters_show_the_days(client: Client, path: str, programme: str) -> None:
    a_workshop()
    assert programme in text_of(get_page(client, path))


def test_calendars_and_feeds_show_the_days(client: Client) -> None:
    a_workshop()
    calendar = str(vevent(client.get("/sv/evenemang/2027/om-celler.ics").content)["DESCRIPTION"])
    first = ["Program", "Tisdag 13 april", "12.00 Pass 1", "14.00 Pass 2"]
    assert "\n\n".join([*first, "Onsdag 14 april", "12.00 Pass 3"]) in calendar
    (entry,) = entries_of(client, "/sv/evenemang.atom")
    item = client.get("/sv/evenemang.json").json()["items"][0]
    for content in (child_text(entry, "content"), item["content_html"]):
        assert "<p><strong>Onsdag 14 april</strong></p>\n<h3>12.00 Pass 3</h3>" in content


def test_poster_shows_the_day_and_the_speaker_of_a_talk(client: Client) -> None:
    event = an_event(minutes=25 * 60)
    a_talk(event, speakers=(a_person(),), starts_at=NOON + A_DAY)
    sheet = text_of(get_page(client, "/en/events/2027/on-cells/poster/"))
    assert "Wednesday 14 April Ada Lund professor, Uppsala University A talk" in sheet


@pytest.mark.parametrize(
    ("kind", "talks", "swedish", "english"),
    [
        ("seminar", 2, "Föreläsningarna hålls på svenska.", "The lectures are held in Swedish."),
        ("seminar", 1, "Föreläsningen hålls på svenska.", "The lecture is held in Swedish."),
        ("lecture", 1, "Föreläsningen hålls på svenska.", "The lecture is held in Swedish."),
        ("lecture", 0, "Föreläsningen hålls på svenska.", "The lecture is held in Swedish."),
        ("network_meeting", 0, "Evenemanget hålls på svenska.", "The event is held in Swedish."),
        ("workshop", 2, "Evenemanget hålls på svenska.", "The event is held in Swedish."),
    ],
)
def test_spoken_language_names_one_lecture_or_several(
    kind: str, talks: int, swedish: str, english: str
) -> None:
    event = an_event(kind=kind, spoken_languages="sv")
    for _number in range(talks):
        a_talk(event)
    read = Event.objects.with_facts().get()
    assert facts_of(read, "sv").languages_in_words == swedish
    assert facts_of(read, "en").languages_in_words == english
