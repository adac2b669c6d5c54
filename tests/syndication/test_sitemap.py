"""The sitemap and its language alternates."""

from xml.etree.ElementTree import Element

import pytest
import time_machine
from django.test import Client

from atmp_events.models import Event, Page, State
from tests.builders import a_person, a_series, a_talk, a_venue, an_event, an_organiser, save
from tests.syndication.parsing import SITE, xml_of

pytestmark = pytest.mark.django_db

NAMES = {
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


def pages_of(client: Client, path: str = "/sitemap.xml") -> dict[str, Element]:
    urls = xml_of(client, path).findall("map:url", NAMES)
    pages = {url.findtext("map:loc", "", NAMES).removeprefix(SITE): url for url in urls}
    assert len(pages) == len(urls)
    return pages


def alternates(url: Element) -> dict[str, str]:
    return {
        str(link.get("hreflang")): str(link.get("href")).removeprefix(SITE)
        for link in url.findall("xhtml:link[@rel='alternate']", NAMES)
    }


def test_sitemap_lists_every_public_page_with_its_translation(client: Client) -> None:
    ada, bo = a_person(), a_person(name="Bo Ek")
    an_event(venue=a_venue(), series=a_series(), organisers=(an_organiser(),), contact=ada)
    a_talk(Event.objects.get(), speakers=(ada,))
    an_event(title_sv="Om blod", title_en="On blood", contact=bo)
    a_talk(an_event(state=State.DRAFT), speakers=(a_person(name="Not Yet"),))
    Page.objects.create(key=Page.Key.ABOUT, title_sv="Om", title_en="About")
    pages = pages_of(client)
    assert sorted(pages) == [
        "/en/",
        "/en/about/",
        "/en/events/",
        "/en/events/2027-04/",
        "/en/events/2027/on-blood/",
        "/en/events/2027/on-cells/",
        "/en/organisers/",
        "/en/organisers/uppsala-universitet/",
        "/en/people/",
        "/en/people/ada-lund/",
        "/en/people/bo-ek/",
        "/en/series/",
        "/en/series/network-meetings/",
        "/en/subscribe/",
        "/en/venues/",
        "/en/venues/rudbecklaboratoriet/",
        "/sv/",
        "/sv/arrangorer/",
        "/sv/arrangorer/uppsala-universitet/",
        "/sv/evenemang/",
        "/sv/evenemang/2027-04/",
        "/sv/evenemang/2027/om-blod/",
        "/sv/evenemang/2027/om-celler/",
        "/sv/om/",
        "/sv/personer/",
        "/sv/personer/ada-lund/",
        "/sv/personer/bo-ek/",
        "/sv/platser/",
        "/sv/platser/rudbecklaboratoriet/",
        "/sv/prenumerera/",
        "/sv/serier/",
        "/sv/serier/natverkstraffar/",
    ]
    assert {client.get(path).status_code for path in pages} == {200}
    for path, url in pages.items():
        paths = alternates(url)
        assert path == paths[path[1:3]]
        assert paths["x-default"] == paths["sv"]
        assert alternates(pages[paths["en"]]) == alternates(pages[paths["sv"]]) == paths


def test_lastmod_is_the_last_change_of_the_page(client: Client) -> None:
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        event = an_event()
    with time_machine.travel("2026-12-01T12:00:00Z", tick=False):
        save(event, room_sv="Sal X")
    pages = pages_of(client)
    changed = {path: url.findtext("map:lastmod", None, NAMES) for path, url in pages.items()}
    assert changed["/sv/evenemang/2027/om-celler/"] == "2026-12-01T13:00:00+01:00"
    assert changed["/sv/"] == "2026-12-01T13:00:00+01:00"
    assert changed["/sv/prenumerera/"] is None


def test_sitemap_has_the_public_host_for_every_request(client: Client) -> None:
    response = client.get("/sitemap.xml", headers={"Host": "127.0.0.1"})
    assert b"127.0.0.1" not in response.content
