"""The programme of an event, drawn to scale, and its speakers beside the title."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from atmp_events.facts.plain_text import lead_of
from atmp_events.models import Text
from tests.builders import NOON, a_person, a_talk, an_event
from tests.pages.parsing import get_page, text_of

PAGE = "/en/events/2027/on-cells/"
MINUTE = timedelta(minutes=1)


def bars(client: Client) -> list[str]:
    """The classes of each item of the programme."""
    return [" ".join(it.get("class", [])) for it in get_page(client, PAGE).select(".talks > li")]


@pytest.mark.parametrize(
    ("starts", "length", "drawn"),
    [
        ((0, 5, 30), 60, ["is-pause m5", "m25", "m30"]),
        ((0, 30), 60, ["is-pause m30", "m30"]),
        ((0, 31), 60, ["m30", "m30"]),  # too long for a pause
        ((0, 30), 90, ["m30", "m60"]),  # the longest bar
        ((0, 90), 120, ["m45", "m15"]),  # half the scale
        ((0, 180), 180 + 181, ["m45", ""]),  # too long for one talk: no bar
        ((0, 30), 30 + 400, ["m30", ""]),
    ],
)
def test_a_bar_is_as_long_as_its_talk(
    client: Client, starts: tuple[int, ...], length: int, drawn: list[str]
) -> None:
    event = an_event(minutes=length)
    for number, start in enumerate(starts):
        speakers = () if length == 60 and not number else (a_person(name=f"Ada {number}"),)
        a_talk(event, starts_at=NOON + start * MINUTE, speakers=speakers)
    assert bars(client) == drawn


def test_talks_without_times_are_numbered_and_have_no_bars(client: Client) -> None:
    event = an_event()
    for _ in range(2):
        a_talk(event)
    assert bars(client) == ["", ""]
    assert get_page(client, PAGE).select_one(".talks.is-plain")


def test_speaker_of_two_talks_is_shown_once_beside_the_title(client: Client) -> None:
    ada, bo = a_person(), a_person(name="Bo Ek")
    event = an_event()
    a_talk(event, speakers=(ada, bo))
    a_talk(event, speakers=(ada,))
    faces = get_page(client, PAGE).select(".faces li")
    assert [text_of(it.a) for it in faces] == ["Ada Lund", "Bo Ek"]


@pytest.mark.parametrize(("count", "shown", "link"), [(8, 8, []), (9, 6, ["All 9 speakers"])])
def test_six_of_many_speakers_are_shown_with_a_link_to_all(
    client: Client, count: int, shown: int, link: list[str]
) -> None:
    event = an_event()
    for number in range(count):
        a_talk(event, speakers=(a_person(name=f"Ada {number}"),))
    page = get_page(client, PAGE)
    faces = [it.a for it in page.select(".faces li")]
    assert [text_of(it) for it in faces] == [*(f"Ada {n}" for n in range(shown)), *link]
    assert not link or page.select_one(faces[-1]["href"])


@pytest.mark.parametrize(("width", "asked"), [(960, 320), (200, 200)])
def test_portrait_is_sent_in_a_small_size(
    client: Client, settings: Any, tmp_path: Path, width: int, asked: int
) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "people").mkdir()
    Image.new("RGB", (width, width)).save(tmp_path / "people" / f"w{width}.webp")
    a_talk(an_event(), speakers=(a_person(portrait=f"people/w{width}.webp"), a_person(name="Bo")))
    [face] = get_page(client, PAGE).select(".face")
    assert face["src"].endswith(f"/renditions/people/w{width}-{asked}.webp")
    assert face["alt"] == ""  # The name stands beside it.
    response = client.get(face["src"])
    response.close()
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("summary", "lead", "is_all", "description"),
    [
        ("", "", True, ""),
        ("About cells.", "About cells.", True, "About cells."),
        ("Short. " + "Long " * 40, "Short.", False, "Short. " + "Long " * 37 + "Long…"),
        ("word " * 60, "word " * 34 + "word…", False, "word " * 38 + "word…"),
        ("x" * 300, "x" * 179 + "…", False, "x" * 199 + "…"),
    ],
)
def test_a_lead_is_the_first_sentences_of_the_summary(
    summary: str, lead: str, is_all: bool, description: str
) -> None:
    found = lead_of(Text(summary, "en"))
    assert (str(found.text), found.text.language, found.is_all) == (lead, "en", is_all)
    assert found.description == description


def test_text_of_the_lead_is_not_repeated(client: Client) -> None:
    an_event(summary_en="About cells.")
    assert text_of(get_page(client, PAGE).main).count("About cells.") == 1
