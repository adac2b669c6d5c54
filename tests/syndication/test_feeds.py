"""What a feed reader is told, and when."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.facts.paths import event_path
from atmp_events.models import Event, State, Status
from tests.builders import NOON, a_person, a_talk, a_venue, an_event, an_organiser, together
from tests.pages.reading import words
from tests.syndication.reading import ATOM, LANG, SITE, entries_of, moment, said, xml_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("named")]

SWEDISH, ENGLISH = "/sv/evenemang.atom", "/en/events.atom"
JSON = "/en/events.json"
DAY = timedelta(days=1)
WRITTEN = NOON - 30 * DAY


def an_event_written(at: datetime, **fields: Any) -> Event:
    with time_machine.travel(at, tick=False):
        return an_event(**fields)


def feed_of(client: Client, path: str = JSON) -> dict[str, Any]:
    response = client.get(path)
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    document: dict[str, Any] = json.loads(response.content)
    return document


def test_dates_tell_when_it_was_published_and_changed_never_the_day_of_the_event(
    client: Client,
) -> None:
    event = an_event_written(WRITTEN)
    with time_machine.travel(WRITTEN + DAY, tick=False):
        event.room_sv = "Sal X"
        event.save()
    (entry,) = entries_of(client, SWEDISH)
    assert (moment(entry, "published"), moment(entry, "updated")) == (WRITTEN, WRITTEN + DAY)
    (item,) = feed_of(client)["items"]
    assert datetime.fromisoformat(item["date_published"]) == WRITTEN
    assert datetime.fromisoformat(item["date_modified"]) == WRITTEN + DAY


def test_an_event_that_waited_is_news_when_it_comes_out(client: Client) -> None:
    an_event_written(WRITTEN, publish_at=WRITTEN + 10 * DAY, title_en="Waited")
    an_event_written(WRITTEN + DAY, title_en="Did not wait")
    with time_machine.travel(WRITTEN + 9 * DAY, tick=False):
        assert [said(entry, "title") for entry in entries_of(client, ENGLISH)] == ["Did not wait"]
    with time_machine.travel(WRITTEN + 10 * DAY, tick=False):
        first, second = entries_of(client, ENGLISH)
    assert [said(entry, "title") for entry in (first, second)] == ["Waited", "Did not wait"]
    assert moment(first, "published") == moment(first, "updated") == WRITTEN + 10 * DAY


@pytest.mark.parametrize("path", [SWEDISH, JSON])
def test_a_reader_is_sent_it_again_only_when_it_has_changed(client: Client, path: str) -> None:
    an_event(slug_en="older")
    event = an_event()
    first = client.get(path)
    held = {"If-None-Match": first["ETag"]}
    assert client.get(path, headers=held).status_code == 304
    event.delete()
    assert client.get(path, headers=held).status_code == 200


def test_a_correction_of_a_venue_is_no_news_of_all_the_events_there(client: Client) -> None:
    venue, speaker = a_venue(), a_person()
    with time_machine.travel(WRITTEN, tick=False):
        with together():
            for _ in range(101):
                event = an_event(venue=venue, starts_at=WRITTEN + DAY)
        a_talk(event, speakers=(speaker,))
    an_event_written(WRITTEN + 2 * DAY, title_en="Elsewhere")
    with time_machine.travel(WRITTEN + 3 * DAY, tick=False):
        venue.directions_sv = "Genom huvudentrén."
        venue.save()
        speaker.name = "Ada Lind"
        speaker.save()
    entry, *others = entries_of(client, ENGLISH)
    assert (said(entry, "title"), moment(entry, "updated")) == ("Elsewhere", WRITTEN + 2 * DAY)
    assert {moment(it, "updated") for it in others} == {WRITTEN}
    item, *others = feed_of(client)["items"]
    assert item["title"] == "Elsewhere"
    assert {datetime.fromisoformat(it["date_modified"]) for it in others} == {WRITTEN}
    calendar = client.get(event_path("event_calendar", event, "en")).content.decode()
    assert "LAST-MODIFIED:20270317T110000Z" in calendar  # whoever has put it in is told


def test_what_changed_last_comes_first_and_a_hundred_are_enough(client: Client) -> None:
    for number in range(101):
        an_event_written(WRITTEN + number * DAY, title_en=f"Number {number}")
    titles = [said(entry, "title") for entry in entries_of(client, ENGLISH)]
    assert titles == [f"Number {number}" for number in range(100, 0, -1)]


def test_a_feed_keeps_the_filters_of_the_list(client: Client) -> None:
    an_event(kind="workshop", title_en="A workshop")
    an_event(kind="seminar", title_en="A seminar")
    feed = xml_of(client, f"{ENGLISH}?kind=workshop&unknown=1")
    assert [said(entry, "title") for entry in feed.findall("atom:entry", ATOM)] == ["A workshop"]
    assert said(feed, "title") == "ATMP-centrum Uppsala: Workshops"
    links = {link.get("rel"): link.get("href") for link in feed.findall("atom:link", ATOM)}
    assert links == {
        "self": f"{SITE}{ENGLISH}?kind=workshop",
        "alternate": f"{SITE}/en/events/?kind=workshop",
    }
    assert said(feed, "id") != said(xml_of(client, ENGLISH), "id")
    assert [item["title"] for item in feed_of(client, f"{JSON}?kind=workshop")["items"]] == [
        "A workshop"
    ]


def test_a_feed_of_a_search_still_begins_with_what_is_new(client: Client) -> None:
    an_event_written(WRITTEN + DAY, title_en="On hearts", summary_en="And cells.")
    an_event_written(WRITTEN, title_en="On cells")
    titles = [said(entry, "title") for entry in entries_of(client, f"{ENGLISH}?q=cells")]
    assert titles == ["On hearts", "On cells"]


def test_drafts_are_not_told_of(client: Client) -> None:
    an_event(state=State.DRAFT)
    assert entries_of(client, SWEDISH) == []
    assert feed_of(client)["items"] == []


def test_an_empty_feed_is_a_feed_and_stays_the_same(client: Client) -> None:
    first = client.get(SWEDISH).content
    with time_machine.travel(NOON, tick=False):
        assert client.get(SWEDISH).content == first
    assert said(xml_of(client, SWEDISH), "updated") == "1970-01-01T00:00:00+00:00"


def test_an_entry_keeps_its_id_in_both_languages_and_both_forms(client: Client) -> None:
    event = an_event()
    urn = f"urn:uuid:{event.uid.partition('@')[0]}"
    ids = [said(entries_of(client, path)[0], "id") for path in (SWEDISH, ENGLISH)]
    assert [*ids, feed_of(client)["items"][0]["id"]] == [urn, urn, urn]


def test_the_id_of_an_imported_event_is_a_uuid_too_and_for_ever(client: Client) -> None:
    an_event(uid="event-17@calendar.example.org")
    (entry,) = entries_of(client, SWEDISH)
    assert said(entry, "id") == "urn:uuid:43592015-e637-52ed-ac54-2122a1fd1d18"


def test_a_feed_says_whose_it_is_and_where(client: Client) -> None:
    feed = xml_of(client, SWEDISH)
    assert said(feed, "title") == "ATMP-centrum Uppsala: evenemang"
    assert feed.get(LANG) == "sv"
    assert said(feed.find("atom:author", ATOM), "name") == "ATMP-centrum Uppsala"
    links = {link.get("rel"): link.get("href") for link in feed.findall("atom:link", ATOM)}
    assert links == {"self": f"{SITE}{SWEDISH}", "alternate": f"{SITE}/sv/evenemang/"}
    assert feed_of(client)["feed_url"] == f"{SITE}{JSON}"


def test_an_entry_leads_to_the_page_its_twin_and_the_calendar(client: Client) -> None:
    an_event()
    (entry,) = entries_of(client, SWEDISH)
    links = [
        (link.get("rel"), link.get("type"), link.get("hreflang"), link.get("href"))
        for link in entry.findall("atom:link", ATOM)
    ]
    page, twin = "/sv/evenemang/2027/om-celler", "/en/events/2027/on-cells/"
    assert links == [
        ("alternate", "text/html", "sv", f"{SITE}{page}/"),
        ("related", "text/html", "en", f"{SITE}{twin}"),
        ("enclosure", "text/calendar", "sv", f"{SITE}{page}.ics"),
    ]


def test_what_has_become_of_it_stands_first(client: Client) -> None:
    an_event(status=Status.CANCELLED, status_note_sv="Föreläsaren är sjuk.")
    (entry,) = entries_of(client, SWEDISH)
    assert said(entry, "title") == "Inställt: Om celler"
    content = words(BeautifulSoup(said(entry, "content"), "html.parser"))
    assert content.startswith("Inställt. Evenemanget den 13 april 2027 blir inte av. Föreläs")
    assert feed_of(client)["items"][0]["title"] == "Cancelled: On cells"


def test_the_content_says_when_where_and_what(client: Client) -> None:
    event = an_event(
        venue=a_venue(),
        summary_en="About cells.",
        body_en="<p>More <strong>about</strong> cells.</p>",
        spoken_languages="en",
    )
    a_talk(event, speakers=(a_person(),), abstract_en="<p>Why.</p>")
    (entry,) = entries_of(client, ENGLISH)
    html = BeautifulSoup(said(entry, "content"), "html.parser")
    assert words(html) == (
        "Tuesday 13 April 2027, 12:00–13:00 "
        "Rudbeck Laboratory, Dag Hammarskjölds väg 20, 751 85 Uppsala "
        "About cells. More about cells. A talk Ada Lund, professor, Uppsala University Why. "
        "The lecture is held in English."
    )
    assert html.strong.text == "about"
    assert feed_of(client)["items"][0]["content_html"] == said(entry, "content")


@pytest.mark.parametrize("link", ["/en/about/", "../../../about/"])
def test_links_of_the_site_can_be_followed_from_a_reader(client: Client, link: str) -> None:
    an_event(body_en=f'<p>Read <a href="{link}">more</a>.</p>')
    content = said(entries_of(client, ENGLISH)[0], "content")
    assert f'<a href="{SITE}/en/about/"' in content
    assert feed_of(client)["items"][0]["content_html"] == content


def test_text_in_the_other_language_says_so(client: Client) -> None:
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


def test_a_program_reads_the_event_itself_in_the_json(client: Client) -> None:
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
def test_the_licence_is_shown_when_it_is_set(client: Client, licence: str, settings: Any) -> None:
    settings.DATA_LICENCE = licence
    feed = xml_of(client, ENGLISH)
    rights = [node.text for node in feed.findall("atom:rights", ATOM)]
    links = [link.get("href") for link in feed.findall("atom:link[@rel='license']", ATOM)]
    assert rights == ([f"Licence of the data: {licence}"] if licence else [])
    assert links == ([licence] if licence else [])
    assert feed_of(client).get("_licence") == ({"url": licence} if licence else None)


def test_hostile_text_comes_through_whole_but_for_what_xml_cannot_hold(client: Client) -> None:
    title = '<b>]]> & "celler" </title>\x0b\ufffe\''
    an_event(title_en=title, slug_en="a", summary_en=title)
    (entry,) = entries_of(client, ENGLISH)
    speakable = '<b>]]> & "celler" </title>\''
    assert (said(entry, "title"), said(entry, "summary")) == (speakable, speakable)
    assert speakable in BeautifulSoup(said(entry, "content"), "html.parser").text
    assert feed_of(client)["items"][0]["title"] == title


def test_pages_tell_feed_readers_of_both_feeds(client: Client) -> None:
    page = BeautifulSoup(client.get("/sv/").content, "html.parser")
    feeds = [
        (link["type"], link["href"]) for link in page.select("link[rel=alternate]:not([hreflang])")
    ]
    assert feeds == [
        ("application/atom+xml", "/sv/evenemang.atom"),
        ("application/feed+json", "/sv/evenemang.json"),
    ]
