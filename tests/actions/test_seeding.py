"""The first event is the source's, told once; loading it again never undoes anybody's work."""

import json
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError
from django.db.models import Model

from atmp_events.actions.seeding import load_network_meeting
from atmp_events.facts.event import EventFacts, facts_of
from atmp_events.facts.plain_text import plain
from atmp_events.models import (
    Affiliation,
    Appearance,
    Event,
    EventOrganiser,
    Language,
    Organiser,
    Page,
    Person,
    Series,
    Talk,
    Venue,
    Website,
)
from atmp_events.models.prose import ProseField
from tests.builders import a_person, an_event, an_organiser

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
FIXTURES = ("network_meeting", "information_pages")
SEEDED: dict[type[Model], int] = {
    Affiliation: 4,
    Appearance: 4,
    Event: 1,
    EventOrganiser: 3,
    Organiser: 3,
    Page: 3,
    Person: 3,
    Series: 1,
    Talk: 3,
    Venue: 1,
}

# The source's running text as it was published, its names in all their spellings.
SOURCE = """
How are stem cells affected by staying in space? And can invisible cells cure type-1 diabetes?
Those are two of the topics for the day when the ATMP center Uppsala gathers for the first network
meeting of the year at the Academic Hospital in Uppsala.

In the luggage he brought to the international space station ISS, Swedish astronaut Marcus Wandt
among other things had 50 million stem cells from Uppsala University. Cells which he and the rest
of the crew performed experiments on.

So how did it go?

At the first network meeting for the ATMP Centre Uppsala, Professor Elena Kozlova talks about the
research on stem cells in microgravity that her research group at Uppsala University is conducting.

We also get to listen to Per-Ola Carlsson, senior physician at Akademiska sjukhuset and professor
of diabetes diseases, at Uppsala University, when he lectures on his work with the transplantation
of genetically modified, hypoimmune insulin-producing cells, a work that might have the potential
to cure type-1 diabetes.

Hannah Karlsson, coordinator for ATMP-centrum Uppsala will tell you more about the future of
ATMP-centrum Uppsala.

The network meeting is the first in a series of informal meetings where researchers, clinicians and
companies in the field can meet, exchange knowledge and share ideas about ATMP to enable more
collaborations within ATMP in Uppsala. It is a joint arrangement between Uppsala University, the
Academic Hospital and Region Uppsala.
"""
STANDING_TEXT = """
ATMP is a regulatory definition where the drugs are based on cells, tissues or genes. This
concerns, for example, immune and gene therapy.

The ATMP Center Uppsala is to ensure that patients have access to medicines for advanced therapy,
ATMP (Advanced Therapy Medicinal Products). The center is a collaboration between Akademiska
sjukhuset, Region Uppsala and Uppsala University and has a coordinating function within health care
that aims to support researchers and health care personnel in the work with development and
implementation of ATMP.
"""


def canonical(text: str) -> str:
    """The text on single lines, with the one name of the centre and of the hospital."""
    lines = " ".join(text.replace("\n\n", "\0").split()).replace("\0", "\n\n").split("\n\n")
    text = "\n\n".join(line.strip() for line in lines)
    text = re.sub(r"\b[Tt]he ATMP [Cc]ent(er|re) Uppsala", "ATMP-centrum Uppsala", text)
    return text.replace("the Academic Hospital", "Akademiska sjukhuset")


def the_meeting(language: Language) -> EventFacts:
    return facts_of(Event.objects.with_facts().get(), language)


def counts() -> dict[type[Model], int]:
    return {model: model._default_manager.count() for model in SEEDED}


def contents() -> list[dict[str, Any]]:
    """All rows as a fixture would hold them, without the moments of saving."""
    out = StringIO()
    every = {"natural_foreign": True, "natural_primary": True, "exclude": ["events.siteversion"]}
    call_command("dumpdata", "events", stdout=out, **every)
    rows: list[dict[str, Any]] = json.loads(out.getvalue())
    for row in rows:
        row["fields"].pop("updated_at", None)
    return rows


def test_the_english_is_the_sources_wording_with_names_made_consistent() -> None:
    load_network_meeting(now=NOW)
    meeting = the_meeting("en")
    assert f"{meeting.summary}\n\n{plain(meeting.body)}" == canonical(SOURCE)
    assert plain(Page.objects.get(key="about").body_en) == canonical(STANDING_TEXT)


