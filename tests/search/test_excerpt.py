"""The excerpt of a hit: its text, its marks and its language."""

import pytest
from django.test import Client

from atmp_events.facts.event import EventFacts, facts_of
from atmp_events.search.excerpt import Excerpt, excerpt, marked
from tests.builders import a_person, a_talk, an_event
from tests.pages.parsing import get_page

pytestmark = pytest.mark.django_db

LONG = "Ett ord till. " * 40


def facts(language: str = "sv", **fields: str) -> EventFacts:
    return facts_of(an_event(**fields), language)  # type: ignore[arg-type]


def marked_text(passage: Excerpt | None) -> str:
    assert passage is not None
    return "".join(f"[{text}]" if is_hit else text for text, is_hit in passage.parts)


def marked_in(text: str, words: str) -> str:
    return marked_text(Excerpt(marked(text, words), "sv"))


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Stamceller i rymden", "stamcell", "[Stamcell]er i rymden"),
        ("Hannah Karlsson", "karlsson hannah", "[Hannah] [Karlsson]"),
        ("Får och far", "far", "[Får] och [far]"),
        ("Får och far", "får", "[Får] och far"),
        ("A\u030angstro\u0308m", "angstrom", "[Ångström]"),
        ("mikro\u00adgravitation", "ogra", "mikr[o\u00adgra]vitation"),
        ("Straße", "strasse", "[Straße]"),
        ("Kjær", "kjaer", "[Kjær]"),
        ("T-celler mot tumörer", "t", "[T]-celler mot tumörer"),
        ("Bo bor i Tibo", "bo", "[Bo] [bo]r i Tibo"),
        ("CAR-T mot tumörer", "cart", "[CAR-T] mot tumörer"),
        ("CART mot tumörer", "CAR-T", "[CART] mot tumörer"),
        ("Om stamceller", "stamcellerna", "Om [stamceller]"),
        ("Om stamcellsforskning", "stamcellerna", "Om stamcellsforskning"),
        ("Antibodies", "antibody", "[Antibodies]"),
        ("celler", "cell elle", "[celle]r"),
        ("cellcell", "cell", "[cellcell]"),
        ("celler", "***", "celler"),
        ("", "cell", ""),
        ("a\x00cell", "cell", "a\x00[cell]"),
    ],
)
def test_hits_are_marked_in_the_original_text(text: str, words: str, shown: str) -> None:
    assert marked_in(text, words) == shown


def test_excerpt_of_a_title_hit_is_the_summary() -> None:
    event = facts(title_sv="Stamceller", summary_sv="Om celler i rymden.", body_sv="<p>Mer.</p>")
    assert marked_text(excerpt(event, "stamcell")) == "Om celler i rymden."
    assert marked_text(excerpt(event, "cell")) == "Om [cell]er i rymden."


def test_title_hit_without_a_text_has_no_excerpt() -> None:
    assert excerpt(facts(title_sv="Stamceller"), "stamcell") is None


def test_excerpt_of_a_talk_with_the_same_title_is_its_abstract() -> None:
    event = an_event(title_sv="Stamceller", title_en="")
    a_talk(event, title_sv="Stamceller", title_en="", abstract_sv="<p>I rymden.</p>")
    for language in ("sv", "en"):
        assert marked_text(excerpt(facts_of(event, language), "stamceller")) == "I rymden."
    assert marked_text(excerpt(facts_of(event, "sv"), "stamceller rymden")) == "I [rymden]."


def test_excerpt_does_not_repeat_the_title() -> None:
    event = facts_of(an_event(title_sv="Stamceller", title_en=""), "en")
    assert excerpt(event, "stamcell", shown_title="Stamceller") is None


def test_excerpt_has_the_words_that_the_title_lacks() -> None:
    event = an_event(title_sv="Stamceller", summary_sv="Stamceller i rymden.")
    a_talk(event, speakers=(a_person(name="Hannah Karlsson"),))
    shown = marked_text(excerpt(facts_of(event, "sv"), "stamceller karlsson"))
    assert shown == "Hannah [Karlsson], professor, Uppsala universitet"


def test_excerpt_is_the_text_with_most_of_the_words() -> None:
    event = facts(summary_sv="Om rymden.", body_sv="<p>Vävnad i rymden.</p>")
    assert marked_text(excerpt(event, "vävnad rymden")) == "[Vävnad] i [rymden]."


def test_long_text_is_cut_between_words_around_the_hit() -> None:
    body = f"<p>{LONG}</p><p>Här finns mikrogravitation.</p><p>{LONG}</p>"
    shown = marked_text(excerpt(facts(body_sv=body), "gravitation"))
    assert shown == (
        "…\u00a0till. Ett ord till. Ett ord till. Här finns mikro[gravitation]. Ett ord till. "
        "Ett ord till. Ett ord till. Ett ord till. Ett ord till. Ett ord till. Ett ord till.\u00a0…"
    )


def test_hit_at_an_end_of_a_long_text_is_cut_on_one_side() -> None:
    first = marked_text(excerpt(facts(summary_sv=f"Rymden. {LONG}"), "rymden"))
    last = marked_text(excerpt(facts(summary_sv=f"{LONG} Rymden."), "rymden"))
    assert (first[:8], first[-2:]) == ("[Rymden]", "\u00a0…")
    assert (last[:2], last[-9:]) == ("…\u00a0", "[Rymden].")


def test_hit_in_a_very_long_word_is_shown() -> None:
    summary = "x" * 500 + "vävnad" + "y" * 500
    shown = marked_text(excerpt(facts(summary_sv=summary), "vävnad"))
    assert shown == "…\u00a0" + "x" * 50 + "[vävnad]" + "y" * 104 + "\u00a0…"


def test_excerpt_in_the_other_language_has_its_language() -> None:
    event = facts("en", title_en="Tissues", summary_sv="Vävnader.")
    passage = excerpt(event, "vävnad")
    assert marked_text(passage) == "[Vävnad]er."
    assert passage is not None
    assert passage.language == "sv"


def test_excerpt_may_be_a_title_that_is_not_shown() -> None:
    event = an_event(title_sv="Celler", title_en="On tissues")
    assert excerpt(facts_of(event, "sv"), "tissue") is None
    passage = excerpt(facts_of(event, "en"), "tissue", shown_title="Celler")
    assert (marked_text(passage), passage and passage.language) == ("On [tissue]s", "en")


@pytest.mark.parametrize("words", ["", "***", "finnsinte"])
def test_text_without_a_hit_has_no_excerpt(words: str) -> None:
    assert excerpt(facts(summary_sv="Celler."), words) is None


def test_page_marks_hits_and_escapes_the_rest(client: Client) -> None:
    an_event(summary_sv='<script>cell</script> & "cell"')
    passage = get_page(client, "/sv/evenemang/?q=cell").select_one(".excerpt")
    assert passage is not None
    assert passage.text == '<script>cell</script> & "cell"'
    assert [str(tag) for tag in passage.find_all()] == ["<mark>cell</mark>"] * 2
    assert "lang" not in passage.attrs


def test_page_marks_the_language_of_the_excerpt(client: Client) -> None:
    an_event(title_en="Tissues", summary_sv="Vävnader.")
    passage = get_page(client, "/en/events/?q=vävnad").select_one(".excerpt")
    assert str(passage) == '<p class="excerpt" lang="sv"><mark>Vävnad</mark>er.</p>'
