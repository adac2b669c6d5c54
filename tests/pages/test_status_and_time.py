"""Pages show the status of an event before and after its time."""

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.models import Status
from tests.builders import NOON, a_person, a_series, a_talk, an_event, save
from tests.pages.parsing import get_page, text_of

DAY = timedelta(days=1)
LATER = NOON + 30 * DAY
EVENT = "/sv/evenemang/2027/om-celler/"


def read(client: Client, path: str, now: datetime = LATER) -> BeautifulSoup:
    return get_page(client, path, now=now)


def test_postponed_event_stays_postponed_after_its_old_date(client: Client) -> None:
    event = an_event(status=Status.POSTPONED, status_note_sv="Vi återkommer.")
    page = read(client, EVENT)
    assert text_of(page.title) == "Uppskjutet: Om celler – Evenemang"
    assert text_of(page.select_one(".status")) == (
        "Uppskjutet Nytt datum är inte bestämt. Vi återkommer."
    )
    assert "ägde rum" not in text_of(page)
    assert [text_of(it) for it in page.select("s")] == [
        "13 april",
        "Tisdag 13 april 2027 kl. 12.00–13.00",
    ]
    assert page.select_one(".do .btn")["href"] == f"/sv/mina/?e={event.code}"


def test_postponed_event_is_listed_as_coming_and_not_as_past(client: Client) -> None:
    postponed = an_event(title_sv="Uppskjuten", status=Status.POSTPONED, series=a_series())
    a_talk(postponed, speakers=(a_person(),))
    an_event(title_sv="Hållen", series=postponed.series, starts_at=NOON + DAY)
    an_event(title_sv="Nästa", starts_at=LATER + DAY)
    home = read(client, "/sv/")
    assert [text_of(it) for it in home.select("#latest ~ .list h3")] == ["Hållen"]
    assert [text_of(it) for it in home.select("#overdue ~ .list h3")] == ["Uppskjutet: Uppskjuten"]
    for path in ("/sv/evenemang/", "/sv/serier/natverkstraffar/", "/sv/personer/ada-lund/"):
        page = read(client, path)
        assert text_of(page.select_one("#coming ~ div h3")) == "Uppskjutet: Uppskjuten"
        assert "Uppskjuten" not in " ".join(text_of(it) for it in page.select("#y2027 ~ div h3"))


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.POSTPONED])
def test_time_of_a_cancelled_or_postponed_event_is_struck(client: Client, status: str) -> None:
    series = a_series()
    neighbours = [
        an_event(title_sv="Före", series=series, starts_at=NOON - DAY),
        an_event(title_sv="Efter", series=series, starts_at=NOON + DAY),
    ]
    an_event(status=status, series=series, contact=a_person())
    [row] = read(client, "/sv/evenemang/", NOON - 9 * DAY).select(f".list .is-{status}")
    assert [text_of(it) for it in row.select("s")] == ["13 april 2027", "tisdag 12.00–13.00"]
    word = {Status.CANCELLED: "inställt", Status.POSTPONED: "uppskjutet"}[Status(status)]
    beside = f"13 april ({word})"
    for event in neighbours:
        path = f"/sv/evenemang/2027/{event.slug_sv}/"
        pair = read(client, path, NOON - 9 * DAY).select_one(".pair")
        assert text_of(pair.s) == "13 april"
        assert beside in text_of(pair)
    feed = client.get("/sv/evenemang.atom").content.decode()
    assert "&lt;s&gt;Tisdag 13 april 2027 kl. 12.00–13.00&lt;/s&gt;" in feed


def test_practical_headings_have_text(client: Client) -> None:
    event = an_event(contact=a_person())
    for status in (Status.SCHEDULED, Status.CANCELLED, Status.POSTPONED):
        save(event, status=status)
        for now in (NOON - DAY, LATER):
            parts = read(client, EVENT, now).select(".three section")
            assert parts
            assert all(it.p for it in parts)


def test_cancelled_event_stays_cancelled_after_its_date(client: Client) -> None:
    an_event(status=Status.CANCELLED, status_note_sv="Föreläsaren är sjuk.")
    page = read(client, EVENT)
    assert text_of(page.select_one(".status")) == (
        "Inställt Evenemanget den 13 april 2027 blev inte av. Föreläsaren är sjuk."
    )
    assert text_of(page.h1) == "Inställt: Om celler"
    for path in (EVENT, f"{EVENT}affisch/"):
        assert "blev inte av" in text_of(read(client, path).main)
        assert "blir inte av" in text_of(read(client, path, NOON - DAY).main)


def test_poster_of_a_past_event_omits_registration(client: Client) -> None:
    an_event(
        registration="by_link",
        registration_url="https://www.uu.se/",
        registration_closes_at=NOON - DAY,
    )
    poster = text_of(read(client, f"{EVENT}affisch/").main)
    assert "Läs mer" in poster
    assert "anmäl" not in poster.lower()
    assert "Anmäl dig senast" in text_of(read(client, f"{EVENT}affisch/", NOON - 9 * DAY).main)
