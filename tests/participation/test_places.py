"""Places, the waiting list, and offers of free places."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from atmp_events.models import Event, Registration, SiteVersion, State, Status
from atmp_events.participation.places import (
    NoPlace,
    OfferExpired,
    accept,
    cancel,
    fill_due_events,
    fill_free_places,
    offer_end,
    register,
)
from tests.builders import NOON

from .registration import (
    MONTH_BEFORE,
    an_event_with_an_offer,
    an_event_with_registration,
    an_unsaved_attendee,
    attendee_states,
    register_attendee,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_first_attendees_get_places_and_the_next_wait_in_order() -> None:
    event = an_event_with_registration(2, attendees=["Ada", "Bo", "Cy", "Di"])
    assert attendee_states(event) == {
        "Ada": "confirmed",
        "Bo": "confirmed",
        "Cy": "waiting",
        "Di": "waiting",
    }


def test_queue_has_the_order_of_registration_when_a_clock_is_behind() -> None:
    event = an_event_with_registration(0, attendees=["Di"])
    register_attendee(event, "Ada", now=MONTH_BEFORE - timedelta(seconds=1))
    assert list(attendee_states(event)) == ["Di", "Ada"]


@pytest.mark.parametrize(("capacity", "state"), [(0, "waiting"), (None, "confirmed")])
def test_capacity_zero_makes_all_wait_and_no_capacity_makes_none_wait(
    capacity: Any, state: str
) -> None:
    event = an_event_with_registration(capacity)
    assert {register_attendee(event, name).state for name in ("Ada", "Bo")} == {state}


def test_full_event_without_waiting_list_refuses_registration() -> None:
    event = an_event_with_registration(
        1, registration_settings={"has_waiting_list": False}, attendees=["Ada"]
    )
    with pytest.raises(NoPlace):
        register_attendee(event, "Bo")
    assert attendee_states(event) == {"Ada": "confirmed"}


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.CANCELLED},
        {"status": Status.POSTPONED},
        {"starts_at": MONTH_BEFORE - DAY},
        {"deleted_at": MONTH_BEFORE - DAY},
    ],
)
def test_cancelled_postponed_past_or_deleted_event_refuses_registration(
    fields: dict[str, object],
) -> None:
    event = an_event_with_registration(1, **fields)
    with pytest.raises(NoPlace):
        register_attendee(event)


@pytest.mark.parametrize(
    ("email", "typed"),
    [
        ("ada@example.org", "ADA@example.org"),
        ("ada@example.org", " ada@Example.ORG"),
        ("ada@example.org", "ａda@example.org"),
        ("ada@Räksmörgås.se", "ada@xn--rksmrgs-5wao1o.se"),
    ],
)
def test_same_address_registers_once_and_keeps_the_first_answers(email: str, typed: str) -> None:
    event = an_event_with_registration(2)
    first = register_attendee(event, email=email, food="Vego")
    again = register(an_unsaved_attendee(event, "Someone", email=typed, food="Fisk"), MONTH_BEFORE)
    assert (again.pk, again.name, again.food) == (first.pk, "Ada", "Vego")
    assert event.attendees.count() == 1


def test_plus_addresses_are_different_addresses() -> None:
    event = an_event_with_registration(2, attendees=["Ada"])
    register_attendee(event, "Child", email="ada+child@example.org")
    assert event.attendees.count() == 2


def test_attendee_who_cancelled_registers_again_at_the_end_of_the_queue() -> None:
    event = an_event_with_registration(1)
    ada, bo = register_attendee(event), register_attendee(event, "Bo")
    cancel(ada, MONTH_BEFORE)
    again = register_attendee(event, food="Vego", now=MONTH_BEFORE + HOUR)
    bo.refresh_from_db()
    assert (again.pk, again.state, again.food) == (ada.pk, "waiting", "Vego")
    assert bo.state == "offered"
    assert event.attendees.last() == ada


def test_free_place_is_offered_to_the_first_on_the_waiting_list_and_reserved() -> None:
    event = an_event_with_an_offer("Bo", "Cy")
    assert attendee_states(event) == {"Ada": "cancelled", "Bo": "offered", "Cy": "waiting"}
    assert event.attendees.get(name="Bo").offer_ends_at == MONTH_BEFORE + DAY
    assert register_attendee(event, "Di").state == "waiting"


def test_accepting_or_declining_an_offer_twice_has_one_effect() -> None:
    event = an_event_with_an_offer("Bo", "Cy")
    bo = event.attendees.get(name="Bo")
    accept(bo, MONTH_BEFORE + HOUR)
    accept(bo, MONTH_BEFORE + HOUR)
    assert (bo.state, bo.offer_ends_at) == ("confirmed", None)
    cancel(bo, MONTH_BEFORE + HOUR)
    cancel(bo, MONTH_BEFORE + HOUR)
    assert attendee_states(event)["Cy"] == "offered"


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.CANCELLED},
        {"status": Status.POSTPONED},
        {"deleted_at": MONTH_BEFORE},
        {"state": State.DRAFT},
        {"starts_at": MONTH_BEFORE - DAY, "ends_at": MONTH_BEFORE},
    ],
)
def test_offer_is_refused_when_the_event_is_off_or_past(change: dict[str, Any]) -> None:
    event = an_event_with_an_offer()
    Event.objects.update(**change)
    with pytest.raises(OfferExpired):
        accept(event.attendees.get(name="Bo"), MONTH_BEFORE + HOUR)
    assert attendee_states(event)["Bo"] == "offered"


def test_expired_offer_goes_to_the_next() -> None:
    event = an_event_with_an_offer("Bo", "Cy")
    bo = event.attendees.get(name="Bo")
    with pytest.raises(OfferExpired):
        accept(bo, MONTH_BEFORE + DAY)
    fill_due_events(MONTH_BEFORE + DAY - HOUR)
    assert attendee_states(event)["Bo"] == "offered"
    fill_due_events(MONTH_BEFORE + DAY)
    assert attendee_states(event) == {"Ada": "cancelled", "Bo": "cancelled", "Cy": "offered"}
    with pytest.raises(OfferExpired):
        accept(bo, MONTH_BEFORE + DAY)
    assert event.attendees.get(name="Cy").offer_ends_at == MONTH_BEFORE + 2 * DAY


def test_waiting_attendee_cannot_accept_without_an_offer() -> None:
    event = an_event_with_registration(1, attendees=["Ada"])
    with pytest.raises(OfferExpired):
        accept(register_attendee(event, "Bo"), MONTH_BEFORE)


@pytest.mark.parametrize(
    ("before", "hours"), [(30 * DAY, 24), (2 * DAY, 12), (3 * HOUR, 1), (2 * HOUR, 1)]
)
def test_offer_is_shorter_close_to_the_event(before: timedelta, hours: int) -> None:
    now = NOON - before
    assert offer_end(an_event_with_registration(), now) == now + hours * HOUR


def test_no_place_is_offered_in_the_last_hour() -> None:
    event = an_event_with_registration(1)
    ada = register_attendee(event)
    register_attendee(event, "Bo")
    cancel(ada, NOON - HOUR)
    fill_due_events(NOON - HOUR)
    assert attendee_states(event) == {"Ada": "cancelled", "Bo": "waiting"}
    assert register_attendee(event, "Cy", now=NOON - HOUR).state == "waiting"  # Bo is before Cy.


def test_added_places_are_offered_by_fill_and_by_the_clock() -> None:
    event = an_event_with_registration(0, attendees=["Ada", "Bo", "Cy"])
    Event.objects.update(capacity=1)
    fill_free_places(event, MONTH_BEFORE)
    assert list(attendee_states(event).values()) == ["offered", "waiting", "waiting"]
    Event.objects.update(capacity=None)
    fill_due_events(MONTH_BEFORE)
    assert list(attendee_states(event).values()) == ["offered"] * 3


def test_offer_by_the_clock_writes_nothing_without_an_ended_offer(
    django_assert_num_queries: object,
) -> None:
    an_event_with_registration(1, attendees=["Ada", "Bo"])
    with django_assert_num_queries(2):  # type: ignore[operator]
        fill_due_events(MONTH_BEFORE)


@pytest.mark.parametrize(
    "off",
    [
        {"state": State.DRAFT},
        {"status": Status.CANCELLED},
        {"registration": Registration.NOT_NEEDED},
    ],
)
def test_no_place_is_offered_until_the_event_and_its_registration_are_back(
    off: dict[str, Any],
) -> None:
    event = an_event_with_registration(1)
    ada, _bo = register_attendee(event), register_attendee(event, "Bo")
    Event.objects.update(**off)
    cancel(ada, MONTH_BEFORE)
    fill_due_events(MONTH_BEFORE)
    assert attendee_states(event)["Bo"] == "waiting"
    back = {"state": State.PUBLISHED, "status": Status.SCHEDULED, "registration": Registration.HERE}
    Event.objects.update(**back)
    fill_due_events(MONTH_BEFORE)
    assert attendee_states(event)["Bo"] == "offered"


def test_offer_expires_also_after_the_event_has_begun() -> None:
    event = an_event_with_an_offer()
    Event.objects.update(starts_at=MONTH_BEFORE + HOUR, ends_at=MONTH_BEFORE + 3 * DAY)
    fill_due_events(MONTH_BEFORE + 2 * DAY)
    assert attendee_states(event)["Bo"] == "cancelled"


def test_erased_attendees_keep_no_place_when_the_event_gets_a_new_date() -> None:
    event = an_event_with_registration(1, attendees=["Ada", "Bo"])
    with time_machine.travel(NOON + 40 * DAY, tick=False):
        call_command("tidy")
        Event.objects.update(starts_at=NOON + 90 * DAY, ends_at=NOON + 90 * DAY + HOUR)
        fill_due_events(timezone.now())
        assert register_attendee(event, "Cy", now=timezone.now()).state == "confirmed"
    assert set(event.attendees.values_list("name", "state")) == {
        ("", "cancelled"),
        ("Cy", "confirmed"),
    }


@pytest.mark.parametrize(
    "off", [{"status": Status.POSTPONED}, {"state": State.DRAFT}, {"deleted_at": MONTH_BEFORE}]
)
def test_offer_is_withdrawn_while_the_event_is_postponed_or_not_public_and_made_again_after(
    off: dict[str, Any],
) -> None:
    event = an_event_with_an_offer("Bo", "Cy")
    Event.objects.update(**off)
    fill_due_events(MONTH_BEFORE + HOUR)
    fill_due_events(MONTH_BEFORE + 9 * DAY)
    assert list(attendee_states(event).values()) == ["cancelled", "waiting", "waiting"]
    Event.objects.update(status=Status.SCHEDULED, state=State.PUBLISHED, deleted_at=None)
    fill_due_events(MONTH_BEFORE + 9 * DAY)
    assert attendee_states(event) == {"Ada": "cancelled", "Bo": "offered", "Cy": "waiting"}
    assert event.attendees.get(name="Bo").offer_ends_at == MONTH_BEFORE + 10 * DAY


def test_site_version_rises_only_with_a_number_that_readers_see() -> None:
    event = an_event_with_registration(8)
    rises = []
    for number in range(9):
        before = SiteVersion.current()
        register_attendee(event, f"Person {number}", email=f"p{number}@example.org")
        rises.append(SiteVersion.current() > before)
    # Pages show the number of places if at most five are left; never the length of the queue.
    assert rises == [False, False, True, True, True, True, True, True, False]


def test_registration_changes_last_modified_but_not_sequence() -> None:
    event = an_event_with_registration(1)
    before = Event.objects.get(pk=event.pk).version
    register_attendee(event)
    after = Event.objects.get(pk=event.pk).version
    assert after.sequence == before.sequence
    assert after.fingerprint != before.fingerprint
    register_attendee(event, "Bo")
    assert Event.objects.get(pk=event.pk).version.changed_at == after.changed_at
