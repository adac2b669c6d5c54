"""Events with registration on the site, and their attendees."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from atmp_events.actions.revising import schedule_of
from atmp_events.models import (
    Attendee,
    Event,
    Follower,
    Registration,
    RegistrationSettings,
    Series,
)
from atmp_events.participation import places
from tests.builders import MONTH_BEFORE, an_event


def an_event_with_registration(
    capacity: int | None = 2,
    *,
    registration_settings: Any = None,
    attendees: Iterable[str] = (),
    **fields: Any,
) -> Event:
    """Create an event with registration on the site, its settings, and attendees by their names."""
    event = an_event(registration=Registration.HERE, capacity=capacity, **fields)
    if registration_settings is not None:
        RegistrationSettings.objects.create(event=event, **registration_settings)
        event = Event.objects.get(pk=event.pk)
    for name in attendees:
        register_attendee(event, name)
    return event


def an_unsaved_attendee(event: Event, name: str = "Ada", **fields: Any) -> Attendee:
    """Return an attendee who is not saved yet."""
    defaults = {"email": f"{name.lower()}@example.org", "language": "sv"}
    return Attendee(event=event, name=name, **defaults | fields)


def register_attendee(
    event: Event, name: str = "Ada", *, now: datetime = MONTH_BEFORE, **fields: Any
) -> Attendee:
    """Register an attendee at the moment `now`."""
    return places.register(an_unsaved_attendee(event, name, **fields), now)


def an_event_with_an_offer(*waiting: str, language: str = "sv", **fields: Any) -> Event:
    """Create an event whose one place Ada has cancelled: the first who waits (Bo) has an offer."""
    event = an_event_with_registration(1, **fields)
    ada = register_attendee(event)
    for name in waiting or ("Bo",):
        register_attendee(event, name, language=language)
    places.cancel(ada, MONTH_BEFORE)
    return event


def a_follower(
    of: Event | Series | None = None, email: str = "anna@example.org", **fields: Any
) -> Follower:
    """Create a confirmed follower of an event, of a series, or of all; all is told until now."""
    now = timezone.now()
    defaults: dict[str, Any] = {"asked_at": now, "confirmed_at": now, "language": "sv"}
    if isinstance(of, Event):
        defaults |= {"event": of, "told": schedule_and_sequence(of)}
    else:
        defaults |= {"series": of, "told_at": now}
    return Follower.objects.create(email=email, **defaults | fields)


def schedule_and_sequence(event: Event) -> dict[str, Any]:
    """Return what a reader of a letter about the event knows."""
    return {**schedule_of(event), "sequence": event.version.sequence}


def attendee_states(event: Event) -> dict[str, str]:
    """Return the state by name, in the order of the queue."""
    return dict(event.attendees.values_list("name", "state"))


def registration_path(event: Event, language: str = "sv") -> str:
    """Return the path of the registration form."""
    if language == "en":
        return f"/en/events/{event.year}/{event.slug_en}/register/"
    return f"/sv/evenemang/{event.year}/{event.slug_sv}/anmalan/"


def registration_data(
    client: Client, event: Event, language: str = "sv", **typed: str
) -> dict[str, str]:
    """Open the form; return the fields to send, with `typed` in them."""
    page = BeautifulSoup(client.get(registration_path(event, language)).content, "html.parser")
    promise = page.select_one("form.ask input[name=promise]")
    defaults = {"name": "Ada Lund", "email": "ada@example.org", "website": ""}
    return {"promise": str(promise["value"]), **defaults, **typed}


def queued_letters() -> list[Email]:
    """Return the letters of the outbox, oldest first."""
    return list(Email.objects.order_by("pk"))


def own_page_path(letter: Email) -> str:
    """Return the path of the attendee's own page from a letter."""
    found = re.search(
        r"https://events\.example\.org(/(?:sv/anmalan|en/registration)/\S+/)", letter.message
    )
    assert found, letter.message
    return found[1]
