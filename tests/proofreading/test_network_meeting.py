"""The network meeting as its first page had it: the faults that a reader met there are found."""

import pytest

from atmp_events.models import Event
from atmp_events.proofreading.rules import findings
from tests.builders import NOON, a_person, a_venue, an_event, an_organiser

pytestmark = pytest.mark.django_db

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


def test_the_faults_of_its_first_page_are_found() -> None:
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
    told = {
        finding.words
        for finding in findings(Event.objects.with_facts().get(pk=event.pk), "en", NOON)
    }
    assert told >= {
        "The Swedish is missing.",
        "91 characters; search engines show about 60.",
        "“cure” may be read as a promise of cure.",
        "A link says only “here”. Say where it leads.",
        "“Academic Hospital” is called “Akademiska sjukhuset”.",
        "“ATMP Centre Uppsala” here, “ATMP center Uppsala” elsewhere.",
        "“ATMP-centrum Uppsala” here, “ATMP center Uppsala” elsewhere.",
        f"“{ORGANISERS}” begins with a small letter.",
        f"“{ORGANISERS}” looks like several organisers. Give each a row of its own.",
        "Hannah Karlsson has neither email nor telephone.",
        "The text says “held in Swedish”, but that language is not chosen here.",
        "It is not said which language is spoken.",
    }
