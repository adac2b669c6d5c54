"""Registers many people at once, in processes and threads of a database of its own.

    python -m tests.participation.registering PEOPLE PLACES

It prints JSON: the state of each in the order of the queue, and how many had a place at most while
some cancelled, others were offered a place, and the number of places was raised.
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


def a_person(event: Event, number: int) -> None:
    email = f"person{number}@example.org"
    person = Attendee(event=event, name=f"Person {number}", email=email, language="sv")
    places.register(person, timezone.now())


def at_once(jobs: Sequence[Callable[[], Any]]) -> None:
    """Run all jobs at the same time, each on a connection of its own."""
    ready = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> None:
        try:
            ready.wait(60)
            job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as together:
        for done in [together.submit(run, job) for job in jobs]:
            done.result()


def everything_frees_places(event: Event) -> int:
    """Cancel, register, let offers run out, accept, fill by hand and raise the number, at once."""
    having = list(event.attendees.with_place()[:8])
    later = timezone.now() + timedelta(days=2)

    def raise_the_number() -> None:
        event.capacity = (event.capacity or 0) + 5
        event.save()
        places.fill(event, timezone.now())

    at_once(
        [
            *(lambda it=it: places.cancel(it, timezone.now()) for it in having),
            *(lambda n=n: a_person(event, 1000 + n) for n in range(8)),
            *[lambda: places.offer_by_the_clock(timezone.now())] * 4,
            *[lambda: places.offer_by_the_clock(later)] * 2,
            *[lambda: places.fill(event, timezone.now())] * 4,
            raise_the_number,
        ]
    )
    return event.attendees.with_place().count()


def main(people: int, capacity: int) -> dict[str, Any]:
    if connection.vendor == "sqlite":  # Two hundred wait in line, on a busy machine for long.
        settings.DATABASES["default"]["OPTIONS"]["timeout"] = 600
    event = an_event(capacity)
    at_once([lambda n=n: a_person(event, n) for n in range(people)])  # type: ignore[misc]
    states = list(event.attendees.values_list("state", flat=True))
    many = everything_frees_places(event)
    # None waits while a place is free.
    places.offer_by_the_clock(timezone.now() + timedelta(days=3))
    return {
        "states": states,
        "has_place": many,
        "at_last": event.attendees.with_place().count(),
        "people": event.attendees.count(),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
