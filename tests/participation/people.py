"""Events on which one registers here, and those who do."""

from datetime import datetime, timedelta
from typing import Any

from atmp_events.models import Attendee, Event, Registration, RegistrationSettings
from atmp_events.participation import places
from tests.builders import NOON, an_event

MONTH_BEFORE = NOON - timedelta(days=30)


def an_event_here(capacity: int | None = 2, *, asks: Any = None, **fields: Any) -> Event:
    """An event with registration on the site, and with the settings `asks` if there are any."""
    event = an_event(registration=Registration.HERE, capacity=capacity, **fields)
    if asks is not None:
        RegistrationSettings.objects.create(event=event, **asks)
        event = Event.objects.get(pk=event.pk)
    return event


def a_new_attendee(event: Event, name: str = "Ada", **fields: Any) -> Attendee:
    """Somebody who is about to register."""
    plain = {"email": f"{name.lower()}@example.org", "language": "sv"}
    return Attendee(event=event, name=name, **plain | fields)


def registered(
    event: Event, name: str = "Ada", *, now: datetime = MONTH_BEFORE, **fields: Any
) -> Attendee:
    """Somebody who has just registered."""
    return places.register(a_new_attendee(event, name, **fields), now)


def states(event: Event) -> dict[str, str]:
    """Who has a place, in the order of the queue."""
    return dict(event.attendees.values_list("name", "state"))
