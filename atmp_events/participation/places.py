"""Who has a place at an event, who waits for one, and to whom one is offered.

All that gives or frees a place goes through here: it locks the event's row, and counts the rows of
those who registered. Letters are queued in the same transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Max, Q

from ..actions.revising import revise
from ..facts.places import Places, count_places
from ..facts.progress import is_over
from ..models import NOT_HELD, Attendee, Event, Registration
from ..models.recipient import folded_email
from .registration_letters import News, write

# One to whom a place is offered has a quarter of the time that is left, within these bounds.
PART_OF_TIME_LEFT: Final = 4
SHORTEST_OFFER: Final = timedelta(hours=1)
LONGEST_OFFER: Final = timedelta(days=1)
# Later nobody is offered a place: few would read the letter in time, and a place that is kept for
# one who does not would be empty. The door gives it to one who stands there.
LAST_OFFER: Final = timedelta(hours=2)


class NoPlace(Exception):  # noqa: N818  # an answer, not a fault
    """There is no place and no waiting list, or the event is not held, or it is over."""


class IsRegistered(Exception):  # noqa: N818
    """Somebody with this address is registered for the event."""


class OfferOver(Exception):  # noqa: N818
    """The place is no longer offered."""


def register(attendee: Attendee, now: datetime) -> Attendee:
    """Save a new attendee (name, email, language, answers) with a place, or as one who waits.

    An address holds its place at once, unconfirmed: those who read their mail late would lose it
    to others, and one whom somebody else has registered cancels by the link in the letter.
    One with this address who is registered already is returned unchanged. One who has cancelled
    registers anew, last in the queue. Raises NoPlace.
    """
    with _locked(attendee.event_id, now) as event:
        if known := _registered(attendee, event):
            return known
        places = count_places(event)
        if not is_to_come(event, now) or (places.are_taken and not places.has_waiting_list):
            raise NoPlace
        attendee.state = Attendee.State.WAITING if places.are_taken else Attendee.State.CONFIRMED
        # In the order of the lock: who waits does not overtake one who was there before.
        last = event.attendees.aggregate(last=Max("registered_at"))["last"]
        attendee.registered_at = max(now, last or now)
        attendee.save()
        write(attendee, event, News(attendee.state), now)
        return attendee


def give_place(attendee: Attendee, now: datetime, *, is_beyond: bool, by_letter: bool) -> None:
    """Give a place by hand, before those who wait: to a new attendee, or to one who has none.

    One place more than there are is given only if `is_beyond`. Nothing happens to one who has a
    place. Raises NoPlace, and IsRegistered for a new one whose address has a place or waits for it.
    """
    with _locked(attendee.event_id, now) as event:
        if not attendee.pk:
            if _registered(attendee, event):
                raise IsRegistered
        else:
            attendee.refresh_from_db()
        if attendee.state == Attendee.State.CONFIRMED:
            return
        # A place that is offered is kept already.
        is_kept = attendee.state == Attendee.State.OFFERED
        if count_places(event).free == 0 and not is_kept and not is_beyond:
            raise NoPlace
        if attendee.state in {"", Attendee.State.CANCELLED}:
            attendee.registered_at = now  # Calendars take what is later than a cancellation.
        attendee.state, attendee.offer_ends_at = Attendee.State.CONFIRMED, None
        attendee.save()
        if by_letter:
            write(attendee, event, News.CONFIRMED, now)


def note_arrival(event: Event, key: int, now: datetime, *, has_come: bool) -> bool:
    """Note that an attendee with a place has come, or take that back.

    Return whether there is such an attendee. Twice is as once, and the first moment stays: two at
    the door do not undo each other's press. No place is given or freed, so nothing is locked.
    """
    there = event.attendees.filter(pk=key, state=Attendee.State.CONFIRMED, erased_at=None)
    if has_come:
        there.filter(came_at=None).update(came_at=now)
    else:
        there.update(came_at=None)
    return there.exists()


def cancel(attendee: Attendee, now: datetime, *, by_letter: bool = True) -> None:
    """Take an attendee's place, or place in the queue, back; offer it to the next.

    A place that is offered is declined so. Nothing happens to one who has cancelled before.
    """
    with _locked(attendee.event_id, now) as event:
        attendee.refresh_from_db()
        if attendee.state != Attendee.State.CANCELLED:
            had_place = attendee.state == Attendee.State.CONFIRMED
            _set(attendee, Attendee.State.CANCELLED)
            if by_letter:
                write(attendee, event, News.CANCELLED, now, had_place=had_place)
            _fill(event, now)


def accept(attendee: Attendee, now: datetime) -> None:
    """Confirm the place that an attendee was offered; nothing happens to one who has a place.

    Raises OfferOver.
    """
    with _locked(attendee.event_id, now) as event:
        attendee.refresh_from_db()
        if attendee.state == Attendee.State.CONFIRMED:
            return
        ends_at = attendee.offer_ends_at
        if ends_at is None or ends_at <= now or not is_to_come(event, now):
            raise OfferOver
        _set(attendee, Attendee.State.CONFIRMED)
        write(attendee, event, News.CONFIRMED, now)


def fill(event: Event, now: datetime) -> None:
    """End the offers that have run out, and offer free places to those who wait."""
    with _locked(event.pk, now) as locked:
        _fill(locked, now)


def offer_by_the_clock(now: datetime) -> None:
    """Fill each event with an offer that has run out, or with a free place and one who waits.

    Every minute's command calls it; so no place stays empty, however it became free.
    """
    held = Event.objects.public(now).exclude(status__in=NOT_HELD)
    offered = Attendee.objects.filter(state=Attendee.State.OFFERED)
    ended = offered.filter(offer_ends_at__lte=now) | offered.exclude(event__in=held)
    ended |= Attendee.objects.erased().filter(event__in=held)
    is_free = Q(capacity=None) | Q(capacity__gt=F("places_taken"))
    is_waited_for = Q(places_waited_for__gt=0, starts_at__gte=now + LAST_OFFER)
    waited_for = held.with_places().filter(is_free, is_waited_for)
    keys = {*ended.values_list("event", flat=True), *waited_for.values_list("pk", flat=True)}
    for event in Event.objects.exclude(ends_at__lte=now).filter(pk__in=keys):
        fill(event, now)


def offer_end(event: Event, now: datetime) -> datetime | None:
    """Return how long a place that is offered now is kept; None if it is too late to offer one."""
    if event.starts_at is None:
        return now + LONGEST_OFFER
    left = event.starts_at - now
    if left < LAST_OFFER:
        return None
    return now + min(max(left / PART_OF_TIME_LEFT, SHORTEST_OFFER), LONGEST_OFFER)


def _registered(attendee: Attendee, event: Event) -> Attendee | None:
    """Return the row with the address of a new attendee that has a place or waits for one.

    The row of one who has cancelled becomes that of the new attendee.
    """
    folded = folded_email(attendee.email)
    known = Attendee.objects.filter(event=event, email_folded=folded).first()
    if known and known.state != Attendee.State.CANCELLED:
        return known
    attendee.pk = known.pk if known else None
    return None


@contextmanager
def _locked(key: int, now: datetime) -> Iterator[Event]:
    """Lock the row of an event; tell readers at the end if it has become full, or has places."""
    with transaction.atomic():
        event = Event.objects.select_for_update(of=("self",)).get(pk=key)
        before = _shown(count_places(event))
        yield event
        if _shown(count_places(event)) != before:
            revise(Event.objects.filter(pk=key), now=now)


def _shown(places: Places) -> tuple[bool, int | None]:
    """Return what readers see of the places."""
    return places.are_taken, places.few_left


def is_to_come(event: Event, now: datetime) -> bool:
    """Return whether readers see an event that will be held, or goes on."""
    return event.is_public(now) and event.status not in NOT_HELD and not is_over(event, now)


def _fill(event: Event, now: datetime) -> None:
    if not is_to_come(event, now):
        if not is_over(event, now):
            # They cannot take it. If it is held after all, or later, they are the first to get one.
            offered = event.attendees.filter(state=Attendee.State.OFFERED)
            offered.update(state=Attendee.State.WAITING, offer_ends_at=None)
    elif event.registration == Registration.HERE:
        _offer_free_places(event, now)


def _offer_free_places(event: Event, now: datetime) -> None:
    # The event was over, and has been given a new date.
    event.attendees.erased().update(state=Attendee.State.CANCELLED, offer_ends_at=None)
    offered = event.attendees.filter(state=Attendee.State.OFFERED, offer_ends_at__lte=now)
    for attendee in offered.order_by("registered_at", "pk"):
        _set(attendee, Attendee.State.CANCELLED)
        write(attendee, event, News.OFFER_OVER, now)
    ends_at = offer_end(event, now)
    if ends_at is None:
        return
    free = count_places(event).free
    for attendee in event.attendees.waiting()[:free]:
        _set(attendee, Attendee.State.OFFERED, ends_at)
        write(attendee, event, News.OFFERED, now)


def _set(attendee: Attendee, state: Attendee.State, until: datetime | None = None) -> None:
    attendee.state, attendee.offer_ends_at = state, until
    attendee.save(update_fields=["state", "offer_ends_at"])
