"""Filters in a query string: the events that they select, their titles, slugs and choices."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from atmp_events.actions.publishing import unpublish
from atmp_events.models import Event, Kind, Language, State
from atmp_events.pages.filter_form import LABELS, fields_of
from atmp_events.selection import Options, Selection, selection_of
from tests.builders import (
    MORNING_BEFORE,
    NOON,
    STOCKHOLM,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _events(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Create two events once for all tests; each test is rolled back to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_events()
        yield
        transaction.set_rollback(True)


def make_events() -> None:
    """Create an event with a value for every filter, and one that shares none of them."""
    everything = an_event(
        title_en="Everything",
        kind=Kind.LECTURE,
        series=a_series(),
        venue=a_venue(),
        organisers=(an_organiser(),),
        spoken_languages="en,sv",
        attendance_mode="hybrid",
    )
    a_talk(everything, speakers=(a_person(),))
    an_event(title_en="Nothing", starts_at=NOON.replace(year=2028), spoken_languages="de")


def select(language: Language = "en", /, **params: str) -> Selection:
    return selection_of(params, language, Options(MORNING_BEFORE))


def titles_of(selection: Selection) -> list[str]:
    events = selection.events(Event.objects.public(MORNING_BEFORE))
    return list(events.order_by("starts_at").values_list("title_en", flat=True))


CONDITIONS = {
    "q": "everything",
    "kind": "lecture",
    "series": "network-meetings",
    "organiser": "uppsala-universitet",
    "person": "ada-lund",
    "venue": "rudbecklaboratoriet",
    "year": "2027",
    "language": "sv",
    "mode": "online",
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_each_condition_alone_selects_its_events(name: str) -> None:
    a_talk(Event.objects.get(title_en="Nothing"), speakers=(a_person(name="Bo Ek"),))
    assert titles_of(select(**{name: CONDITIONS[name]})) == ["Everything"]


def test_all_conditions_must_match() -> None:
    assert titles_of(select(**CONDITIONS)) == ["Everything"]
    assert titles_of(select(**CONDITIONS | {"year": "2028"})) == []
    assert titles_of(select()) == ["Everything", "Nothing"]


def test_a_hybrid_event_is_found_on_site_online_and_as_both() -> None:
    assert titles_of(select(mode="on_site")) == ["Everything", "Nothing"]
    assert titles_of(select(mode="online")) == ["Everything"]
    assert titles_of(select(mode="hybrid")) == ["Everything"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "banquet"),
        ("series", "natverkstraffar"),  # the Swedish address of a series, on an English page
        ("organiser", "nobody"),
        ("person", "../etc/passwd"),
        ("venue", "\x00"),
        ("year", "twenty"),
        ("year", "20270"),
        ("year", "２０２７"),
        ("language", "tlh"),
        ("mode", "sideways"),
        ("q", "\x00\x07"),
    ],
)
def test_unreadable_condition_is_ignored_and_reported(name: str, value: str) -> None:
    selection = select(**{name: value, "person": "ada-lund"} if name != "person" else {name: value})
    assert selection.ignored == (name,)
    assert selection.values == ({} if name == "person" else {"person": "ada-lund"})


def test_unknown_parameter_is_not_reported() -> None:
    assert select(utm_source="newsletter").ignored == ()
    assert select(utm_source="newsletter").is_empty


def test_conditions_known_only_from_unpublished_events_are_ignored() -> None:
    an_event(series=a_series(title_en="Secret", slug_sv="hemlig", slug_en="secret"), state="draft")
    later = a_venue(slug="later")
    an_event(venue=later, publish_at=NOON, state=State.PUBLISHED)
    assert select(series="secret", venue="later").ignored == ("series", "venue")
    assert select(series="secret").title("en") == "All events"
    options = Options(NOON + timedelta(days=1))
    assert selection_of({"venue": "later"}, "en", options).ignored == ()
    unpublish(Event.objects.get(title_en="Everything"))
    assert select(person="ada-lund").ignored == ("person",)


def test_query_string_has_one_canonical_order_and_a_limit() -> None:
    assert select(q="x" * 201).text == "x" * 200
    backwards = dict(reversed(CONDITIONS.items())) | {"q": "  every \n thing "}
    assert select(**backwards).added_to("") == (
        "?q=every+thing&kind=lecture&series=network-meetings&organiser=uppsala-universitet"
        "&person=ada-lund&venue=rudbecklaboratoriet&year=2027&language=sv&mode=online"
    )


def test_selection_has_slugs_of_each_language() -> None:
    selection = select("en", series="network-meetings", year="2027")
    assert selection.in_language("sv").added_to("") == "?series=natverkstraffar&year=2027"
    assert selection.in_language("sv").in_language("en") == selection


def test_title_of_a_selection_describes_its_conditions() -> None:
    assert select().title("en") == "All events"
    assert select(kind="lecture", year="2027").title("en") == "Lectures in 2027"
    assert select(**CONDITIONS).title("en") == (
        "Online lectures in 2027 matching “everything” in the series Network meetings arranged by "
        "Uppsala universitet with Ada Lund at Rudbeck Laboratory in Swedish"
    )


def test_title_of_a_selection_is_also_in_swedish() -> None:
    assert select("sv").title("sv") == "Alla evenemang"
    assert (
        select("sv", mode="online", language="en").title("sv") == "Digitala evenemang på engelska"
    )
    selection = select("sv", kind="lecture", year="2027", series="natverkstraffar", language="en")
    assert selection.title("sv") == "Föreläsningar 2027 i serien Nätverksträffar på engelska"


@pytest.mark.parametrize("params", [{}, {"kind": "lecture", "year": "2027"}])
def test_conditions_without_slugs_cost_no_query(
    params: dict[str, str], django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        select(**params)


def test_slugs_of_each_model_are_looked_up_in_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(4):  # type: ignore[operator]
        select(**CONDITIONS)


def test_filter_choices_are_fetched_once(django_assert_num_queries: object) -> None:
    options = Options(MORNING_BEFORE)
    with django_assert_num_queries(5):  # type: ignore[operator]
        for _again in range(2):
            assert len(fields_of(selection_of(CONDITIONS, "en", options), options)) == len(LABELS)


NAMES = [
    "Østen",
    "Örjan",
    "Ærø",
    "Ängla",
    "Åsa",
    "Łukasz",
    "Čedo",
    "Áslaug",
    "Zeta",
    "anna",
    "Émile",
]


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("sv", "anna Áslaug Čedo Émile Łukasz Zeta Åsa Ängla Ærø Örjan Østen"),
        ("en", "Ærø Ängla anna Åsa Áslaug Čedo Émile Łukasz Örjan Østen Zeta"),
    ],
)
def test_person_choices_follow_the_alphabet_of_the_language(
    language: Language, ordered: str
) -> None:
    event = an_event(title_en="More")
    for number, name in enumerate(NAMES):
        a_talk(event, position=number, speakers=(a_person(name=name, slug=f"p{number}"),))
    options = Options(MORNING_BEFORE)
    fields = fields_of(selection_of({}, language, options), options)
    (people,) = (field for field in fields if field.name == "person")
    assert [it for it in people.choices.values() if it != "Ada Lund"] == ordered.split()


def test_series_choices_are_sorted_by_title_in_each_language() -> None:
    for number, (swedish, english) in enumerate([("Årsföreläsning", "Annual"), ("Djur", "Zebra")]):
        slugs = {"slug_sv": f"s{number}", "slug_en": f"s{number}"}
        an_event(series=a_series(title_sv=swedish, title_en=english, **slugs))
    options = Options(MORNING_BEFORE)
    for language, ordered in (("sv", ["Djur", "Årsföreläsning"]), ("en", ["Annual", "Zebra"])):
        fields = fields_of(selection_of({}, language, options), options)  # type: ignore[arg-type]
        (series,) = (field for field in fields if field.name == "series")
        titles = list(series.choices.values())
        assert [it for it in titles if it in ordered] == ordered


def test_only_the_selected_choice_is_offered_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_talk(Event.objects.get(title_en="Nothing"), speakers=(a_person(name="Eva Ek", slug="eva"),))
    both = ["ada-lund", "eva"]
    for most, params, offered in ((1, {}, []), (1, {"person": "eva"}, ["eva"]), (2, {}, both)):
        monkeypatch.setattr("atmp_events.pages.filter_form.MAX_CHOICES", most)
        options = Options(MORNING_BEFORE)
        fields = fields_of(selection_of(params, "en", options), options)
        assert [it for field in fields for it in field.choices if field.name == "person"] == (
            offered
        )


def test_year_choices_are_all_years_of_events_in_swedish_time() -> None:
    an_event(starts_at=datetime(2024, 12, 30, 12, tzinfo=UTC), minutes=3 * 24 * 60)
    start = datetime(2030, 1, 1, 1, tzinfo=UTC)  # still 31 December in New York
    an_event(starts_at=start, timezone="America/New_York")
    assert Options(start).years == [2030, 2028, 2027, 2025, 2024]


def test_choices_of_language_and_kind_are_those_of_public_events() -> None:
    an_event(kind=Kind.COURSE, spoken_languages="fi", state=State.DRAFT)
    options = Options(MORNING_BEFORE)
    assert set(options.languages) == {"sv", "en", "de"}
    assert options.kinds == [Kind.SEMINAR, Kind.LECTURE]


def test_event_that_ends_at_new_year_is_not_found_in_the_next_year() -> None:
    evening = datetime(2029, 12, 31, 18, tzinfo=STOCKHOLM)
    an_event(title_en="Until midnight", starts_at=evening, minutes=6 * 60)
    assert titles_of(select(year="2029")) == ["Until midnight"]
    assert titles_of(select(year="2030")) == []
    assert Options(MORNING_BEFORE).years == [2029, 2028, 2027]
