"""Addresses: made from titles, unique, and never given to another row."""

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


def test_title_used_twice_in_a_year_gets_a_number() -> None:
    slugs = [an_event(title_sv="Om celler").slug_sv for _ in range(3)]
    assert slugs == ["om-celler", "om-celler-2", "om-celler-3"]


def test_title_without_letters_becomes_the_code() -> None:
    event = an_event(title_sv="🧬", title_en="🧬")
    assert event.slug_sv == event.code


def test_event_moved_to_another_year_keeps_its_former_address() -> None:
    event = an_event(slug_sv="om-celler", slug_en="on-cells")
    event.starts_at = NOON + timedelta(days=365)
    event.ends_at = event.starts_at + timedelta(hours=1)
    event.save()
    assert set(FormerAddress.objects.values_list("language", "year", "slug")) == {
        ("sv", 2027, "om-celler"),
        ("en", 2027, "on-cells"),
    }


def test_draft_has_no_former_address() -> None:
    event = an_event(state=State.DRAFT, slug_sv="forr")
    event.slug_sv = "nu"
    event.save()
    assert not FormerAddress.objects.exists()


def test_long_address_is_cut_before_its_number() -> None:
    long = "x" * 100
    kept = an_event(slug_sv=long)
    soft_delete.delete(Event.objects.all(), now=MORNING_BEFORE)
    an_event(slug_sv=long)
    soft_delete.restore(Event.objects.filter(pk=kept.pk), now=MORNING_BEFORE)
    kept.refresh_from_db()
    assert kept.slug_sv == "x" * 98 + "-2"


@pytest.mark.parametrize(("slugs", "former"), [("ab", "a"), ("abc", "ab"), ("aba", "b")])
def test_former_addresses_of_a_published_event_are_stored(slugs: str, former: str) -> None:
    event = an_event(slug_sv=slugs[0])
    for slug in slugs[1:]:
        event = Event.objects.get(pk=event.pk)
        event.slug_sv = slug
        event.save()
    former_addresses = FormerAddress.objects.order_by("slug").values_list(
        "language", "year", "slug"
    )
    assert list(former_addresses) == [("sv", 2027, it) for it in former]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        (
            "Hur beter sig stamceller på rymdstationen, och varför är åldrade celler så sega?",
            "hur-beter-sig-stamceller-pa-rymdstationen-och-varfor-ar",
        ),
        ("", "on-cells"),  # from the title in the other language
        ("Ørestad – smørrebrød i København", "orestad-smorrebrod-i-kobenhavn"),
        ("Straße und Größe", "strasse-und-grosse"),
        ("Łukasz möter Đorđe", "lukasz-moter-dorde"),
        ("Þórunn Ægisdóttir", "thorunn-aegisdottir"),
        ("Foo/Bar: CAR-T, O’Connor", "foo-bar-car-t-oconnor"),
        ("Клетки και κύτταρα", "kletki-kai-kyttara"),
    ],
)
def test_address_is_made_of_whole_words_in_ascii(title: str, slug: str) -> None:
    assert an_event(title_sv=title).slug_sv == slug


def test_former_address_is_not_given_to_a_newer_event(client: Client) -> None:
    older = an_event(title_en="Spring meeting")
    older.slug_en = "meeting-in-spring"
    older.save()
    newer = an_event(title_en="Spring meeting")
    assert newer.slug_en == "spring-meeting-2"
    with time_machine.travel(MORNING_BEFORE, tick=False):
        moved = client.get("/en/events/2027/spring-meeting/")
    assert moved["Location"] == "/en/events/2027/meeting-in-spring/"


def test_address_of_a_deleted_event_is_not_given_to_a_newer_event() -> None:
    with revisions(lambda: MORNING_BEFORE):
        deleted = an_event(title_en="Spring meeting")
    with revisions(lambda: NOON):
        soft_delete.delete(Event.objects.filter(pk=deleted.pk), now=NOON)
    assert an_event(title_en="Spring meeting").slug_en == "spring-meeting-2"
    years_later = NOON + timedelta(days=800)
    soft_delete.delete_for_good(now=years_later)
    assert not Event.objects.filter(pk=deleted.pk).exists()
    assert an_event(title_en="Spring meeting").slug_en == "spring-meeting-3"


def test_entity_cannot_take_the_former_address_of_another() -> None:
    first = a_person(name="Ada Lund")
    first.slug = "ada-berg"
    first.save()
    with pytest.raises(ValidationError, match="En annan post har haft den här adressen"):
        Person(name="Ada Ek", slug="ada-lund").full_clean()
    first.slug = "ada-lund"  # its own former one
    first.full_clean()
