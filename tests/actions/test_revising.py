"""LAST-MODIFIED moves when a reader would notice; SEQUENCE when an attendee must know."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atmp_events.actions.revising import revisions
from atmp_events.models import Event, Page, SiteVersion, State, Status, User, Website
from tests.builders import a_person, a_series, a_talk, a_venue, an_event, an_organiser

pytestmark = pytest.mark.django_db


def a_full_event() -> Event:
    event = an_event(
        organisers=(an_organiser(),),
        venue=a_venue(),
        series=a_series(),
        contact=a_person(name="Eva Berg"),
    )
    a_talk(event, speakers=(a_person(),))
    return Event.objects.get(pk=event.pk)


def alter(row: object, **fields: object) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()  # type: ignore[attr-defined]


HOUR = timedelta(hours=1)
NOTICED: dict[str, Callable[[Event], None]] = {
    "title": lambda e: alter(e, title_en="On other cells"),
    "lead": lambda e: alter(e, summary_sv="Ny ingress."),
    "a speaker's name": lambda e: alter(e.appearances.get().person, name="Ada Lind"),
    "a role that day": lambda e: alter(e.appearances.get(), role_sv="docent"),
    "a talk": lambda e: alter(e.talks.get(), title_sv="Ett annat föredrag"),
    "a talk gone": lambda e: e.talks.get().delete(),
    "organiser": lambda e: alter(e.organisers.get(), name_en="Uppsala University"),
    "series": lambda e: alter(e.series, title_sv="Träffar"),
    "contact": lambda e: alter(e.contact, email="eva@example.org"),
    "directions": lambda e: alter(e.venue, directions_sv="Genom huvudentrén."),
}
MOVED: dict[str, Callable[[Event], None]] = {
    "start": lambda e: alter(e, starts_at=e.starts_at + HOUR / 2),
    "end": lambda e: alter(e, ends_at=e.ends_at + HOUR),
    "status": lambda e: alter(e, status=Status.CANCELLED),
    "held online, without a link": lambda e: alter(e, attendance_mode="online"),
    "entrance": lambda e: alter(e, entrance_sv="100/101", entrance_en="100/101"),
    "room": lambda e: alter(e, room_sv="Sal IV"),
    "another venue": lambda e: alter(e, venue=a_venue(slug="bmc", name_sv="BMC")),
    "the venue's street": lambda e: alter(e.venue, street="Husargatan 3"),
}
UNNOTICED: dict[str, Callable[[Event], None]] = {
    "saved as it was": lambda e: e.save(),
    "another person": lambda e: alter(a_person(name="Bo Ek"), name="Bo Ekman"),
    "a person's bio, which no event shows": lambda e: alter(e.contact, bio_sv="<p>Ny.</p>"),
}


def versions(event: Event) -> tuple[int, object]:
    event = Event.objects.get(pk=event.pk)
    return event.version.sequence, event.version.changed_at


@pytest.mark.parametrize("change", NOTICED)
def test_what_a_reader_notices_moves_last_modified_alone(change: str) -> None:
    event = a_full_event()
    sequence, changed_at = versions(event)
    NOTICED[change](event)
    after = versions(event)
    assert after[0] == sequence
    assert after[1] > changed_at


@pytest.mark.parametrize("change", MOVED)
def test_a_move_raises_sequence_by_one(change: str) -> None:
    event = a_full_event()
    sequence, changed_at = versions(event)
    MOVED[change](event)
    after = versions(event)
    assert after[0] == sequence + 1
    assert after[1] > changed_at


@pytest.mark.parametrize("change", UNNOTICED)
def test_what_no_reader_notices_moves_nothing(change: str) -> None:
    event = a_full_event()
    before = versions(event)
    UNNOTICED[change](event)
    assert versions(event) == before


def test_a_draft_may_move_about_without_a_new_version() -> None:
    event = an_event(state=State.DRAFT)
    alter(event, starts_at=event.starts_at + HOUR / 2)
    assert versions(event)[0] == 0
    alter(event, state=State.PUBLISHED)
    assert versions(event)[0] == 0


def test_an_event_that_is_saved_twice_goes_on_counting() -> None:
    event = Event.objects.get(pk=an_event(room_sv="Sal A").pk)
    for room in ("Sal B", "Sal C"):
        event.room_sv = room
        event.save()
    assert Event.objects.get(pk=event.pk).version.sequence == 2


def test_what_belongs_together_is_one_version() -> None:
    event = a_full_event()
    sequence, site = event.version.sequence, SiteVersion.current()
    with revisions(timezone.now):
        alter(event, starts_at=event.starts_at + HOUR / 2)
        alter(event, ends_at=event.ends_at + HOUR)
        alter(event.venue, street="Husargatan 3")
        a_talk(event)
    assert versions(event)[0] == sequence + 1
    assert event.changes.count() == 1
    assert SiteVersion.current() == site + 1


def alter_and_fail(event: Event) -> None:
    with revisions(timezone.now):
        alter(event, room_sv="Sal IV")
        raise IntegrityError


def test_what_is_taken_back_leaves_no_version() -> None:
    event = a_full_event()
    before, site = versions(event), SiteVersion.current()
    with pytest.raises(IntegrityError):
        alter_and_fail(event)
    assert (versions(event), SiteVersion.current()) == (before, site)
    alter(a_person(name="Bo Ek"), bio_sv="<p>Ny.</p>")  # saves are revised at once again
    assert SiteVersion.current() > site


def test_a_version_costs_the_same_for_one_talk_and_for_five() -> None:
    event, costs = a_full_event(), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked, revisions(timezone.now):
            alter(event.talks.first(), title_sv=f"Föredrag {len(costs)}")
        costs.append(len(asked))
        for _ in range(4):
            a_talk(event)
    assert costs[0] == costs[1]


def test_an_event_that_goes_for_good_takes_its_versions_with_it() -> None:
    event = a_full_event()
    Event.objects.filter(pk=event.pk).delete()
    assert not Event.objects.exists()


def test_a_plain_save_does_not_touch_what_readers_were_told() -> None:
    event = a_full_event()
    stale = Event.objects.select_related("version").get(pk=event.pk)
    alter(event, room_sv="Sal IV")
    stale.room_sv = "Sal IV"
    stale.save()
    assert versions(event)[0] == 1


def test_a_new_event_has_its_version_before_it_is_revised() -> None:
    with revisions(timezone.now):
        event = Event.objects.create(title_sv="Om celler")
        assert (event.version.sequence, event.version.changed_at) == (0, None)
    event.refresh_from_db()
    assert event.version.changed_at


SEEN: dict[str, Callable[[], object]] = {
    "an information page": lambda: Page.objects.create(key="about", body_sv="<p>Om oss.</p>"),
    "who runs the site": lambda: Website.objects.create(),
    "a former address": lambda: alter(a_person(), slug="ada"),
}


@pytest.mark.parametrize("change", SEEN)
def test_what_readers_see_beside_events_raises_the_version_of_the_site(change: str) -> None:
    before = SiteVersion.current()
    SEEN[change]()
    assert SiteVersion.current() > before


def test_who_signs_in_raises_nothing() -> None:
    before = SiteVersion.current()
    User.objects.create_user("anna")
    assert SiteVersion.current() == before
