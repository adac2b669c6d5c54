"""Concurrent transactions that save the same event, on PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from atmp_events.actions.revising import revisions
from atmp_events.models import Attendee, Event, Venue
from atmp_events.participation.personal_data import erase_address
from atmp_events.participation.places import cancel, register
from tests.builders import a_venue, an_event, save
from tests.participation.registration import an_event_with_registration, an_unsaved_attendee

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time."
    ),
]
WAIT = 0.5  # seconds: long enough to see that the other transaction waits


def in_thread(work: Callable[[], None]) -> Thread:
    """Run a function in a thread with its own database connection."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def save_new_street() -> None:
    venue = Venue.objects.get()
    save(venue, street="Husargatan 3")


def test_two_concurrent_saves_make_two_versions() -> None:
    event = an_event(venue=a_venue())
    saved, revised, ready = Signal(), Signal(), Signal()

    def change_street() -> None:
        with transaction.atomic():
            with revisions(timezone.now):
                save_new_street()
                saved.set()
                ready.wait(10)
            revised.set()
            other.join(WAIT)  # Without a lock, the other would end without this change.

    def change_start() -> None:
        with revisions(timezone.now):
            saved.wait(10)
            row = Event.objects.get()
            save(row, starts_at=row.starts_at - timedelta(minutes=30))
            ready.set()
            revised.wait(10)

    other = Thread(target=lambda: None)
    first = in_thread(change_street)
    other = in_thread(change_start)
    first.join()
    other.join()

    event.refresh_from_db()
    assert (event.version.sequence, event.changes.count()) == (2, 2)
    event.save()
    event.refresh_from_db()
    assert event.version.sequence == 2


def test_registration_waits_for_a_save_of_the_venue() -> None:
    event = an_event_with_registration(1, venue=a_venue())
    revised = Signal()

    def change_street() -> None:
        with transaction.atomic():
            with revisions(timezone.now):
                save_new_street()
            revised.set()
            other.join(WAIT)  # Meanwhile, the other locks the event.

    def register_attendee() -> None:
        revised.wait(10)
        register(an_unsaved_attendee(event), timezone.now())

    other = in_thread(register_attendee)
    change_street()
    other.join()

    assert (event.changes.count(), event.attendees.count()) == (1, 1)


def test_registration_and_erasure_of_an_address_at_two_events_do_not_deadlock() -> None:
    first, second = an_event_with_registration(1), an_event_with_registration(2)
    for event in (first, second):
        register(an_unsaved_attendee(event, "Bo"), timezone.now())
    locked = Signal()

    def register_attendee() -> None:
        with transaction.atomic():
            Event.objects.select_for_update(no_key=True).get(pk=second.pk)
            locked.set()
            other.join(WAIT)  # Meanwhile, the other cancels the place at the first event.
            register(an_unsaved_attendee(second), timezone.now())

    def erase_bo() -> None:
        locked.wait(10)
        erase_address("bo@example.org", timezone.now())

    other = in_thread(erase_bo)
    register_attendee()
    other.join()

    assert list(Attendee.objects.exclude(name="").values_list("name", flat=True)) == ["Ada"]


def test_freed_place_waits_for_a_save_of_another_event() -> None:
    first, second = an_event_with_registration(1), an_event()
    attendee = register(an_unsaved_attendee(first), timezone.now())
    cancelled, saved = Signal(), Signal()

    def cancel_and_save() -> None:
        with revisions(timezone.now):
            cancel(attendee, timezone.now())
            cancelled.set()
            saved.wait(10)
            Event.objects.filter(pk=second.pk).update(contact=None)

    def change_room() -> None:
        with revisions(timezone.now):
            cancelled.wait(10)
            save(second, room_sv="Sal A")
            saved.set()

    other = in_thread(change_room)
    cancel_and_save()
    other.join()

    assert Event.objects.get(pk=second.pk).room_sv == "Sal A"
    attendee.refresh_from_db()
    assert attendee.state == Attendee.State.CANCELLED
