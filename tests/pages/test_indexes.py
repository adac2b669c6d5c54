"""Index pages of people, series, venues, organisers and months."""

from datetime import timedelta

import time_machine
from django.test import Client

from atmp_events.actions.seeding import load_network_meeting
from tests.builders import (
    MORNING_BEFORE,
    NOON,
    a_full_event,
    a_person,
    a_talk,
    an_event,
    the_website,
)
from tests.pages.parsing import get_page, text_of


def test_index_is_sorted_by_the_alphabet_of_its_language(client: Client) -> None:
    names = ("Örjan Ek", "Åsa Ek", "Zoe Ek", "Ada Ek")
    a_talk(an_event(), speakers=tuple(a_person(name=name) for name in names))
    an_event(contact=a_person(name="Bo Ek"))
    a_person(name="Nobody")
    a_talk(an_event(state="draft"), speakers=(a_person(name="Secret"),))
    in_order = {
        "/sv/personer/": ["Ada Ek", "Bo Ek", "Zoe Ek", "Åsa Ek", "Örjan Ek"],
        "/en/people/": ["Ada Ek", "Åsa Ek", "Bo Ek", "Örjan Ek", "Zoe Ek"],
    }
    for path, expected in in_order.items():
        page = get_page(client, path)
        assert [text_of(a) for a in page.select(".index a")] == expected
        assert page.select("meta[name=robots]") == []


def test_entity_page_and_its_index_link_to_each_other(client: Client) -> None:
    a_full_event()
    paths = (
        *("/sv/personer/ada-lund/", "/en/people/ada-lund/", "/en/series/network-meetings/"),
        *("/sv/platser/rudbecklaboratoriet/", "/en/organisers/uppsala-universitet/"),
    )
    for path in paths:
        parent = path.rsplit("/", 2)[0] + "/"
        assert parent in {a["href"] for a in get_page(client, path).select(".crumbs a")}
        assert path in {a["href"] for a in get_page(client, parent).select(".index a")}
        assert parent in {a["href"] for a in get_page(client, path).select("footer a")}


def test_empty_index_says_so_and_is_not_indexed(client: Client) -> None:
    page = get_page(client, "/sv/serier/")
    assert "Ännu finns inget här." in text_of(page.main)
    assert page.select_one("meta[name=robots]")["content"] == "noindex"


def test_month_page_lists_its_events_and_links_to_other_months(client: Client) -> None:
    for title, days in (("Before", -90), ("Early", -10), ("Late", 10), ("After", 200)):
        an_event(title_sv=title, title_en=title, starts_at=NOON + timedelta(days=days))
    an_event(title_en="Over the turn", starts_at=NOON + timedelta(days=17, hours=4), minutes=1440)
    with time_machine.travel(MORNING_BEFORE, tick=False):
        page = get_page(client, "/en/events/2027-04/")
        may = get_page(client, "/en/events/2027-05/")
        empty = get_page(client, "/sv/evenemang/2031-02/")
    assert [text_of(it) for it in page.select(".list h3")] == ["Early", "Late", "Over the turn"]
    turn = {it["rel"][0]: it["href"] for it in page.select(".turn a")}
    assert turn == {"prev": "/en/events/2027-01/", "next": "/en/events/2027-10/"}
    assert page.select_one("a.tongue")["href"] == "/sv/evenemang/2027-04/"
    assert [text_of(it) for it in may.select(".list time")] == ["30 April – 1 May"]
    assert empty.select_one("meta[name=robots]")["content"] == "noindex"
    assert [it["href"] for it in empty.select(".turn a")] == ["/sv/evenemang/2027-10/"]
    assert client.get("/sv/evenemang/2027-13/").status_code == 404
    assert client.get("/sv/evenemang/0001-01/").status_code == 404
    assert client.get("/sv/evenemang/0001-02/").status_code == 200
    assert client.get("/sv/evenemang/9999-12/").status_code == 200


def test_footer_shows_the_contact_address_when_it_is_set(client: Client) -> None:
    load_network_meeting(now=NOON)
    before = get_page(client, "/sv/om/")
    assert before.select("a[href^=mailto]") == []
    assert "Föreslå ett föredrag" not in text_of(before)
    the_website()
    for path in ("/sv/", "/sv/om/", "/sv/tillganglighet/", "/sv/integritet/", "/sv/serier/"):
        foot = {text_of(a): a["href"] for a in get_page(client, path).select("footer a")}
        assert foot["atmp@example.org"] == "mailto:atmp@example.org"
        assert foot["Föreslå ett föredrag"] == "/sv/om/#propose"
    assert text_of(get_page(client, "/en/about/").select_one("#propose ~ .prose")) == "Write to us."


def test_role_below_a_name_begins_with_a_capital(client: Client) -> None:
    load_network_meeting(now=NOON)
    abouts = [text_of(it) for it in get_page(client, "/en/people/").select(".index p")]
    assert "Professor, Uppsala University" in abouts
    assert all(it[0].isupper() for it in abouts)
