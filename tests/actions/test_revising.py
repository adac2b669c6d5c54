"""Versions of an event: a visible change sets LAST-MODIFIED, a move also raises SEQUENCE."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atmp_events.actions.revising import revisions
from atmp_events.models import (
    Event,
    Page,
    RegistrationSettings,
    SiteVersion,
    State,
    Status,
    User,
    Website,
)
from tests.builders import a_full_event, a_person, a_talk, a_venue, an_event, save

pytestmark = pytest.mark.django_db


HOUR = timedelta(hours=1)
VISIBLE_CHANGES: dict[str, Callable[[Event], None]] = {
    "title": lambda e: save(e, title_en="On other cells"),
    "lead": lambda e: save(e, summary_sv="Ny ingress."),
    "a speaker's name": lambda e: save(e.appearances.get().person, name="Ada Lind"),
    "a role that day": lambda e: save(e.appearances.get(), role_sv="docent"),
    "a talk": lambda e: save(e.talks.get(), title_sv="Ett annat föredrag"),
    "a talk gone": lambda e: e.talks.get().delete(),
    "organiser": lambda e: save(e.organisers.get(), name_en="Uppsala University"),
    "series": lambda e: save(e.series, title_sv="Träffar"),
    "contact": lambda e: save(e.contact, email="eva@example.org"),
    "the contact's affiliation": lambda e: e.contact.affiliations.create(role_sv="docent"),
    "directions": lambda e: save(e.venue, directions_sv="Genom huvudentrén."),
}
MOVES: dict[str, Callable[[Event], None]] = {
    "start": lambda e: save(e, starts_at=e.starts_at + HOUR / 2),
    "end": lambda e: save(e, ends_at=e.ends_at + HOUR),
    "status": lambda e: save(e, status=Status.CANCELLED),
    "held online, without a link": lambda e: save(e, attendance_mode="online"),
    "entrance": lambda e: save(e, entrance_sv="100/101", entrance_en="100/101"),
    "room": lambda e: save(e, room_sv="Sal IV"),
    "another venue": lambda e: save(e, venue=a_venue(slug="bmc", name_sv="BMC")),
    "the venue's street": lambda e: save(e.venue, street="Husargatan 3"),
    "the venue's entrance": lambda e: save(e.venue, entrance_sv="C11", entrance_en="C11"),
}
INVISIBLE_CHANGES: dict[str, Callable[[Event], None]] = {
    "saved as it was": lambda e: e.save(),
    "another person": lambda e: save(a_person(name="Bo Ek"), name="Bo Ekman"),
    "a person's bio, which no event shows": lambda e: save(e.contact, bio_sv="<p>Ny.</p>"),
}


def versions(event: Event) -> tuple[int, object]:
    event = Event.objects.get(pk=event.pk)
    return event.version.sequence, event.version.changed_at


@pytest.mark.parametrize("change", VISIBLE_CHANGES)
def test_visible_change_sets_only_last_modified(change: str) -> None:
    event = a_full_event(contact=a_person(name="Eva Berg"))
    sequence, changed_at = versions(event)
    VISIBLE_CHANGES[change](event)
    after = versions(event)
    assert after[0] == sequence
    assert after[1] > changed_at


@pytest.mark.parametrize("change", MOVES)
def test_move_raises_sequence_by_one(change: str) -> None:
    event = a_full_event(contact=a_person(name="Eva Berg"))
    sequence, changed_at = versions(event)
    MOVES[change](event)
    after = versions(event)
    assert after[0] == sequence + 1
    assert after[1] > changed_at


def test_move_to_the_same_clock_time_in_the_repeated_hour_of_autumn_raises_sequence() -> None:
    night = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    event = an_event(starts_at=night, ends_at=night + HOUR / 3)
    save(event, starts_at=night + HOUR, ends_at=night + HOUR + HOUR / 3)
    assert versions(event)[0] == 1


@pytest.mark.parametrize("change", INVISIBLE_CHANGES)
def test_invisible_change_makes_no_version(change: str) -> None:
    event = a_full_event(contact=a_person(name="Eva Berg"))
    before = versions(event)
    INVISIBLE_CHANGES[change](event)
    assert versions(event) == before


def test_waiting_list_that_is_switched_off_sets_last_modified() -> None:
    event = an_event(registration="here", capacity=5)
    registration_settings = RegistrationSettings.objects.create(event=event, has_waiting_list=True)
    before = versions(event)
    save(registration_settings, has_waiting_list=False)
    after = versions(event)
    assert (after[0], after[1] > before[1]) == (before[0], True)


def test_changes_of_a_draft_keep_sequence_zero() -> None:
    event = an_event(state=State.DRAFT)
    save(event, starts_at=event.starts_at + HOUR / 2)
    assert versions(event)[0] == 0
    save(event, state=State.PUBLISHED)
    assert versions(event)[0] == 0


def test_second_save_of_an_instance_raises_sequence_again() -> None:
    event = Event.objects.get(pk=an_event(room_sv="Sal A").pk)
    for room in ("Sal B", "Sal C"):
        save(event, room_sv=room)
    assert Event.objects.get(pk=event.pk).version.sequence == 2


def test_changes_in_one_block_are_one_version() -> None:
    event = a_full_event(contact=a_person(name="Eva Berg"))
    sequence, site = event.version.sequence, SiteVersion.current()
    with revisions(timezone.now):
        save(event, starts_at=event.starts_at + HOUR / 2)
        save(event, ends_at=event.ends_at + HOUR)
        save(event.venue, street="Husargatan 3")
        a_talk(event)
    assert versions(event)[0] == sequence + 1
    assert event.changes.count() == 1
    assert SiteVersion.current() == site + 1


def test_change_is_not_saved_when_the_site_version_cannot_rise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Otherwise a killed process could leave a change that no reader sees."""
    event = an_event(room_sv="Sal A")

    def fail() -> None:
        raise IntegrityError

    monkeypatch.setattr(SiteVersion, "increment", fail)
    with pytest.raises(IntegrityError), revisions(timezone.now):
        save(event, room_sv="Sal B")
    assert Event.objects.get().room_sv == "Sal A"


