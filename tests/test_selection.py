"""A question in a query string means the same to a page, a calendar and a feed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from atmp_events.models import Event, Kind, Language, State
from atmp_events.pages.filter_form import LABELS, fields_of
from atmp_events.selection import Options, Selection, selection_of
from tests.builders import (
    MORNING_BEFORE,
    NOON,
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
    """Two events, made once: a test that changes them is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_events()
        yield
        transaction.set_rollback(True)


def make_events() -> None:
    """One event with everything, and one that shares nothing with it."""
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


def asked(page: Language = "en", /, **params: str) -> Selection:
    return selection_of(params, page, Options(MORNING_BEFORE))


def found(selection: Selection) -> list[str]:
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
def test_each_condition_alone_finds_what_meets_it(name: str) -> None:
    assert found(asked(**{name: CONDITIONS[name]})) == ["Everything"]


def test_conditions_hold_all_together() -> None:
    assert found(asked(**CONDITIONS)) == ["Everything"]
    assert found(asked(**CONDITIONS | {"year": "2028"})) == []
    assert found(asked()) == ["Everything", "Nothing"]


def test_a_hybrid_event_is_found_on_site_online_and_as_both() -> None:
    assert found(asked(mode="on_site")) == ["Everything", "Nothing"]
    assert found(asked(mode="online")) == ["Everything"]
    assert found(asked(mode="hybrid")) == ["Everything"]


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
def test_what_cannot_be_read_is_left_out_and_remembered(name: str, value: str) -> None:
    selection = asked(**{name: value, "person": "ada-lund"} if name != "person" else {name: value})
    assert selection.ignored == (name,)
    assert selection.values == ({} if name == "person" else {"person": "ada-lund"})


def test_a_parameter_of_somebody_else_is_not_spoken_of() -> None:
    assert asked(utm_source="newsletter").ignored == ()
    assert asked(utm_source="newsletter").is_empty


def test_an_unpublished_event_gives_nothing_away() -> None:
    an_event(series=a_series(title_en="Secret", slug_sv="hemlig", slug_en="secret"), state="draft")
    later = a_venue(slug="later")
    an_event(venue=later, publish_at=NOON, state=State.PUBLISHED)
    assert asked(series="secret", venue="later").ignored == ("series", "venue")
    assert asked(series="secret").title("en") == "All events"
    options = Options(NOON + timedelta(days=1))
    assert selection_of({"venue": "later"}, "en", options).ignored == ()


def test_the_address_has_one_form_whatever_order_it_came_in() -> None:
    backwards = dict(reversed(CONDITIONS.items())) | {"q": "  every \n thing "}
    assert asked(**backwards).added_to("") == (
        "?q=every+thing&kind=lecture&series=network-meetings&organiser=uppsala-universitet"
        "&person=ada-lund&venue=rudbecklaboratoriet&year=2027&language=sv&mode=online"
    )


def test_the_other_language_has_its_own_addresses() -> None:
    selection = asked("en", series="network-meetings", year="2027")
    assert selection.in_language("sv").added_to("") == "?series=natverkstraffar&year=2027"
    assert selection.in_language("sv").in_language("en") == selection


def test_a_selection_says_in_words_what_it_is() -> None:
    assert asked().title("en") == "All events"
    assert asked(kind="lecture", year="2027").title("en") == "Lectures in 2027"
    assert asked(**CONDITIONS).title("en") == (
        "Online lectures in 2027 matching “everything” in the series Network meetings arranged by "
        "Uppsala universitet with Ada Lund at Rudbeck Laboratory in Swedish"
    )


def test_a_selection_in_swedish_says_it_in_swedish() -> None:
    assert asked("sv").title("sv") == "Alla evenemang"
    assert asked("sv", mode="online", language="en").title("sv") == "Digitala evenemang på engelska"
    selection = asked("sv", kind="lecture", year="2027", series="natverkstraffar", language="en")
    assert selection.title("sv") == "Föreläsningar 2027 i serien Nätverksträffar på engelska"


@pytest.mark.parametrize("params", [{}, {"kind": "lecture", "year": "2027"}])
def test_what_needs_no_look_up_costs_no_query(
    params: dict[str, str], django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        asked(**params)


def test_names_of_each_sort_are_looked_up_in_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(4):  # type: ignore[operator]
        asked(**CONDITIONS)


def test_what_there_is_to_choose_from_is_fetched_once(django_assert_num_queries: object) -> None:
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
def test_names_are_offered_in_the_order_of_each_alphabet(language: Language, ordered: str) -> None:
    event = an_event(title_en="More")
    for number, name in enumerate(NAMES):
        a_talk(event, position=number, speakers=(a_person(name=name, slug=f"p{number}"),))
    options = Options(MORNING_BEFORE)
    fields = fields_of(selection_of({}, language, options), options)
    (people,) = (field for field in fields if field.name == "person")
    assert [it for it in people.choices.values() if it != "Ada Lund"] == ordered.split()


def test_series_are_offered_in_the_order_of_their_titles_in_each_language() -> None:
    for number, (swedish, english) in enumerate([("Årsföreläsning", "Annual"), ("Djur", "Zebra")]):
        slugs = {"slug_sv": f"s{number}", "slug_en": f"s{number}"}
        an_event(series=a_series(title_sv=swedish, title_en=english, **slugs))
    options = Options(MORNING_BEFORE)
    for language, ordered in (("sv", ["Djur", "Årsföreläsning"]), ("en", ["Annual", "Zebra"])):
        fields = fields_of(selection_of({}, language, options), options)  # type: ignore[arg-type]
        (series,) = (field for field in fields if field.name == "series")
        titles = list(series.choices.values())
        assert [it for it in titles if it in ordered] == ordered


def test_of_more_than_one_looks_through_only_the_chosen_one_is_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_talk(Event.objects.get(title_en="Nothing"), speakers=(a_person(name="Eva Ek", slug="eva"),))
    monkeypatch.setattr("atmp_events.pages.filter_form.MOST_CHOICES", 1)
    for params, offered in (({}, []), ({"person": "eva"}, ["eva"])):
        options = Options(MORNING_BEFORE)
        fields = fields_of(selection_of(params, "en", options), options)
        assert [it for field in fields for it in field.choices if field.name == "person"] == (
            offered
        )


def test_each_year_that_an_event_touches_is_offered_by_the_swedish_clock() -> None:
    an_event(starts_at=datetime(2024, 12, 30, 12, tzinfo=UTC), minutes=3 * 24 * 60)
    start = datetime(2030, 1, 1, 1, tzinfo=UTC)  # still 31 December in New York
    an_event(starts_at=start, timezone="America/New_York")
    assert Options(start).years == [2030, 2028, 2027, 2025, 2024]
