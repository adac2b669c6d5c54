"""Program that registers many people at once, in threads, each with its own connection.

    python -m tests.participation.concurrent_registrations PEOPLE PLACES

It prints JSON: the states in the order of the queue; then, while some cancel, offers are made and
the capacity rises, how many have a place; and how many have one at the end.
"""

import json
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from atmp_events.models import Attendee, Event, Registration, State  # noqa: E402
from atmp_events.participation import places  # noqa: E402


def an_event(capacity: int) -> Event:
    start = timezone.now() + timedelta(days=30)
    return Event.objects.create(
        title_sv="Om celler",
        title_en="On cells",
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        state=State.PUBLISHED,
        registration=Registration.HERE,
        capacity=capacity,
    )


def register_person(event: Event, number: int) -> None:
    email = f"person{number}@example.org"
    person = Attendee(event=event, name=f"Person {number}", email=email, language="sv")
    places.register(person, timezone.now())


def run_at_once(jobs: Sequence[Callable[[], Any]]) -> None:
    """Run all jobs at the same time, each with its own connection."""
    ready = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> None:
        try:
            ready.wait(60)
            job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as executor:
        for future in [executor.submit(run, job) for job in jobs]:
            future.result()


def change_everything(event: Event) -> int:
    """Cancel, register, end offers, fill and raise the capacity at once; count who has a place."""
    with_place = list(event.attendees.with_place()[:8])
    later = timezone.now() + timedelta(days=2)

    def raise_the_number() -> None:
        event.capacity = (event.capacity or 0) + 5
        event.save()
        places.fill_free_places(event, timezone.now())

    run_at_once(
        [
            *(lambda it=it: places.cancel(it, timezone.now()) for it in with_place),
            *(lambda n=n: register_person(event, 1000 + n) for n in range(8)),
            *[lambda: places.fill_due_events(timezone.now())] * 4,
            *[lambda: places.fill_due_events(later)] * 2,
            *[lambda: places.fill_free_places(event, timezone.now())] * 4,
            raise_the_number,
        ]
    )
    return event.attendees.with_place().count()


def main(people: int, capacity: int) -> dict[str, Any]:
    if connection.vendor == "sqlite":  # 200 writers wait for one lock.
        settings.DATABASES["default"]["OPTIONS"]["timeout"] = 600
    event = an_event(capacity)
    run_at_once([lambda n=n: register_person(event, n) for n in range(people)])  # type: ignore[misc]
    states = list(event.attendees.values_list("state", flat=True))
    many = change_everything(event)
    # Then nobody waits while a place is free.
    places.fill_due_events(timezone.now() + timedelta(days=3))
    return {
        "states": states,
        "has_place": many,
        "at_last": event.attendees.with_place().count(),
        "people": event.attendees.count(),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