def save_and_fail(event: Event) -> None:
    with revisions(timezone.now):
        save(event, room_sv="Sal IV")
        raise IntegrityError


def test_rolled_back_change_makes_no_version() -> None:
    event = a_full_event(contact=a_person(name="Eva Berg"))
    before, site = versions(event), SiteVersion.current()
    with pytest.raises(IntegrityError):
        save_and_fail(event)
    assert (versions(event), SiteVersion.current()) == (before, site)
    save(a_person(name="Bo Ek"), bio_sv="<p>Ny.</p>")  # outside a block, a save is revised
    assert SiteVersion.current() > site


def test_number_of_queries_is_independent_of_the_talks() -> None:
    event, counts = a_full_event(contact=a_person(name="Eva Berg")), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries, revisions(timezone.now):
            save(event.talks.first(), title_sv=f"Föredrag {len(counts)}")
        counts.append(len(queries))
        for _ in range(4):
            a_talk(event)
    assert counts[0] == counts[1]


def test_event_with_versions_can_be_deleted() -> None:
    event = a_full_event(contact=a_person(name="Eva Berg"))
    Event.objects.filter(pk=event.pk).delete()
    assert not Event.objects.exists()


def test_save_of_a_stale_instance_makes_no_version() -> None:
    event = a_full_event(contact=a_person(name="Eva Berg"))
    stale = Event.objects.select_related("version").get(pk=event.pk)
    save(event, room_sv="Sal IV")
    save(stale, room_sv="Sal IV")
    assert versions(event)[0] == 1


def test_new_event_has_a_version_before_it_is_revised() -> None:
    with revisions(timezone.now):
        event = Event.objects.create(title_sv="Om celler")
        assert (event.version.sequence, event.version.changed_at) == (0, None)
    event.refresh_from_db()
    assert event.version.changed_at


OTHER_CHANGES: dict[str, Callable[[], object]] = {
    "an information page": lambda: Page.objects.create(key="about", body_sv="<p>Om oss.</p>"),
    "who runs the site": lambda: Website.objects.create(),
    "a former address": lambda: save(a_person(), slug="ada"),
}


@pytest.mark.parametrize("change", OTHER_CHANGES)
def test_change_of_other_public_rows_raises_the_site_version(change: str) -> None:
    before = SiteVersion.current()
    OTHER_CHANGES[change]()
    assert SiteVersion.current() > before


def test_new_user_does_not_raise_the_site_version() -> None:
    before = SiteVersion.current()
    User.objects.create_user("anna")
    assert SiteVersion.current() == before
