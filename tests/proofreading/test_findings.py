"""The check of an event before publication: findings at the fields that they concern."""

from datetime import timedelta
from typing import Any

import pytest

from atmp_events.models import Event, Language
from atmp_events.proofreading.rules import findings
from tests.builders import NOON, a_person, a_talk, a_venue, an_event, an_organiser

pytestmark = pytest.mark.django_db

LONG_BEFORE = NOON - timedelta(days=60)
CORRECT = {
    "kind": "other",
    "attendance_mode": "online",
    "summary_sv": "Om celler.",
    "summary_en": "On cells.",
    "spoken_languages": "sv",
}


def findings_by_field(event: Event, language: Language = "en") -> dict[str, str]:
    read = Event.objects.with_facts().get(pk=event.pk)
    return {finding.field: finding.words for finding in findings(read, language, LONG_BEFORE)}


def test_date_in_the_past_is_found() -> None:
    event = an_event(**CORRECT)
    for now, words in ((event.ends_at, ["This day has passed."]), (event.starts_at, [])):
        read = Event.objects.with_facts().get(pk=event.pk)
        found_now = findings(read, "en", now)
        assert [it.words for it in found_now if it.field == "starts_at_0"] == words


def test_correct_event_has_no_findings() -> None:
    event = an_event(
        **CORRECT,
        body_sv="<p>Tisdag den 13 april kl. 12.00 för 2 500 personer. "
        '<a href="https://www.uu.se/">Läs om universitetet</a>. Hålls på svenska.</p>',
        body_en="<p>On Tuesday 13 April at 12:00 for 2,500 people. "
        '<a href="https://www.uu.se/">About the university</a>. Held in Swedish.</p>',
        organisers=(an_organiser(),),
    )
    a_talk(event, speakers=(a_person(),))
    assert findings_by_field(event) == {}


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"summary_en": ""}, "summary_en", "The English is missing."),
        ({"summary_sv": ""}, "summary_sv", "The Swedish is missing."),
        (
            {"summary_sv": "Kl. 16.00 i sal 3.", "summary_en": "At 16:30 in room 3."},
            "summary_en",
            "The numbers differ: 16.00 in Swedish, 16:30 in English.",
        ),
        (
            {"summary_en": "See you on Monday 13 April.", "summary_sv": "Den 13 april."},
            "summary_en",
            "“Monday 13 April” is a Tuesday.",
        ),
        (
            {"summary_sv": "Välkommen onsdagen den 13 april."},
            "summary_sv",
            "“onsdagen den 13 april” is a Tuesday.",
        ),
        (
            {"summary_en": "Tuesday 20 April 2027."},
            "summary_en",
            "The text names 20 April 2027, but the event is on 13 April 2027.",
        ),
        (
            {"registration_closes_at": NOON + timedelta(minutes=10)},
            "registration_closes_at_0",
            "Registration closes after the start.",
        ),
        ({"starts_at": NOON.replace(day=10)}, "starts_at_0", "That day is a Saturday."),
        (
            {"starts_at": NOON.replace(month=6, day=25)},
            "starts_at_0",
            "That day is a public holiday: Midsummer Eve.",
        ),
    ],
)
def test_problem_is_found_at_its_field(fields: dict[str, Any], field: str, words: str) -> None:
    assert findings_by_field(an_event(**CORRECT | fields))[field] == words


@pytest.mark.parametrize(
    ("swedish", "english", "expected"),
    [
        ("Ring 018-611 00 42 före 15.15.", "Call +46 18 611 00 42 before 3:15 pm.", ""),
        ("Ring 018-611 00 42.", "Call us.", "Only in the Swedish: 018-611 00 42."),
        (
            "Kl. 15.15 den 13 april 2027, ring 018/611 00 42.",
            "Call us.",
            "Only in the Swedish: 15.15, 13, 2027, 018/611 00 42.",
        ),
        ("Kl. 9–15.00.", "At 9 am to 3 p.m.", ""),
        (
            "Ring 018-611 00 42.",
            "Call 018-611 00 43.",
            "The numbers differ: 018-611 00 42 in Swedish, 018-611 00 43 in English.",
        ),
    ],
)
def test_whole_telephone_numbers_and_times_are_compared(
    swedish: str, english: str, expected: str
) -> None:
    event = an_event(**CORRECT | {"summary_sv": swedish, "summary_en": english})
    assert findings_by_field(event).get("summary_en", "") == expected


