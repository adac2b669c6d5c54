"""A text that was left behind when its translation changed is known, whoever changed it."""

from collections.abc import Callable

import pytest

from atmp_events.actions.translating import confirm, copy_across
from atmp_events.facts.translations import missing_in, stale_in
from atmp_events.models import LANGUAGES, Event, Language, State
from tests.builders import a_person, a_series, a_talk, an_event

pytestmark = pytest.mark.django_db


def again(event: Event) -> Event:
    return Event.objects.with_facts().get(pk=event.pk)


def stale(event: Event) -> dict[Language, list[str]]:
    return {
        language: [pair.field for pair in stale_in(again(event), language)]
        for language in LANGUAGES
    }


def missing(event: Event) -> dict[Language, list[str]]:
    return {
        language: [pair.field for pair in missing_in(again(event), language)]
        for language in LANGUAGES
    }


def write(row: object, **fields: str) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()  # type: ignore[attr-defined]


NONE: dict[Language, list[str]] = {"sv": [], "en": []}


def test_a_text_changed_in_one_language_leaves_the_other_behind() -> None:
    event = an_event()
    assert stale(event) == NONE
    write(event, title_sv="Om vävnader")
    assert stale(event) == {"sv": [], "en": ["title"]}
    write(event, title_sv="Om organ")
    assert stale(event) == {"sv": [], "en": ["title"]}
    write(event, title_en="On organs")
    assert stale(event) == NONE
    write(event, title_en="On bodies")
    assert stale(event) == {"sv": ["title"], "en": []}


def test_one_instance_saved_again_and_again_forgets_nothing() -> None:
    event = an_event()
    write(event, title_sv="Om vävnader", title_en="On tissue")
    write(event, title_sv="Om organ")
    assert stale(event)["en"] == ["title"]


def test_a_change_taken_back_leaves_nothing_behind() -> None:
    event = an_event()
    write(event, title_sv="Om vävnader")
    write(event, title_sv="Om celler")
    assert stale(event) == NONE


def test_what_is_translated_for_the_first_time_is_right() -> None:
    event = an_event(summary_sv="Välkommen.")
    assert missing(event) == {"sv": [], "en": ["summary"]}
    write(event, summary_sv="Varmt välkommen.")
    write(event, summary_en="Welcome.")
    assert (missing(event), stale(event)) == (NONE, NONE)


def test_talks_and_roles_count_and_are_told_at_their_place_in_the_form() -> None:
    event = an_event()
    a_talk(event)
    talk = a_talk(event, abstract_en="<p>Cells.</p>", speakers=(a_person(),))
    write(talk, title_sv="Ett annat föredrag")
    write(event.appearances.get(), role_sv="docent")
    assert stale(event)["en"] == ["talks-1-title", "appearances-0-role"]
    assert missing(event)["sv"] == ["talks-1-abstract"]


def test_a_room_written_once_is_missing_nowhere() -> None:
    assert missing(an_event(entrance_sv="100/101", room_sv="Rudbecksalen")) == NONE


def test_a_change_past_every_form_is_seen() -> None:
    event = an_event()
    Event.objects.filter(pk=event.pk).update(title_sv="Om vävnader")
    assert stale(event)["en"] == ["title"]


def test_what_is_confirmed_is_right_until_the_next_change() -> None:
    event = an_event(summary_sv="Hej.", summary_en="Hi.")
    write(event, title_sv="Om vävnader", summary_en="Hello.")
    assert confirm(again(event), "en") == 1
    assert stale(event) == {"sv": ["summary"], "en": []}
    write(event, title_sv="Om organ")
    assert stale(event)["en"] == ["title"]


CHECKS: list[Callable[[Event], object]] = [
    lambda event: confirm(event, "en"),
    lambda event: copy_across(event, "sv"),
]


@pytest.mark.parametrize("check", CHECKS)
def test_to_confirm_tells_no_reader_of_a_change(check: Callable[[Event], object]) -> None:
    event = an_event(series=a_series())
    write(event, title_sv="Om vävnader")
    before = again(event)
    check(again(event))
    after = again(event)
    assert stale(event)["sv"] == []
    assert (after.version.changed_at, after.version.sequence, after.version.fingerprint) == (
        before.version.changed_at,
        before.version.sequence,
        before.version.fingerprint,
    )


def test_what_is_copied_across_is_a_start_and_is_not_taken_for_a_translation() -> None:
    event = an_event(state=State.DRAFT, title_en="", summary_sv="Hej.", summary_en="Hi.")
    talk = a_talk(event, title_en="")
    assert copy_across(again(event), "en") == 2
    found = again(event)
    assert (found.title_en, found.summary_en) == ("Om celler", "Hi.")
    assert stale(event)["en"] == ["title", "talks-0-title"]
    talk.refresh_from_db()
    write(talk, title_en="A talk")
    write(found, title_sv="Om vävnader")
    assert stale(event)["en"] == ["title"]
    write(found, title_en="On tissue")
    assert stale(event) == NONE


def test_an_event_with_talks_can_be_deleted() -> None:
    event = an_event()
    a_talk(event, speakers=(a_person(),))
    event.delete()
    assert not Event.objects.exists()
