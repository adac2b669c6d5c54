"""The first event of the site: every fact of its source, in both languages."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.plugin import DjangoDbBlocker

from tests.pages.parsing import get_page, text_of

SWEDISH = "/sv/evenemang/2024/stamceller-i-rymden/"
ENGLISH = "/en/events/2024/stem-cells-in-space/"

FACTS_IN_ENGLISH = [
    "How do stem cells behave in space and can invisible cells untie knots in diabetes research?",
    "Tuesday 5 March 2024, 16:00–17:30",
    "Akademiska sjukhuset (University Hospital)",
    "Ingång 100/101",
    "Dag Hammarskjölds väg 8",
    "752 37 Uppsala",
    "Seminar",
    "Network meetings No. 1, 2024",
    "Organisers: Akademiska sjukhuset Region Uppsala Uppsala University",
    "Questions Hannah Karlsson coordinator, ATMP-centrum Uppsala",
    "How are stem cells affected by staying in space? And can invisible cells cure type-1 "
    "diabetes? Those are two of the topics for the day when ATMP-centrum Uppsala gathers for the "
    "first network meeting of the year at Akademiska sjukhuset in Uppsala.",
    "In the luggage he brought to the international space station ISS, Swedish astronaut Marcus "
    "Wandt among other things had 50 million stem cells from Uppsala University. Cells which he "
    "and the rest of the crew performed experiments on.",
    "So how did it go?",
    "At the first network meeting for ATMP-centrum Uppsala, Professor Elena Kozlova talks about "
    "the research on stem cells in microgravity that her research group at Uppsala University is "
    "conducting.",
    "We also get to listen to Per-Ola Carlsson, senior physician at Akademiska sjukhuset and "
    "professor of diabetes diseases, at Uppsala University, when he lectures on his work with the "
    "transplantation of genetically modified, hypoimmune insulin-producing cells, a work that "
    "might have the potential to cure type-1 diabetes.",
    "Hannah Karlsson, coordinator for ATMP-centrum Uppsala will tell you more about the future of "
    "ATMP-centrum Uppsala.",
    "The network meeting is the first in a series of informal meetings where researchers, "
    "clinicians and companies in the field can meet, exchange knowledge and share ideas about "
    "ATMP to enable more collaborations within ATMP in Uppsala. It is a joint arrangement between "
    "Uppsala University, Akademiska sjukhuset and Region Uppsala.",
    "Elena Kozlova professor, Uppsala University",
    "Stem cells in microgravity Elena Kozlova",
    "Transplantation of genetically modified, hypoimmune insulin-producing cells Per-Ola Carlsson",
    "Per-Ola Carlsson "
    "senior physician, Akademiska sjukhuset professor of diabetes diseases, Uppsala University",
    "The future of ATMP-centrum Uppsala Hannah Karlsson",
    "The lectures are held in Swedish.",
    "ATMP is a regulatory definition where the drugs are based on cells, tissues or genes. This "
    "concerns, for example, immune and gene therapy.",
    "ATMP-centrum Uppsala is to ensure that patients have access to medicines for advanced "
    "therapy, ATMP (Advanced Therapy Medicinal Products). The center is a collaboration between "
    "Akademiska sjukhuset, Region Uppsala and Uppsala University and has a coordinating function "
    "within health care that aims to support researchers and health care personnel in the work "
    "with development and implementation of ATMP.",
]

FACTS_IN_SWEDISH = [
    "Hur beter sig stamceller i rymden och kan osynliga celler lösa upp knutar i "
    "diabetesforskningen?",
    "Tisdag 5 mars 2024 kl. 16.00–17.30",
    "Hitta hit Akademiska sjukhuset, Ingång 100/101 Dag Hammarskjölds väg 8 752 37 Uppsala",
    "Seminarium",
    "Nätverksträffar Nr 1 år 2024",
    "Arrangörer: Akademiska sjukhuset Region Uppsala Uppsala universitet",
    "Fråga Hannah Karlsson koordinator, ATMP-centrum Uppsala",
    "Hur påverkas stamceller av att vistas i rymden? Och kan osynliga celler bota typ 1-diabetes?",
    "årets första nätverksträff",
    "den internationella rymdstationen ISS",
    "den svenske astronauten Marcus Wandt",
    "50 miljoner stamceller från Uppsala universitet",
    "celler som han och resten av besättningen utförde experiment på",
    "Elena Kozlova professor, Uppsala universitet",
    "Stamceller i mikrogravitation Elena Kozlova",
    "Transplantation av genmodifierade, hypoimmuna insulinproducerande celler Per-Ola Carlsson",
    "Per-Ola Carlsson "
    "överläkare, Akademiska sjukhuset professor i diabetessjukdomar, Uppsala universitet",
    "kan ha potential att bota typ 1-diabetes",
    "Framtiden för ATMP-centrum Uppsala Hannah Karlsson",
    "den första i en serie informella träffar där forskare, kliniker och företag inom området",
    "arrangeras gemensamt av Uppsala universitet, Akademiska sjukhuset och Region Uppsala",
    "Föreläsningarna hålls på svenska.",
    "läkemedel som baseras på celler, vävnader eller gener",
    "till exempel om immunterapi och genterapi",
    "läkemedel för avancerad terapi, ATMP (Advanced Therapy Medicinal Products)",
    "en samordnande funktion inom hälso- och sjukvården",
    "stödja forskare och vårdpersonal i arbetet med att utveckla och införa ATMP",
]


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the meeting once for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_network_meeting", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("path", "facts"), [(ENGLISH, FACTS_IN_ENGLISH), (SWEDISH, FACTS_IN_SWEDISH)]
)
def test_page_shows_every_fact_of_the_source(client: Client, path: str, facts: list[str]) -> None:
    read = text_of(get_page(client, path).main)
    assert [fact for fact in facts if fact not in read] == []


def test_sections_stand_in_the_order_of_the_design(client: Client) -> None:
    english = [heading.text for heading in get_page(client, ENGLISH)("h2")]
    swedish = [text_of(heading) for heading in get_page(client, SWEDISH)("h2")]
    assert english == [
        "Speakers",
        "Programme",
        "About the event",
        "Practical details",
        "Network meetings",
        "What is ATMP?",
    ]
    assert swedish == [
        "Medverkande",
        "Program",
        "Om evenemanget",
        "Praktiskt",
        "Nätverksträffar",
        "Vad är ATMP?",
    ]


def test_page_links_to_its_translation(client: Client) -> None:
    swedish, english = get_page(client, SWEDISH), get_page(client, ENGLISH)
    to_english = swedish.select_one("a.tongue")
    assert (to_english["href"], to_english["lang"], to_english.text) == (ENGLISH, "en", "English")
    assert english.select_one("a.tongue")["href"] == SWEDISH
    alternates = {link["hreflang"]: link["href"] for link in english.select("link[hreflang]")}
    assert alternates == {
        "sv": f"https://events.example.org{SWEDISH}",
        "en": f"https://events.example.org{ENGLISH}",
        "x-default": f"https://events.example.org{SWEDISH}",
    }


def test_links_have_the_right_targets(client: Client) -> None:
    page = get_page(client, ENGLISH)
    links = {text_of(link): link["href"] for link in page.main("a")}
    assert links["Download calendar file (.ics)"] == f"{ENGLISH[:-1]}.ics"
    assert links["Region Uppsala"] == "/en/organisers/region-uppsala/"
    assert links["Network meetings"] == "/en/series/network-meetings/"
    assert links["Per-Ola Carlsson"] == "/en/people/per-ola-carlsson/"
    assert links["Akademiska sjukhuset (University Hospital)"] == "/en/venues/akademiska-sjukhuset/"
    assert links["Show on map"].startswith("https://www.openstreetmap.org/search?query=Dag%20")


@pytest.mark.parametrize(
    "path",
    [
        *(SWEDISH, SWEDISH + "affisch/", "/sv/evenemang/2024/stamceller-i-rymden.ics"),
        *(ENGLISH, ENGLISH + "poster/", "/en/events/2024/stem-cells-in-space.ics"),
        *("/sv/evenemang.atom", "/en/events.json", "/en/events.ics?all=1"),
    ],
)
def test_unknown_registration_link_is_shown_nowhere(client: Client, path: str) -> None:
    content = client.get(path).content.decode()
    # In structured data it is the web page of an organiser.
    assert "uu.se" not in content.replace('"sameAs":"https://www.uu.se/"', "")


def test_page_needs_at_most_eight_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        assert client.get(SWEDISH).status_code == 200