def test_english_name_of_an_organiser_is_accepted() -> None:
    text = {"summary_en": "At Uppsala University, with friends."}
    event = an_event(**CORRECT | text, organisers=(an_organiser(),))
    assert "summary_en" not in findings_by_field(event)


def test_draft_without_a_title_needs_only_a_title() -> None:
    draft = an_event(**CORRECT | {"title_sv": "", "title_en": "", "state": "draft"})
    read = Event.objects.with_facts().get(pk=draft.pk)
    stops = [it.words for it in findings(read, "en", LONG_BEFORE) if it.blocks_publishing]
    assert stops == ["A published event needs a title in at least one language."]


def test_name_with_two_spellings_is_found() -> None:
    event = an_event(**CORRECT | {"summary_en": "With Per-Ola Karlsson of the university."})
    a_talk(event, speakers=(a_person(name="Per-Ola Carlsson"),))
    assert (
        findings_by_field(event)["summary_en"]
        == "“Per-Ola Karlsson” here, “Per-Ola Carlsson” elsewhere."
    )


def test_room_that_is_taken_is_found() -> None:
    venue = a_venue()
    an_event(title_sv="Redan där", title_en="There first", venue=venue)
    here = CORRECT | {"attendance_mode": "on_site"}
    event = an_event(**here, venue=venue, slug_sv="b", slug_en="b", minutes=30)
    assert findings_by_field(event)["venue"] == "“There first” is in this venue at the same time."
    event.room_sv = event.room_en = "Sal 2"
    event.save()
    Event.objects.exclude(pk=event.pk).update(room_sv="Sal 1", room_en="Sal 1")
    assert "venue" not in findings_by_field(event)


def test_talk_outside_the_time_of_the_event_is_found() -> None:
    event = an_event(**CORRECT, minutes=2 * 24 * 60)
    hours = (-1, 0, 24, 48, 49)
    for hour in hours:
        a_talk(event, title_en=f"Hour {hour}", starts_at=NOON + timedelta(hours=hour))
    expected = {
        field: words for field, words in findings_by_field(event).items() if "starts_at" in field
    }
    assert expected == {
        "talks-0-starts_at_0": "“Hour -1” is outside the time of the event: "
        "Tuesday 13 April 2027, 11:00.",
        "talks-4-starts_at_0": "“Hour 49” is outside the time of the event: "
        "Thursday 15 April 2027, 13:00.",
    }


def test_speaker_without_affiliation_and_contact_without_address_are_found() -> None:
    event = an_event(**CORRECT, contact=a_person(name="Eva Berg"))
    a_talk(event, speakers=(a_person(),))
    event.appearances.update(affiliation_sv="", affiliation_en="")
    expected = findings_by_field(event)
    assert expected["appearances-0-affiliation_sv"] == "Ada Lund has no affiliation."
    assert expected["contact"] == "Eva Berg has neither email nor telephone."


def test_registration_that_closes_after_the_end_stops_publication() -> None:
    event = an_event(**CORRECT, registration_closes_at=NOON + timedelta(hours=2))
    [finding] = findings(Event.objects.with_facts().get(pk=event.pk), "sv", LONG_BEFORE)
    assert (finding.blocks_publishing, finding.words) == (True, "Anmälan stänger efter slutet.")


