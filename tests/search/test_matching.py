"""Which words find which text. SQLite and PostgreSQL (set DATABASE_URL) find the same."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from atmp_events.models import Appearance, Event, Kind, State, Status
from atmp_events.search import matching
from tests.builders import (
    NOON,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def matching_titles(words: str) -> list[str]:
    return [event.title_sv for event in matching(Event.objects.all(), words)]


@pytest.mark.parametrize(
    ("text", "words", "is_found"),
    [
        # any part, from three letters on
        ("Stamceller i rymden", "stamcell", True),
        ("Stamcellen", "stamcellsk", False),
        ("Behandling i mikrogravitation", "gravitation", True),
        ("Behandling i mikrogravitation", "krograv", True),
        ("Läkemedelsutvecklingsprocesserna", "utveckling", True),
        ("T-celler", "cel", True),
        # another ending of the same word
        ("Stamcellen", "stamceller", True),
        ("Stamcell", "stamcellerna", True),
        ("Om transplantation", "transplantationen", True),
        ("Om transplantationer", "transplantationens", True),
        ("Forskare", "forskarna", True),
        ("En klinisk studie", "kliniska studierna", True),
        ("Antibodies", "antibody", True),
        ("Antibody", "antibodies", True),
        ("Immunotherapies", "immunotherapy", True),
        ("Per-Ola Carlsson", "Carlssons", True),
        ("Åsa Öberg", "öbergs", True),
        ("Cancellation", "cancer", False),
        ("Plantor", "planet", False),
        # signs inside a word may be left out
        ("CAR-T", "CART", True),
        ("CAR-T", "CAR-T", True),
        ("CAR-T", "car t", True),
        ("IL-2", "IL2", True),
        ("IL2", "IL-2", True),
        ("CART", "CAR-T", True),
        ("CART och IL-2", "CAR\u2011T IL-2", True),
        ("Oconnor", "O’Connor", True),
        ("Per Ola", "Per-Ola", True),
        ("CAR\u2011T", "cart", True),
        ("Maeve O’Connor", "OConnor", True),
        ("Maeve O'Connor", "o’connor", True),
        ("Per-Ola", "perola", True),
        # two letters match the start of a word, one letter a whole word
        ("Aion", "ai", True),
        ("Mai", "ai", False),
        ("T-celler", "t", True),
        ("Tumörer", "t", False),
        # case and typography
        ("Hannah Karlsson", "karlsson", True),
        ("hannah karlsson", "KARLSSON", True),
        ("COVID\u201119", "covid-19", True),
        ("mikro\u00adgravitation", "mikrogravitation", True),
        ("mikrogravitation", "mikro\u00adgravitation", True),
        ("Straße", "strasse", True),
        ("ﬁbros", "fibros", True),
        ("CO₂", "co2", True),
        # å, ä and ö are letters of their own; a and o find them too
        ("Ångström", "Ångström", True),
        ("Ångström", "ÅNGSTRÖM", True),
        ("A\u030angstro\u0308m", "ångström", True),
        ("\u212bngström", "ångström", True),
        ("Ångström", "Angstrom", True),
        ("Ångström", "Angström", True),
        ("Ångström", "Ångstrom", True),
        ("Angstrom", "Ångström", False),
        ("Ängström", "Ångström", False),
        ("får", "far", True),
        ("far", "får", False),
        ("för", "for", True),
        ("før", "for", True),
        ("før", "för", False),
        ("Kjær", "Kjær", True),
        ("Kjær", "kjaer", True),
        # other accents make no difference
        ("Élodie", "elodie", True),
        ("Elodie", "Élodie", True),
        ("Müller", "muller", True),
        ("Łukasz Nowak", "lukasz", True),
        # several words, each anywhere in the text
        ("Stamceller i rymden", "rymden stamcell", True),
        ("Stamceller i rymden", "rymden immunterapi", False),
        ("Stamceller i rymden", "stam-cell", True),
        ("Ingång 100/101", "100/101", True),
        # other scripts
        ("Κύτταρα", "κυτταρα", True),
        ("Стволовые клетки", "клетки", True),
        ("幹細胞", "細胞", False),
        ("幹細胞", "幹細", True),
        ("幹細胞療法", "細胞療", True),
    ],
)
def test_words_match_text(text: str, words: str, is_found: bool) -> None:
    for where in ("title_sv", "summary_en"):
        an_event(**{"title_sv": "Titel", "title_en": "Title", "state": State.DRAFT, where: text})
    assert matching(Event.objects.all(), words).count() == (2 if is_found else 0)


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE events_event; --",
        '"',
        "'",
        '"cell',
        "cell*",
        "*",
        "^cell",
        "%",
        "_",
        "\\",
        "NEAR(",
        "NEAR(cell om, 2)",
        "cell AND",
        "OR",
        "NOT cell",
        "title : cell",
        "{title text} : cell",
        "-cell",
        "cell & !om | (",
        "cell:*A <-> om",
        "🧬",
        "👩‍🔬 cell",
        "\x00",
        "cell\x00er",
        "\ud800",
        "\u202e\u200b\ufeff",
        "%s %(x)s {0}",
        "a" * 5000,
        "cell " * 1000,
        " ".join(f"ord{number}" for number in range(1000)),
        "☃" * 5000,
    ],
)
def test_no_query_is_an_error(words: str) -> None:
    an_event(title_sv="Om celler")
    assert matching_titles(words) in ([], ["Om celler"])


@pytest.mark.parametrize("words", ["cell*", '"cell', "-cell", "om | (celler)", "👩‍🔬 cell"])
def test_signs_between_words_are_ignored(words: str) -> None:
    an_event(title_sv="Om celler")
    assert matching_titles(words) == ["Om celler"]


def test_blank_query_keeps_all_events_in_order() -> None:
    an_event(title_sv="Andra", starts_at=NOON + DAY)
    an_event(title_sv="Första")
    events = Event.objects.order_by("starts_at")
    assert [event.title_sv for event in matching(events, " \n")] == ["Första", "Andra"]


@pytest.mark.parametrize("words", ["***", "🧬", "\x00", "ordsominte finns"])
def test_query_without_known_words_finds_none(words: str) -> None:
    an_event()
    assert matching_titles(words) == []


def test_only_the_first_eight_words_of_a_query_count() -> None:
    an_event(title_sv="Ett två tre fyra fem sex sju åtta")
    assert matching_titles("ett två tre fyra fem sex sju åtta nio") == [
        "Ett två tre fyra fem sex sju åtta"
    ]
    assert matching_titles("noll ett två tre fyra fem sex sju åtta") == []


def a_full_event() -> Event:
    event = an_event(
        title_sv="Titelsv",
        title_en="Titleen",
        summary_sv="Ingressv",
        summary_en="Leaden",
        body_sv='<p>Brödsv</p><p>och<strong>fet</strong>text <a href="https://länkmål.se/">här</a></p>',
        body_en="<ul><li>Bodyen</li></ul>",
        kind=Kind.DISSERTATION,
        status=Status.CANCELLED,
        status_note_sv="Statussv",
        series=a_series(title_sv="Seriesv", title_en="Seriesen"),
        venue=a_venue(
            name_sv="Hussv", name_en="Houseen", street="Gatan 20", directions_sv="Vägensv"
        ),
        entrance_sv="100/101",
        room_sv="Rumsv",
        organisers=(an_organiser(name_sv="Arrangörsv", name_en="Organiseren"),),
        contact=a_person(name="Eva Kontaktlund", email="eva@post.example.org"),
        audience_sv="Målgruppsv",
        spoken_languages="fi",
    )
    a_talk(
        event,
        title_sv="Föredragsv",
        title_en="Talken",
        abstract_sv="<p>Sammanfattningsv</p>",
        speakers=(a_person(name="Ada Talarlund"),),
    )
    appearance = {"role_sv": "Rollsv", "affiliation_en": "Affiliationen"}
    moderator = a_person(name="Bo Värdlund")
    Appearance.objects.create(event=event, person=moderator, position=9, **appearance)
    return event


SEEN = """
    Titelsv Titleen Ingressv Leaden Brödsv ochfettext Bodyen Seriesv Seriesen Hussv Houseen Gatan
    Vägensv 751 Uppsala 101 Rumsv Arrangörsv Organiseren Kontaktlund post.example.org Målgruppsv
    Föredragsv Talken Sammanfattningsv Talarlund professor Värdlund Rollsv Affiliationen
    disputation defence april 2027 Tuesday inställt cancelled statussv finska Finnish
