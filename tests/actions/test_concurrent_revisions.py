"""Concurrent transactions that save the same event, on PostgreSQL."""

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


def test_two_concurrent_saves_make_two_versions() -> None:
    event = an_event(venue=a_venue())
    saved, revised, ready = Signal(), Signal(), Signal()

    def change_street() -> None:
        with transaction.atomic():
            with revisions(timezone.now):
                venue = Venue.objects.get()
                venue.street = "Husargatan 3"
                venue.save()
                saved.set()
                ready.wait(10)
            revised.set()
            other.join(WAIT)  # Without a lock, the other would end without this change.

    def change_start() -> None:
        with revisions(timezone.now):
            saved.wait(10)
            row = Event.objects.get()
            row.starts_at -= timedelta(minutes=30)
            row.save()
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