def test_date_without_a_year_is_the_one_nearest_to_the_event() -> None:
    event = an_event(
        **CORRECT
        | {
            "starts_at": NOON.replace(year=2027, month=1, day=7),
            "registration_closes_at": NOON.replace(year=2026, month=12, day=28),
            "summary_sv": "Anmäl dig senast måndag 28 december.",
            "summary_en": "Register by Monday 28 December.",
        }
    )
    assert not {"summary_sv", "summary_en"} & findings_by_field(event).keys()


TITLE = (
    "How do stem cells behave in space and can invisible cells untie knots in diabetes research?"
)
ORGANISERS = "kademiska sjukhuset, Region Uppsala and Uppsala University"
BODY = """
<p>How are stem cells affected by staying in space? And can invisible cells cure type-1 diabetes?
Those are two of the topics for the day when the ATMP center Uppsala gathers for the first network
meeting of the year at the Academic Hospital in Uppsala.</p>
<p>In the luggage he brought to the international space station ISS, Swedish astronaut Marcus
Wandt among other things had 50 million stem cells from Uppsala University. Cells which he and the
rest of the crew performed experiments on.</p>
<p>So how did it go?</p>
<p>At the first network meeting for the ATMP Centre Uppsala, Professor Elena Kozlova talks about
the research on stem cells in microgravity that her research group at Uppsala University is
conducting.</p>
<p>We also get to listen to Per-Ola Carlsson, senior physician at Akademiska sjukhuset and
professor of diabetes diseases, at Uppsala University, when he lectures on his work with the
transplantation of genetically modified, hypoimmune insulin-producing cells, a work that might have
the potential to cure type-1 diabetes.</p>
<p>Hannah Karlsson, coordinator for ATMP-centrum Uppsala will tell you more about the future of
ATMP-centrum Uppsala.</p>
<p>The network meeting is the first in a series of informal meetings where researchers, clinicians
and companies in the field can meet, exchange knowledge and share ideas about ATMP to enable more
collaborations within ATMP in Uppsala. It is a joint arrangement between Uppsala University, the
Academic Hospital and Region Uppsala.</p>
<p>Learn more and register <a href="https://www.uu.se/">here</a>.</p>
<p>The lectures are held in Swedish.</p>
"""


def test_faults_of_the_source_of_the_network_meeting_are_found() -> None:
    an_organiser(name_sv="Akademiska sjukhuset")
    event = an_event(
        title_sv="",
        title_en=TITLE,
        body_en=BODY,
        starts_at=NOON.replace(year=2024, month=3, day=5, hour=16),
        minutes=90,
        venue=a_venue(name_sv="University Hospital", name_en="University Hospital"),
        organisers=(an_organiser(name_sv=ORGANISERS),),
        contact=a_person(name="Hannah Karlsson"),
    )
    read = Event.objects.with_facts().get(pk=event.pk)
    assert {(it.field, it.words) for it in findings(read, "en", NOON)} >= {
        ("title_sv", "The Swedish is missing."),
        ("title_en", "91 characters; search engines show about 60."),
        ("body_en", "“cure” may be read as a promise of cure."),
        ("body_en", "A link says only “here”. Say where it leads."),
        ("body_en", "“Academic Hospital” is called “Akademiska sjukhuset”."),
        ("body_en", "“ATMP Centre Uppsala” here, “ATMP center Uppsala” elsewhere."),
        ("body_en", "“ATMP-centrum Uppsala” here, “ATMP center Uppsala” elsewhere."),
        ("organiser_links-0-organiser", f"“{ORGANISERS}” begins with a small letter."),
        (
            "organiser_links-0-organiser",
            f"“{ORGANISERS}” looks like several organisers. Give each a row of its own.",
        ),
        ("contact", "Hannah Karlsson has neither email nor telephone."),
        (
            "spoken_languages",
            "The text says “held in Swedish”, but that language is not chosen here.",
        ),
        ("spoken_languages", "It is not said which language is spoken."),
    }