@pytest.mark.parametrize(
    ("language", "facts"),
    [
        (
            "sv",
            {
                "title": "Hur beter sig stamceller i rymden och kan osynliga celler lösa upp "
                "knutar i diabetesforskningen?",
                "when": "tisdag 5 mars 2024 kl. 16.00–17.30",
                "where": "Ingång 100/101, Akademiska sjukhuset, Dag Hammarskjölds väg 8, "
                "752 37 Uppsala",
                "series": ("Nätverksträffar", 1),
                "organisers": ["Akademiska sjukhuset", "Region Uppsala", "Uppsala universitet"],
                "contact": ("Hannah Karlsson", "koordinator, ATMP-centrum Uppsala"),
                "talks": [
                    (
                        "Stamceller i mikrogravitation",
                        ["Elena Kozlova: professor, Uppsala universitet"],
                    ),
                    (
                        "Transplantation av genmodifierade, hypoimmuna insulinproducerande celler",
                        [
                            "Per-Ola Carlsson: överläkare, Akademiska sjukhuset; "
                            "professor i diabetessjukdomar, Uppsala universitet"
                        ],
                    ),
                    (
                        "Framtiden för ATMP-centrum Uppsala",
                        ["Hannah Karlsson: koordinator, ATMP-centrum Uppsala"],
                    ),
                ],
            },
        ),
        (
            "en",
            {
                "title": "How do stem cells behave in space and can invisible cells untie knots "
                "in diabetes research?",
                "when": "Tuesday 5 March 2024, 16:00–17:30",
                "where": "Ingång 100/101 (entrance), Akademiska sjukhuset (University Hospital), "
                "Dag Hammarskjölds väg 8, 752 37 Uppsala",
                "series": ("Network meetings", 1),
                "organisers": ["Akademiska sjukhuset", "Region Uppsala", "Uppsala University"],
                "contact": ("Hannah Karlsson", "coordinator, ATMP-centrum Uppsala"),
                "talks": [
                    (
                        "Stem cells in microgravity",
                        ["Elena Kozlova: professor, Uppsala University"],
                    ),
                    (
                        "Transplantation of genetically modified, hypoimmune insulin-producing "
                        "cells",
                        [
                            "Per-Ola Carlsson: senior physician, Akademiska sjukhuset; "
                            "professor of diabetes diseases, Uppsala University"
                        ],
                    ),
                    (
                        "The future of ATMP-centrum Uppsala",
                        ["Hannah Karlsson: coordinator, ATMP-centrum Uppsala"],
                    ),
                ],
            },
        ),
    ],
)
def test_every_fact_of_the_source_is_kept_as_a_fact(
    language: Language, facts: dict[str, object]
) -> None:
    load_network_meeting(now=NOW)
    meeting = the_meeting(language)
    assert meeting.when
    assert meeting.series
    assert meeting.contact
    assert {
        "title": meeting.title,
        "when": meeting.when.in_words,
        "where": meeting.where.line,
        "series": (meeting.series.title, meeting.series.number),
        "organisers": [organiser.name for organiser in meeting.organisers],
        "contact": (meeting.contact.name, meeting.contact.credit),
        "talks": [
            (talk.title, [f"{speaker.name}: {speaker.credit}" for speaker in talk.speakers])
            for talk in meeting.talks
        ],
    } == facts
    assert (meeting.kind, meeting.languages) == ("seminar", ("sv",))
    assert meeting.untranslated == ""


@pytest.mark.parametrize(
    "words",
    [
        "årets första nätverksträff",
        "den första i en serie informella träffar",
        "svenske astronauten Marcus Wandt",
        "internationella rymdstationen ISS",
        "50 miljoner stamceller från Uppsala universitet",
        "kan ha potential att bota typ 1-diabetes",
        "forskare, kliniker och företag",
        "gemensamt av Uppsala universitet, Akademiska sjukhuset och Region Uppsala",
    ],
)
def test_the_swedish_says_what_the_source_says(words: str) -> None:
    load_network_meeting(now=NOW)
    meeting = the_meeting("sv")
    told = " ".join(f"{meeting.summary} {plain(meeting.body)}".split())
    assert words in told


def test_a_number_and_its_unit_stay_on_one_line_in_swedish() -> None:
    load_network_meeting(now=NOW)
    meeting = the_meeting("sv")
    assert "typ\u00a01-diabetes" in meeting.summary
    assert "50&nbsp;miljoner" in meeting.body
    assert "typ&nbsp;1-diabetes" in meeting.body


def test_nothing_is_told_that_the_source_does_not_tell() -> None:
    load_network_meeting(now=NOW)
    venue, contact = Venue.objects.get(), Person.objects.get(name="Hannah Karlsson")
    assert (venue.latitude, venue.longitude, venue.step_free, venue.hearing_loop) == (None,) * 4
    assert (contact.email, contact.phone, contact.web_page) == ("", "", "")
    assert not Person.objects.filter(name__contains="Wandt").exists()
    event = Event.objects.get()
    assert (event.capacity, event.registration_closes_at, event.publish_at) == (None, None, None)


def test_the_addresses_are_short_and_in_their_language() -> None:
    load_network_meeting(now=NOW)
    assert the_meeting("sv").path == "/sv/evenemang/2024/stamceller-i-rymden/"
    assert the_meeting("en").path == "/en/events/2024/stem-cells-in-space/"


