"""Two people save at once: on PostgreSQL their transactions run side by side."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from atmp_events.actions.revising import revisions
from atmp_events.models import Event, Venue
from tests.builders import a_venue, an_event

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets nobody write beside another."
    ),
]
A_MOMENT = 0.5  # seconds: long enough to see that somebody waits


def apart(work: Callable[[], None]) -> Thread:
    """Run something on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_two_saves_at_once_are_two_versions_and_the_next_save_is_none() -> None:
    event = an_event(venue=a_venue())
    saved, revised, ready = Signal(), Signal(), Signal()

    def mend_the_street() -> None:
        with transaction.atomic():
            with revisions(timezone.now):
                venue = Venue.objects.get()
                venue.street = "Husargatan 3"
                venue.save()
                saved.set()
                ready.wait(10)
            revised.set()
            other.join(A_MOMENT)  # It waits, or it has lost what is not committed yet.

    def move_the_start() -> None:
        with revisions(timezone.now):
            saved.wait(10)
            row = Event.objects.get()
            row.starts_at -= timedelta(minutes=30)
            row.save()
            ready.set()
            revised.wait(10)

    other = Thread(target=lambda: None)
    first = apart(mend_the_street)
    other = apart(move_the_start)
    first.join()
    other.join()

    event.refresh_from_db()
    assert (event.version.sequence, event.changes.count()) == (2, 2)
    event.save()
    event.refresh_from_db()
    assert event.version.sequence == 2