"""


def test_all_visible_text_is_searched_and_nothing_else() -> None:
    a_full_event()
    assert [words for words in SEEN.split() if matching_titles(words) != ["Titelsv"]] == []
    assert [
        words for words in ("länkmål", "strong", "href", "brödsvoch") if matching_titles(words)
    ] == []


def test_hits_are_sorted_by_title_then_exact_word_then_date() -> None:
    def add(title: str, summary: str, days: int) -> None:
        an_event(title_sv=title, title_en="", summary_sv=summary, starts_at=NOON + days * DAY)

    add("Text, med märke", "Hos får.", 9)
    add("Text, del", "En cellfar.", 8)
    add("Text, helt ord", "Hans far.", 7)
    add("Får i titeln", "", 6)
    add("Farmakologi", "", 5)
    add("Far, sist", "", 1)
    add("Far, senare", "", 2)
    assert matching_titles("far") == [
        "Far, senare",
        "Far, sist",
        "Farmakologi",
        "Får i titeln",
        "Text, helt ord",
        "Text, del",
        "Text, med märke",
    ]


def test_title_with_all_words_comes_before_one_with_some() -> None:
    def add(title: str, summary: str, days: int) -> None:
        an_event(title_sv=title, title_en="", summary_sv=summary, starts_at=NOON + days * DAY)

    add("Annat", "celler i rymden", 3)
    add("Om rymden", "och cellerna", 2)
    add("Rymden och cellerna", "", 1)
    assert matching_titles("cell rymd") == ["Rymden och cellerna", "Om rymden", "Annat"]


def test_event_without_a_date_comes_last_of_equal_hits() -> None:
    an_event(title_sv="Cell utan dag", starts_at=None, state=State.DRAFT)
    an_event(title_sv="Cell med dag")
    assert matching_titles("cell") == ["Cell med dag", "Cell utan dag"]


def test_hits_are_an_ordinary_queryset() -> None:
    venue, organiser = a_venue(), an_organiser()
    for day in range(5):
        an_event(title_sv=f"Cell {day}", starts_at=NOON + day * DAY, organisers=(organiser,))
    an_event(title_sv="Cell 5", venue=venue)
    an_event(title_sv="Annat", title_en="", venue=venue)
    hits = matching(Event.objects.with_facts(), "cell")
    assert hits.count() == 6
    assert [event.title_sv for event in hits[1:3]] == ["Cell 3", "Cell 2"]
    assert [event.title_sv for event in hits.filter(venue=venue)] == ["Cell 5"]
    of_organiser = hits.filter(organisers=organiser).distinct()
    assert [event.title_sv for event in of_organiser] == [f"Cell {day}" for day in (4, 3, 2, 1, 0)]
    assert [event.title_sv for event in hits.coming(NOON + 4 * DAY)] == ["Cell 4"]
    assert list(hits.order_by("year").values_list("year", flat=True).distinct()) == [2027]


def test_drafts_are_excluded_by_the_caller() -> None:
    an_event(title_sv="Celler", state=State.DRAFT)
    assert matching_titles("cell") == ["Celler"]
    assert not matching(Event.objects.public(NOON), "cell").exists()


def test_search_is_one_query(django_assert_num_queries: pytest.FixtureRequest) -> None:
    for day in range(3):
        an_event(title_sv=f"Celler i rymden {day}", starts_at=NOON + day * DAY)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(matching_titles("cell rymd")) == 3


def test_rebuild_search_indexes_rows_changed_without_signals(
    capsys: pytest.CaptureFixture[str],
) -> None:
    event = an_event(title_sv="Celler", title_en="")
    Event.objects.filter(pk=event.pk).update(title_sv="Vävnader")
    assert (matching_titles("celler"), matching_titles("vävnad")) == (["Vävnader"], [])
    call_command("rebuild_search")
    assert (matching_titles("celler"), matching_titles("vävnad")) == ([], ["Vävnader"])
    assert capsys.readouterr().out == "Events that can be found: 1.\n"