def test_loaddata_twice_makes_no_doubles() -> None:
    call_command("loaddata", *FIXTURES, verbosity=0)
    once = contents()
    call_command("loaddata", *FIXTURES, verbosity=0)
    assert counts() == SEEDED
    assert contents() == once


def test_what_is_dumped_by_natural_keys_loads_as_the_same(tmp_path: Path) -> None:
    load_network_meeting(now=NOW)
    before, dump = contents(), tmp_path / "dump.json"
    call_command("dumpdata", "events", natural_foreign=True, natural_primary=True, output=str(dump))
    for model in (Website, Event, Series):
        model.objects.all().delete()
    for model in (Person, Organiser, Venue, Page):
        model.objects.all().delete()
    call_command("loaddata", str(dump), verbosity=0)
    assert contents() == before


@pytest.mark.parametrize("name", FIXTURES)
def test_rich_text_is_written_as_the_sanitiser_leaves_it(name: str) -> None:
    # A fixture passes by the sanitiser, and the first save must not look like an edit.
    call_command("loaddata", *FIXTURES, verbosity=0)
    path = Path(settings.FIXTURE_DIRS[0], f"{name}.json")
    texts = [
        text
        for row in json.loads(path.read_text(encoding="utf-8"))
        for field, text in row["fields"].items()
        if field.startswith(("body_", "description_"))
    ]
    field = Page._meta.get_field("body_sv")
    assert isinstance(field, ProseField)
    assert texts
    assert [field.sanitize(text) for text in texts] == texts


def test_the_first_load_says_what_it_made_and_the_second_what_it_left() -> None:
    first, second = (load_network_meeting(now=NOW) for _ in range(2))
    assert [created for _name, created in first] == [True] * 5
    assert [created for _name, created in second] == [False] * 5
    assert counts() == SEEDED


def test_loading_again_changes_nothing_at_all() -> None:
    load_network_meeting(now=NOW)
    before = contents()
    load_network_meeting(now=NOW + timedelta(days=30))
    assert contents() == before


def test_what_the_coordinator_has_edited_survives() -> None:
    load_network_meeting(now=NOW)
    Event.objects.update(title_sv="En annan rubrik", slug_sv="en-annan-rubrik")
    Person.objects.filter(slug="elena-kozlova").update(name="E. Kozlova", slug="e-kozlova")
    Venue.objects.update(name_sv="Ackis", slug="ackis")
    Organiser.objects.filter(slug_sv="region-uppsala").update(slug_sv="regionen")
    Page.objects.filter(key="privacy").update(body_sv="<p>Vår egen text.</p>")
    Talk.objects.get(position=3).delete()
    before = contents()
    load_network_meeting(now=NOW)
    assert contents() == before


def test_a_page_that_is_missing_is_created_alone() -> None:
    load_network_meeting(now=NOW)
    Page.objects.get(key="privacy").delete()
    created = [name for name, is_new in load_network_meeting(now=NOW) if is_new]
    assert created == ["Integritet"]


def test_a_person_who_is_known_already_is_used_and_not_altered() -> None:
    known = a_person(name="Elena Kozlova", email="elena@example.org")
    load_network_meeting(now=NOW)
    assert Appearance.objects.get(talk__position=1).person == known
    known.refresh_from_db()
    assert known.email == "elena@example.org"
    assert not known.affiliations.exists()


def test_the_meeting_starts_with_its_first_version() -> None:
    load_network_meeting(now=NOW)
    event = Event.objects.get()
    assert (event.version.sequence, event.version.changed_at) == (0, NOW)
    event.save()
    assert Event.objects.get().version.changed_at == NOW


def test_rows_are_numbered_as_the_form_of_the_admin_numbers_them() -> None:
    # Otherwise the first save of the meeting would write each of them anew.
    load_network_meeting(now=NOW)
    for rows in (Talk.objects, Appearance.objects, EventOrganiser.objects):
        positions = list(rows.order_by("position").values_list("position", flat=True))
        assert positions == list(range(1, len(positions) + 1))


def test_a_conflict_loads_nothing() -> None:
    an_organiser(name_sv="Regionen", slug_sv="regionen", slug_en="region-uppsala")
    an_event()
    with pytest.raises(IntegrityError):
        load_network_meeting(now=NOW)
    assert (Event.objects.count(), Page.objects.count(), Person.objects.count()) == (1, 0, 0)


@pytest.mark.parametrize("key", ["accessibility", "privacy"])
def test_a_page_says_the_same_things_in_both_languages(key: str) -> None:
    load_network_meeting(now=NOW)
    page = Page.objects.get(key=key)
    shapes = [re.findall(r"</?(\w+)", body) for body in (page.body_sv, page.body_en)]
    assert shapes[0] == shapes[1]
