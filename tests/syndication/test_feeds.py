"""The Atom and JSON feeds of events."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.facts.paths import event_path
from atmp_events.models import Event, State, Status
from tests.builders import (
    NOON,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
    revise_once,
    save,
)
from tests.pages.parsing import text_of
from tests.participation.registration import an_event_with_registration, register_attendee
from tests.syndication.parsing import ATOM, LANG, SITE, child_text, child_time, entries_of, xml_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("named_site")]

SWEDISH, ENGLISH = "/sv/evenemang.atom", "/en/events.atom"
JSON = "/en/events.json"
DAY = timedelta(days=1)
SAVED = NOON - 30 * DAY


def an_event_saved(at: datetime, **fields: Any) -> Event:
    with time_machine.travel(at, tick=False):
        return an_event(**fields)


def feed_of(client: Client, path: str = JSON) -> dict[str, Any]:
    response = client.get(path)
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    document: dict[str, Any] = json.loads(response.content)
    return document


def test_entry_has_the_dates_of_publication_and_change(client: Client) -> None:
    event = an_event_saved(SAVED)
    with time_machine.travel(SAVED + DAY, tick=False):
        save(event, room_sv="Sal X")
    (entry,) = entries_of(client, SWEDISH)
    assert (child_time(entry, "published"), child_time(entry, "updated")) == (SAVED, SAVED + DAY)
    (item,) = feed_of(client)["items"]
    assert datetime.fromisoformat(item["date_published"]) == SAVED
    assert datetime.fromisoformat(item["date_modified"]) == SAVED + DAY


def test_scheduled_event_is_new_on_its_day_of_publication(client: Client) -> None:
    an_event_saved(SAVED, publish_at=SAVED + 10 * DAY, title_en="Waited")
    an_event_saved(SAVED + DAY, title_en="Did not wait")
    with time_machine.travel(SAVED + 9 * DAY, tick=False):
        assert [child_text(entry, "title") for entry in entries_of(client, ENGLISH)] == [
            "Did not wait"
        ]
    with time_machine.travel(SAVED + 10 * DAY, tick=False):
        first, second = entries_of(client, ENGLISH)
    assert [child_text(entry, "title") for entry in (first, second)] == ["Waited", "Did not wait"]
    assert child_time(first, "published") == child_time(first, "updated") == SAVED + 10 * DAY


def test_correction_of_a_venue_or_name_does_not_update_entries(client: Client) -> None:
    venue, speaker = a_venue(), a_person()
    with time_machine.travel(SAVED, tick=False):
        with revise_once():
            for _ in range(101):
                event = an_event(venue=venue, starts_at=SAVED + DAY)
        a_talk(event, speakers=(speaker,))
    an_event_saved(SAVED + 2 * DAY, title_en="Elsewhere")
    with time_machine.travel(SAVED + 3 * DAY, tick=False):
        save(venue, directions_sv="Genom huvudentrén.")
        save(speaker, name="Ada Lind")
    entry, *others = entries_of(client, ENGLISH)
    assert (child_text(entry, "title"), child_time(entry, "updated")) == (
        "Elsewhere",
        SAVED + 2 * DAY,
    )
    assert {child_time(it, "updated") for it in others} == {SAVED}
    item, *others = feed_of(client)["items"]
    assert item["title"] == "Elsewhere"
    assert {datetime.fromisoformat(it["date_modified"]) for it in others} == {SAVED}
    calendar = client.get(event_path("event_calendar", event, "en")).content.decode()
    assert "LAST-MODIFIED:20270317T110000Z" in calendar


@pytest.mark.usefixtures("mail")
def test_registration_does_not_update_entries(client: Client) -> None:
    with time_machine.travel(SAVED, tick=False):
        event = an_event_with_registration(2)
    an_event_saved(SAVED + 2 * DAY, title_en="Elsewhere")
    with time_machine.travel(SAVED + 3 * DAY, tick=False):
        for name in ("Ada", "Bo"):
            register_attendee(event, name, now=SAVED + 3 * DAY)
    first, second = feed_of(client)["items"]
    assert (first["title"], second["title"]) == ("Elsewhere", "On cells")
    assert datetime.fromisoformat(second["date_modified"]) == SAVED
    assert "Join the waiting list" in second["content_html"]


def test_feed_has_the_hundred_events_that_changed_last(client: Client) -> None:
    for number in range(101):
        an_event_saved(SAVED + number * DAY, title_en=f"Number {number}")
    titles = [child_text(entry, "title") for entry in entries_of(client, ENGLISH)]
    assert titles == [f"Number {number}" for number in range(100, 0, -1)]


def test_feed_has_the_filters_of_the_list(client: Client) -> None:
    an_event(kind="workshop", title_en="A workshop")
    an_event(kind="seminar", title_en="A seminar")
    feed = xml_of(client, f"{ENGLISH}?kind=workshop&unknown=1")
    assert [child_text(entry, "title") for entry in feed.findall("atom:entry", ATOM)] == [
        "A workshop"
    ]
    assert child_text(feed, "title") == "ATMP-centrum Uppsala: Workshops"
    links = {link.get("rel"): link.get("href") for link in feed.findall("atom:link", ATOM)}
    assert links == {
        "self": f"{SITE}{ENGLISH}?kind=workshop",
        "alternate": f"{SITE}/en/events/?kind=workshop",
    }
    assert child_text(feed, "id") != child_text(xml_of(client, ENGLISH), "id")
    assert [item["title"] for item in feed_of(client, f"{JSON}?kind=workshop")["items"]] == [
        "A workshop"
    ]


def test_feed_of_a_search_is_sorted_by_change(client: Client) -> None:
    an_event_saved(SAVED + DAY, title_en="On hearts", summary_en="And cells.")
    an_event_saved(SAVED, title_en="On cells")
    titles = [child_text(entry, "title") for entry in entries_of(client, f"{ENGLISH}?q=cells")]
    assert titles == ["On hearts", "On cells"]


def test_feeds_omit_drafts(client: Client) -> None:
    an_event(state=State.DRAFT)
    assert entries_of(client, SWEDISH) == []
    assert feed_of(client)["items"] == []


def test_empty_feed_is_valid_and_stays_the_same(client: Client) -> None:
    first = client.get(SWEDISH).content
    with time_machine.travel(NOON, tick=False):
        assert client.get(SWEDISH).content == first
    assert child_text(xml_of(client, SWEDISH), "updated") == "1970-01-01T00:00:00+00:00"


def test_entry_has_the_same_id_in_both_languages_and_formats(client: Client) -> None:
    event = an_event()
    urn = f"urn:uuid:{event.uid.partition('@')[0]}"
    ids = [child_text(entries_of(client, path)[0], "id") for path in (SWEDISH, ENGLISH)]
    assert [*ids, feed_of(client)["items"][0]["id"]] == [urn, urn, urn]


def test_imported_event_has_a_permanent_uuid(client: Client) -> None:
    an_event(uid="event-17@calendar.example.org")
    (entry,) = entries_of(client, SWEDISH)
    assert child_text(entry, "id") == "urn:uuid:43592015-e637-52ed-ac54-2122a1fd1d18"


def test_feed_has_title_author_and_links(client: Client) -> None:
    feed = xml_of(client, SWEDISH)
    assert child_text(feed, "title") == "ATMP-centrum Uppsala: evenemang"
    assert feed.get(LANG) == "sv"
    assert child_text(feed.find("atom:author", ATOM), "name") == "ATMP-centrum Uppsala"
    links = {link.get("rel"): link.get("href") for link in feed.findall("atom:link", ATOM)}
    assert links == {"self": f"{SITE}{SWEDISH}", "alternate": f"{SITE}/sv/evenemang/"}
    assert feed_of(client)["feed_url"] == f"{SITE}{JSON}"


def test_entry_links_to_both_pages_and_the_calendar(client: Client) -> None:
    an_event()
    (entry,) = entries_of(client, SWEDISH)
    links = [
        (link.get("rel"), link.get("type"), link.get("hreflang"), link.get("href"))
        for link in entry.findall("atom:link", ATOM)
    ]
    page, translation = "/sv/evenemang/2027/om-celler", "/en/events/2027/on-cells/"
    assert links == [
        ("alternate", "text/html", "sv", f"{SITE}{page}/"),
        ("related", "text/html", "en", f"{SITE}{translation}"),
        ("enclosure", "text/calendar", "sv", f"{SITE}{page}.ics"),
    ]


def test_entry_begins_with_the_status(client: Client) -> None:
    an_event(status=Status.CANCELLED, status_note_sv="Föreläsaren är sjuk.")
    (entry,) = entries_of(client, SWEDISH)
    assert child_text(entry, "title") == "Inställt: Om celler"
    content = text_of(BeautifulSoup(child_text(entry, "content"), "html.parser"))
    assert content.startswith("Inställt. Evenemanget den 13 april 2027 blir inte av. Föreläs")
    assert feed_of(client)["items"][0]["title"] == "Cancelled: On cells"


def test_content_has_time_place_texts_and_programme(client: Client) -> None:
    event = an_event(
        venue=a_venue(),
        summary_en="About cells.",
        body_en="<p>More <strong>about</strong> cells.</p>",
        spoken_languages="en",
    )
    a_talk(event, speakers=(a_person(),), abstract_en="<p>Why.</p>")
    (entry,) = entries_of(client, ENGLISH)
    html = BeautifulSoup(child_text(entry, "content"), "html.parser")
    assert text_of(html) == (
        "Tuesday 13 April 2027, 12:00–13:00 "
        "Rudbeck Laboratory, Dag Hammarskjölds väg 20, 751 85 Uppsala "
        "About cells. More about cells. A talk Ada Lund, professor, Uppsala University Why. "
        "The lecture is held in English."
    )
    assert html.strong.text == "about"
    assert feed_of(client)["items"][0]["content_html"] == child_text(entry, "content")


@pytest.mark.parametrize("link", ["/en/about/", "../../../about/"])
def test_relative_links_become_absolute(client: Client, link: str) -> None:
    an_event(body_en=f'<p>Read <a href="{link}">more</a>.</p>')
    content = child_text(entries_of(client, ENGLISH)[0], "content")
    assert f'<a href="{SITE}/en/about/"' in content
    assert feed_of(client)["items"][0]["content_html"] == content


def test_text_in_the_other_language_is_marked(client: Client) -> None:
    event = an_event(title_sv="", slug_sv="celler", summary_en="About cells.", kind="seminar")
    a_talk(event, title_sv="")
    (entry,) = entries_of(client, SWEDISH)
    title, content = (entry.find(f"atom:{name}", ATOM) for name in ("title", "content"))
    assert (title.text, title.get(LANG)) == ("On cells", "en")
    assert content.get(LANG) == "sv"
    marked = BeautifulSoup(content.text, "html.parser").select("[lang]")
    assert [(node.text, node["lang"]) for node in marked] == [
        ("About cells.", "en"),
        ("A talk", "en"),
    ]
    assert feed_of(client, "/sv/evenemang.json")["items"][0]["language"] == "en"


def test_json_item_has_the_data_of_the_event(client: Client) -> None:
    event = an_event(
        venue=a_venue(),
        organisers=(an_organiser(),),
        spoken_languages="sv,en",
        status=Status.RESCHEDULED,
        previous_starts_at=NOON - 7 * DAY,
    )
    (item,) = feed_of(client)["items"]
    assert (
        item["_event"].items()
        >= {
            "uid": event.uid,
            "kind": "seminar",
            "status": "rescheduled",
            "start": "2027-04-13T12:00+02:00",
            "end": "2027-04-13T13:00+02:00",
            "all_day": False,
            "time_zone": "Europe/Stockholm",
            "previous_start": "2027-04-06T12:00+02:00",
            "attendance_mode": "on_site",
            "place": "Rudbeck Laboratory, Dag Hammarskjölds väg 20, 751 85 Uppsala",
            "online_url": None,
            "registration_url": None,
            "languages": ["sv", "en"],
            "speakers": [],
            "recordings": [],
            "slides": [],
            "organisers": ["Uppsala universitet"],
            "translation": {"sv": f"{SITE}/sv/evenemang/2027/om-celler/"},
        }.items()
    )
    assert item["attachments"] == [
        {"url": f"{SITE}/en/events/2027/on-cells.ics", "mime_type": "text/calendar"}
    ]


@pytest.mark.parametrize("licence", ["", "https://creativecommons.org/publicdomain/zero/1.0/"])
def test_feeds_name_the_licence_when_it_is_set(client: Client, licence: str, settings: Any) -> None:
    settings.DATA_LICENCE = licence
    feed = xml_of(client, ENGLISH)
    rights = [node.text for node in feed.findall("atom:rights", ATOM)]
    links = [link.get("href") for link in feed.findall("atom:link[@rel='license']", ATOM)]
    assert rights == ([f"Licence of the data: {licence}"] if licence else [])
    assert links == ([licence] if licence else [])
    assert feed_of(client).get("_licence") == ({"url": licence} if licence else None)


def test_hostile_text_is_escaped_and_loses_only_invalid_characters(client: Client) -> None:
    title = '<b>]]> & "celler" </title>\x0b\ufffe\''
    an_event(title_en=title, slug_en="a", summary_en=title)
    (entry,) = entries_of(client, ENGLISH)
    expected = '<b>]]> & "celler" </title>\''
    assert (child_text(entry, "title"), child_text(entry, "summary")) == (expected, expected)
    assert expected in BeautifulSoup(child_text(entry, "content"), "html.parser").text
    assert feed_of(client)["items"][0]["title"] == title


def test_pages_link_to_both_feeds(client: Client) -> None:
    page = BeautifulSoup(client.get("/sv/").content, "html.parser")
    feeds = [
        (link["type"], link["href"]) for link in page.select("link[rel=alternate]:not([hreflang])")
    ]
    assert feeds == [
        ("application/atom+xml", "/sv/evenemang.atom"),
        ("application/feed+json", "/sv/evenemang.json"),
    ]


def test_event_links_to_the_feeds_of_its_series(client: Client) -> None:
    an_event(series=a_series())
    page = BeautifulSoup(client.get("/sv/evenemang/2027/om-celler/").content, "html.parser")
    feeds = [link["href"] for link in page.select("main ul.screen a")]
    assert feeds == [f"/sv/serier/natverkstraffar.{it}" for it in ("ics", "atom", "json")]
