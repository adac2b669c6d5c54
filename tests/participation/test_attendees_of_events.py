"""Attendees of an event that is deleted, restored, withdrawn or merged."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from atmp_events.actions.soft_delete import delete, restore
from atmp_events.models import Attendee, Event, State, Status
from atmp_events.participation import places
from atmp_events.participation.changes import queue_change_letters
from tests.builders import NOON, save

from .letters import take_letters
from .registration import (
    MONTH_BEFORE,
    an_event_with_registration,
    an_unsaved_attendee,
    attendee_states,
    registration_path,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail", "a_month_before")]
DAY = timedelta(days=1)


def tidy(after: timedelta) -> None:
    with time_machine.travel(MONTH_BEFORE + after, tick=False):
        call_command("tidy")


def test_attendees_get_a_cancellation_and_keep_places_after_restore(client: Client) -> None:
    event = an_event_with_registration(1, attendees=["Ada", "Bo"])
    take_letters()
    delete(Event.objects.all(), now=timezone.now())
    assert client.get(registration_path(event)).status_code in {404, 410}
    queue_change_letters(timezone.now() + timedelta(minutes=6))
    is_cancelled = {it.to: "METHOD:CANCEL" in it.calendar for it in take_letters()}
    assert is_cancelled["ada@example.org"]
    restore(Event.objects.all(), now=timezone.now())
    assert attendee_states(event) == {"Ada": "confirmed", "Bo": "waiting"}
    assert client.get(registration_path(event)).status_code == 200


def test_attendees_of_a_deleted_event_are_erased_when_restore_is_over() -> None:
    an_event_with_registration(1, starts_at=NOON + 300 * DAY, attendees=["Ada"])
    delete(Event.objects.all(), now=timezone.now())
    tidy(29 * DAY)
    assert Attendee.objects.get().name == "Ada"
    tidy(31 * DAY)
    assert Attendee.objects.get().name == ""
    tidy(800 * DAY)
    assert not Attendee.objects.exists()


@pytest.mark.parametrize(
    ("fields", "change", "kept", "erased"),
    [
        (
            {"registration_settings": {"days_kept": 10}},
            {},
            39,
            40,
        ),  # days after the month before the event
        ({"registration_settings": {"days_kept": 10}}, {"status": Status.POSTPONED}, 130, 530),
        # Withdrawn and its date removed, or a draft that never had a date.
        ({}, {"state": State.DRAFT, "starts_at": None, "ends_at": None}, 29, 31),
        ({"state": State.DRAFT, "starts_at": None}, {}, 364, 366),
    ],
)
def test_attendees_are_erased_on_time_and_not_before(
    fields: dict[str, Any], change: dict[str, Any], kept: int, erased: int
) -> None:
    event = an_event_with_registration(1, **fields)
    attendee = an_unsaved_attendee(event, food="Vego")
    places.give_place(attendee, MONTH_BEFORE, is_beyond=False, by_letter=False)
    save(event, **change)
    tidy(kept * DAY)
    assert Attendee.objects.get().name == "Ada"
    tidy(erased * DAY)
    row = Attendee.objects.get()
    assert (row.name, row.email, row.food) == ("", "", "")
