"""Slides and recordings: first on the page of a past event, and only with the speaker's consent."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from atmp_events.models import Event, State, Talk
from tests.builders import MORNING_BEFORE, NOON, a_person, a_talk, an_event
from tests.pages.parsing import get_page, text_of

pytestmark = pytest.mark.usefixtures("media")

PAGES = {"sv": "/sv/evenemang/2027/om-celler/", "en": "/en/events/2027/on-cells/"}
PDF = b"%PDF-1.7 slides"
RECORDING = "https://video.example.org/1"
AGREED = date(2027, 4, 1)


def a_talk_with_slides(event: Event | None = None, **fields: Any) -> Talk:
    talk = a_talk(
        event or an_event(),
        speakers=(a_person(),),
        slides_file=ContentFile(PDF, name="abc.pdf"),
        recording_url=RECORDING,
        caption_languages="sv,en",
        **fields,
    )
    assert talk.slides_file.name == "slides/abc.pdf"
    return talk


def event_page(client: Client, language: str, now: Any = NOON + timedelta(days=1)) -> Any:
    return get_page(client, PAGES[language], now=now)


@pytest.mark.parametrize(
    ("language", "line", "buttons", "captions"),
    [
        (
            "sv",
            "Inspelning och bilder finns.",
            ["Se inspelningen", "Hämta bilderna (pdf)"],
            "Textad på svenska och engelska.",
        ),
        (
            "en",
            "There is a recording, and there are slides.",
            ["See the recording", "Get the slides (PDF)"],
            "With captions in Swedish and English.",
        ),
    ],
)
def test_past_event_begins_with_its_recording_and_slides(
    client: Client, language: str, line: str, buttons: list[str], captions: str
) -> None:
    a_talk_with_slides(consent_on=AGREED)
    page = event_page(client, language)
    assert text_of(page.select_one(".hero .come")) == line
    links = page.select(".hero .do a.btn")
    assert [text_of(it) for it in links] == buttons
    assert [it["href"] for it in links] == [RECORDING, "/media/slides/abc.pdf"]
    assert page.select("article section h2")[0]["id"] == "programme"
    assert text_of(page.select_one(".talks .materials")) == " ".join([*buttons, captions])


def test_coming_event_shows_no_recording(client: Client) -> None:
    a_talk_with_slides(consent_on=AGREED)
    page = event_page(client, "en", MORNING_BEFORE)
    assert "There is a recording" not in text_of(page)


def test_button_for_several_recordings_links_to_the_programme(client: Client) -> None:
    event = an_event()
    for number in (1, 2):
        a_talk(event, recording_url=f"{RECORDING}{number}", consent_on=AGREED)
    (button,) = event_page(client, "en").select(".hero .do a.btn")
    assert (text_of(button), button["href"]) == ("See the recordings", "#programme")


def test_recording_of_the_event_is_preferred_to_those_of_its_talks(client: Client) -> None:
    event = an_event(recording_url="https://video.example.org/whole")
    a_talk(event, recording_url=RECORDING, consent_on=AGREED)
    (button,) = event_page(client, "en").select(".hero .do a.btn")
    assert button["href"] == "https://video.example.org/whole"


def test_materials_without_consent_are_not_shown_or_served(client: Client) -> None:
    talk = a_talk_with_slides(consent_on=None)
    page = event_page(client, "en")
    assert page.select(".materials") == []
    assert RECORDING not in str(page)
    for path in (talk.slides_file.url, "/media//slides/abc.pdf", "/media/x/../slides/abc.pdf"):
        assert client.get(path).status_code == 404, path


def test_slides_are_sent_as_a_download_in_a_sandbox(client: Client) -> None:
    talk = a_talk_with_slides(consent_on=AGREED)
    a_talk(talk.event)
    response = client.get(talk.slides_file.url)
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    headers = {name: response.headers[name] for name in ("Content-Type", "Content-Disposition")}
    assert headers == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="ett-foredrag.pdf"',
    }
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


def test_slides_of_a_draft_are_not_served(client: Client) -> None:
    talk = a_talk_with_slides(an_event(state=State.DRAFT), consent_on=AGREED)
    assert client.get(talk.slides_file.url).status_code == 404


def test_search_finds_recordings(client: Client) -> None:
    a_talk_with_slides(consent_on=AGREED)
    page = get_page(client, "/en/events/?q=recording", now=NOON + timedelta(days=1))
    (found,) = page.select(".excerpt")
    assert "See the recording" in found.text
