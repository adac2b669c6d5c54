"""Missing and outdated translations: found, confirmed and copied."""

from collections.abc import Callable

import pytest

from atmp_events.actions.agreed_texts import confirm, copy_missing_texts
from atmp_events.facts.translations import missing_in, stale_in
from atmp_events.models import LANGUAGES, Event, Language, State
from tests.builders import a_person, a_series, a_talk, an_event, save

pytestmark = pytest.mark.django_db


def reloaded(event: Event) -> Event:
    return Event.objects.with_facts().get(pk=event.pk)


def stale(event: Event) -> dict[Language, list[str]]:
    return {
        language: [pair.field for pair in stale_in(reloaded(event), language)]
        for language in LANGUAGES
    }


def missing(event: Event) -> dict[Language, list[str]]:
    return {
        language: [pair.field for pair in missing_in(reloaded(event), language)]
        for language in LANGUAGES
    }


NONE: dict[Language, list[str]] = {"sv": [], "en": []}


def test_change_in_one_language_makes_the_other_stale() -> None:
    event = an_event()
    assert stale(event) == NONE
    save(event, title_sv="Om vävnader")
    assert stale(event) == {"sv": [], "en": ["title"]}
    save(event, title_sv="Om organ")
    assert stale(event) == {"sv": [], "en": ["title"]}
    save(event, title_en="On organs")
    assert stale(event) == NONE
    save(event, title_en="On bodies")
    assert stale(event) == {"sv": ["title"], "en": []}
    save(event, title_sv="Om celler", title_en="On cells")
    assert stale(event) == NONE
    save(event, title_sv="Om organ")
    assert stale(event) == {"sv": [], "en": ["title"]}


def test_reverted_change_leaves_no_stale_text() -> None:
    event = an_event()
    save(event, title_sv="Om vävnader")
    save(event, title_sv="Om celler")
    assert stale(event) == NONE


def test_first_translation_is_not_stale() -> None:
    event = an_event(summary_sv="Välkommen.")
    assert missing(event) == {"sv": [], "en": ["summary"]}
    save(event, summary_sv="Varmt välkommen.")
    save(event, summary_en="Welcome.")
    assert (missing(event), stale(event)) == (NONE, NONE)


def test_texts_of_talks_and_roles_are_found_at_their_form_fields() -> None:
    event = an_event()
    a_talk(event)
    talk = a_talk(event, abstract_en="<p>Cells.</p>", speakers=(a_person(),))
    save(talk, title_sv="Ett annat föredrag")
    save(event.appearances.get(), role_sv="docent")
    assert stale(event)["en"] == ["talks-1-title", "appearances-0-role"]
    assert missing(event)["sv"] == ["talks-1-abstract"]


def test_room_in_one_language_is_not_missing_in_the_other() -> None:
    assert missing(an_event(entrance_sv="100/101", room_sv="Rudbecksalen")) == NONE


def test_change_by_a_query_is_found() -> None:
    event = an_event()
    Event.objects.filter(pk=event.pk).update(title_sv="Om vävnader")
    assert stale(event)["en"] == ["title"]


def test_confirmed_text_is_not_stale_until_the_next_change() -> None:
    event = an_event(summary_sv="Hej.", summary_en="Hi.")
    save(event, title_sv="Om vävnader", summary_en="Hello.")
    assert confirm(reloaded(event), "en") == 1
    assert stale(event) == {"sv": ["summary"], "en": []}
    save(event, title_sv="Om organ")
    assert stale(event)["en"] == ["title"]


CONFIRMATIONS: list[Callable[[Event], object]] = [
    lambda event: confirm(event, "en"),
    lambda event: copy_missing_texts(event, "sv"),
]


@pytest.mark.parametrize("act", CONFIRMATIONS)
def test_confirmation_makes_no_version(act: Callable[[Event], object]) -> None:
    event = an_event(series=a_series())
    save(event, title_sv="Om vävnader")
    before = reloaded(event)
    act(reloaded(event))
    after = reloaded(event)
    assert stale(event)["sv"] == []
    assert (after.version.changed_at, after.version.sequence, after.version.fingerprint) == (
        before.version.changed_at,
        before.version.sequence,
        before.version.fingerprint,
    )


def test_copied_text_is_stale_until_it_is_translated() -> None:
    event = an_event(state=State.DRAFT, title_en="", summary_sv="Hej.", summary_en="Hi.")
    talk = a_talk(event, title_en="")
    assert copy_missing_texts(reloaded(event), "en") == 2
    found = reloaded(event)
    assert (found.title_en, found.summary_en) == ("Om celler", "Hi.")
    assert stale(event)["en"] == ["title", "talks-0-title"]
    talk.refresh_from_db()
    save(talk, title_en="A talk")
    save(found, title_sv="Om vävnader")
    assert stale(event)["en"] == ["title"]
    save(found, title_en="On tissue")
    assert stale(event) == NONE
