"""Selecting single events on the pages of the list, without JavaScript or stored data."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from atmp_events.actions.soft_delete import delete
from atmp_events.models import Event, Status
from tests.builders import MORNING_BEFORE, NOON, an_event, revise_once
from tests.pages.parsing import get_page, text_of

DAY = timedelta(days=1)


def read(client: Client, path: str) -> BeautifulSoup:
    return get_page(client, path, now=MORNING_BEFORE)


def titles(page: BeautifulSoup) -> list[str]:
    return [text_of(title) for title in page.select(".list h3")]


def click(client: Client, page: BeautifulSoup, label: str, tick: Iterable[str] = ()) -> str:
    """The address that a click on a button of the form opens."""
    form = page.select_one("form#pick")
    button = next(it for it in page("button") if text_of(it) == label)
    fields = [*form("input"), *page.select('input[form="pick"]')]
    sent = [
        (it["name"], it["value"])
        for it in fields
        if it["type"] == "hidden" or it.has_attr("checked") or title_beside(page, it) in set(tick)
    ]
    if button.has_attr("name"):
        sent.append((button["name"], button["value"]))
    action = (button.get("formaction") or form["action"]).partition("#")[0]
    return f"{action}?{urlencode(sent)}"


def title_beside(page: BeautifulSoup, box: Tag) -> str:
    return text_of(page.find(id=box["aria-describedby"]))


def test_list_has_checkboxes_only_for_selecting_events(client: Client) -> None:
    an_event(kind="course")
    page = read(client, "/sv/evenemang/?kind=course")
    assert page.select("input[type=checkbox]") == []
    (link,) = (a["href"] for a in page.main("a") if text_of(a) == "Välj enskilda evenemang")
    assert link == "/sv/evenemang/?kind=course&choose=1"
    page = read(client, link)
    assert len(page.select("input[type=checkbox]")) == 1
    assert page.select_one("meta[name=robots]")["content"] == "noindex"


def test_selected_events_become_a_calendar(client: Client) -> None:
    first, _second = an_event(), an_event(title_sv="Ett annat", starts_at=NOON + DAY)
    address = click(
        client,
        read(client, "/sv/evenemang/?choose=1"),
        "Skapa en kalender av urvalet",
        tick=["Om celler"],
    )
    page = read(client, address)
    assert titles(page) == ["Om celler"]
    feed = f"events.example.org/sv/mina.ics?e={first.code}"
    assert page.select_one("#feed")["value"] == f"https://{feed}"
    links = {a["href"] for a in page.main("a")}
    assert {f"webcal://{feed}", f"/sv/mina.ics?e={first.code}"} <= links


def test_events_are_selected_on_several_pages_of_the_list(client: Client) -> None:
    with revise_once():
        for number in range(25):
            an_event(title_sv=f"Nummer {number}", starts_at=NOON + number * DAY)
    first = read(client, "/sv/evenemang/?choose=1&kind=seminar")
    second = read(client, click(client, first, "Senare evenemang", tick=["Nummer 3", "Nummer 4"]))
    assert titles(second)[0] == "Nummer 20"
    third = read(client, click(client, second, "Skapa en kalender av urvalet", tick=["Nummer 22"]))
    assert titles(third) == ["Nummer 3", "Nummer 4", "Nummer 22"]


def test_selection_can_be_changed_and_its_filters_are_kept(client: Client) -> None:
    codes = [an_event(title_sv=title).code for title in ("En", "Två")]
    an_event(title_sv="Kurs", kind="course")
    page = read(client, f"/sv/mina/?e={codes[0]}&e={codes[1]}&kind=seminar")
    (back,) = (a["href"] for a in page.main("a") if text_of(a) == "Välj fler evenemang")
    assert parse_qs(urlsplit(back).query) == {"kind": ["seminar"], "choose": ["1"], "e": codes}
    again = read(client, back)
    assert titles(again) == ["En", "Två"]
    assert len(again.select("input[type=checkbox][checked]")) == 2
    page.select("input[checked]")[0].attrs.pop("checked")
    assert titles(read(client, click(client, page, "Behåll bara de markerade"))) == ["Två"]


def test_filter_form_keeps_the_selection(client: Client) -> None:
    event = an_event()
    page = read(client, f"/sv/evenemang/?choose=1&e={event.code}")
    hidden = {it["name"]: it["value"] for it in page.select("form.seek input[type=hidden]")}
    assert hidden == {"choose": "1", "e": event.code}


def test_unknown_events_are_left_out_and_withdrawn_ones_counted(client: Client) -> None:
    event, gone = an_event(), an_event(title_sv="Borta")
    delete(Event.objects.filter(pk=gone.pk), now=MORNING_BEFORE - DAY)
    page = read(client, f"/sv/mina/?e={gone.code}&e={event.code}&e=zzzzzzzz")
    assert titles(page) == ["Om celler"]
    assert "1 valt evenemang har dragits tillbaka." in text_of(page.select_one(".list + .note"))
    assert page.select_one("#feed")["value"].endswith(f"?e={gone.code}&e={event.code}")


def test_empty_selection_links_to_the_list(client: Client) -> None:
    page = read(client, "/en/mine/")
    assert "No events selected yet." in text_of(page.main)
    assert "/en/events/?choose=1" in {a["href"] for a in page.main("a")}


def test_alternate_link_keeps_the_selection(client: Client) -> None:
    event = an_event()
    page = read(client, f"/sv/mina/?e={event.code}&kind=seminar")
    twin = page.select_one('link[hreflang="en"]')["href"]
    assert twin.endswith(f"/en/mine/?kind=seminar&e={event.code}")


def test_language_link_and_cleared_search_keep_the_selection(client: Client) -> None:
    event = an_event(kind="course")
    picked = f"choose=1&e={event.code}"
    page = read(client, f"/en/events/?kind=course&{picked}")
    assert page.select_one("a.tongue")["href"] == f"/sv/evenemang/?kind=course&{picked}"
    clear = next(a for a in page("a") if text_of(a) == "Clear all")
    assert clear["href"] == f"/en/events/?{picked}"
    page = read(client, "/sv/evenemang/?choose=1")
    assert page.select_one("a.tongue")["href"] == "/en/events/?choose=1"


@pytest.mark.parametrize(
    ("path", "word", "calendar"),
    [
        ("/sv/mina/", "Uppskjutet: Om celler", "/sv/mina.ics"),
        ("/en/mine/", "Postponed: On cells", "/en/mine.ics"),
    ],
)
def test_selected_postponed_event_has_a_calendar(
    client: Client, path: str, word: str, calendar: str
) -> None:
    event = an_event(status=Status.POSTPONED)
    an_event(title_sv="En annan", title_en="Another")
    page = read(client, f"{path}?e={event.code}")
    assert titles(page) == [word]
    assert page.select_one("#feed")["value"] == (
        f"https://events.example.org{calendar}?e={event.code}"
    )
    response = client.get(f"{calendar}?e={event.code}")
    assert response.status_code == 200
    assert response.content.count(b"BEGIN:VEVENT") == 1
