"""Slides and recordings of talks in structured data, feeds and calendars."""

from datetime import date
from typing import Any

import pytest

from atmp_events.calendars.description import description
from atmp_events.facts.event import facts_of
from atmp_events.models import Event, Talk
from atmp_events.syndication.entry import entry_of
from atmp_events.syndication.json_feed import json_event
from atmp_events.syndication.schema import event_schema
from tests.builders import NOON, a_talk, a_venue, an_event
from tests.syndication.parsing import SITE

pytestmark = pytest.mark.django_db

RECORDING = "https://video.example.org/1"
SLIDES = f"{SITE}/media/slides/abc.pdf"


@pytest.fixture
def event() -> Event:
    event = an_event(venue=a_venue())
    fields: dict[str, Any] = {"recording_url": RECORDING, "caption_languages": "sv"}
    a_talk(event, slides_file="slides/abc.pdf", consent_on=date(2027, 4, 1), **fields)
    return Event.objects.get()


def texts(event: Event) -> dict[str, Any]:
    facts = facts_of(event, "en")
    return {
        "structured data": str(event_schema(facts)),
        "calendar": description(facts),
        "feeds": entry_of(event, facts).content(),
    }


def test_talk_node_has_its_recording_and_slides(event: Event) -> None:
    (talk,) = event_schema(facts_of(event, "en"))["subEvent"]
    assert talk["recordedIn"] == [
        {
            "@type": "VideoObject",
            "url": RECORDING,
            "name": "A talk",
            "caption": [{"@type": "MediaObject", "inLanguage": "sv"}],
        }
    ]
    assert talk["subjectOf"] == [
        {"@type": "PresentationDigitalDocument", "url": SLIDES, "name": "A talk"}
    ]


def test_calendars_and_feeds_have_both_links_of_a_talk(event: Event) -> None:
    assert [form for form, text in texts(event).items() if RECORDING not in text] == []
    assert [form for form, text in texts(event).items() if SLIDES not in text] == []
    assert "With captions in Swedish." in texts(event)["calendar"]
    item = json_event(facts_of(event, "en"), NOON)
    assert (item["recordings"], item["slides"]) == ([RECORDING], [SLIDES])


def test_materials_without_consent_are_omitted(event: Event) -> None:
    Talk.objects.update(consent_on=None)
    event = Event.objects.get()
    assert [form for form, text in texts(event).items() if "slides/abc" in text] == []
    assert [form for form, text in texts(event).items() if RECORDING in text] == []
