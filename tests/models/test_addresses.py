"""Addresses: made from titles, never taken twice, and followed for ever."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from atmp_events.actions import soft_delete
from atmp_events.actions.revising import revisions
from atmp_events.models import Event, FormerAddress, Person, State
from tests.builders import MORNING_BEFORE, NOON, a_person, an_event

pytestmark = pytest.mark.django_db


def test_a_title_taken_that_year_gets_a_number() -> None:
    slugs = [an_event(title_sv="Om celler").slug_sv for _ in range(3)]
    assert slugs == ["om-celler", "om-celler-2", "om-celler-3"]


def test_a_title_without_letters_still_gets_an_address() -> None:
    event = an_event(title_sv="🧬", title_en="🧬")
    assert event.slug_sv == event.code


def test_an_event_that_moves_to_another_year_is_found_by_the_old_one() -> None:
    event = an_event(slug_sv="om-celler", slug_en="on-cells")
    event.starts_at = NOON + timedelta(days=365)
    event.ends_at = event.starts_at + timedelta(hours=1)
    event.save()
    assert set(FormerAddress.objects.values_list("language", "year", "slug")) == {
        ("sv", 2027, "om-celler"),
        ("en", 2027, "on-cells"),
    }


def test_a_draft_leaves_nothing_behind_since_nobody_could_read_it() -> None:
    event = an_event(state=State.DRAFT, slug_sv="forr")
    event.slug_sv = "nu"
    event.save()
    assert not FormerAddress.objects.exists()


def test_a_long_address_is_cut_for_the_number_behind_it() -> None:
    long = "x" * 100
    kept = an_event(slug_sv=long)
    soft_delete.delete(Event.objects.all(), now=MORNING_BEFORE)
    an_event(slug_sv=long)
    soft_delete.restore(Event.objects.filter(pk=kept.pk), now=MORNING_BEFORE)
    kept.refresh_from_db()
    assert kept.slug_sv == "x" * 98 + "-2"


@pytest.mark.parametrize(("slugs", "former"), [("ab", "a"), ("abc", "ab"), ("aba", "b")])
def test_each_address_that_a_published_event_has_left_is_stored(slugs: str, former: str) -> None:
    event = an_event(slug_sv=slugs[0])
    for slug in slugs[1:]:
        event = Event.objects.get(pk=event.pk)
        event.slug_sv = slug
        event.save()
    left = FormerAddress.objects.order_by("slug").values_list("language", "year", "slug")
    assert list(left) == [("sv", 2027, it) for it in former]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        (
            "Hur beter sig stamceller på rymdstationen, och varför är åldrade celler så sega?",
            "hur-beter-sig-stamceller-pa-rymdstationen-och-varfor-ar",
        ),
        ("", "on-cells"),  # It borrows the address of the other language.
        ("Ørestad – smørrebrød i København", "orestad-smorrebrod-i-kobenhavn"),
        ("Straße und Größe", "strasse-und-grosse"),
        ("Łukasz möter Đorđe", "lukasz-moter-dorde"),
        ("Þórunn Ægisdóttir", "thorunn-aegisdottir"),
        ("Foo/Bar: CAR-T, O’Connor", "foo-bar-car-t-oconnor"),
        ("Клетки και κύτταρα", "kletki-kai-kyttara"),
    ],
)
def test_an_address_is_made_of_whole_words_in_ascii(title: str, slug: str) -> None:
    assert an_event(title_sv=title).slug_sv == slug


def test_an_address_that_was_left_never_leads_to_a_newer_event(client: Client) -> None:
    older = an_event(title_en="Spring meeting")
    older.slug_en = "meeting-in-spring"
    older.save()
    newer = an_event(title_en="Spring meeting")
    assert newer.slug_en == "spring-meeting-2"
    with time_machine.travel(MORNING_BEFORE, tick=False):
        moved = client.get("/en/events/2027/spring-meeting/")
    assert moved["Location"] == "/en/events/2027/meeting-in-spring/"


def test_the_address_of_a_deleted_event_never_leads_to_a_newer_one() -> None:
    with revisions(lambda: MORNING_BEFORE):
        deleted = an_event(title_en="Spring meeting")
    with revisions(lambda: NOON):
        soft_delete.delete(Event.objects.filter(pk=deleted.pk), now=NOON)
    assert an_event(title_en="Spring meeting").slug_en == "spring-meeting-2"
    years_later = NOON + timedelta(days=800)
    soft_delete.delete_for_good(now=years_later)
    assert not Event.objects.filter(pk=deleted.pk).exists()
    assert an_event(title_en="Spring meeting").slug_en == "spring-meeting-3"


def test_an_entity_cannot_take_an_address_that_another_has_left() -> None:
    first = a_person(name="Ada Lund")
    first.slug = "ada-berg"
    first.save()
    with pytest.raises(ValidationError, match="En annan post har haft den här adressen"):
        Person(name="Ada Ek", slug="ada-lund").full_clean()
    first.slug = "ada-lund"  # its own former one
    first.full_clean()
