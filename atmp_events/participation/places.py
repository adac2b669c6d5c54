"""Places at events: who has one, who waits for one, and who is offered one.

Only this module gives or frees places. It locks the event's row, and counts the rows of attendees.
Letters are queued in the same transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Max, Q

from ..actions.revising import note_places
from ..facts.places import Places, count_places
from ..facts.progress import is_over
from ..models import NOT_HELD, Attendee, Event, Registration
from ..models.recipient import folded_email
from .registration_letters import LetterKind, note_told, queue_letter_to

# An offer is valid for a quarter of the time until the event, within these bounds.
PART_OF_TIME_LEFT: Final = 4
MIN_OFFER_PERIOD: Final = timedelta(hours=1)
MAX_OFFER_PERIOD: Final = timedelta(days=1)
# Shortly before the event no place is offered: few would read the letter in time, and the places
# of the others would stay empty. Such a place can be given at the door.
NO_OFFER_WITHIN: Final = timedelta(hours=2)
# Two clicks, or a form that a browser sends again, give one letter.
SENT_AGAIN_AFTER: Final = timedelta(minutes=5)


class NoPlace(Exception):  # noqa: N818  # an answer, not a fault
    """There is no place, and one cannot wait for one; or the event is called off or over."""


class AlreadyRegistered(Exception):  # noqa: N818
    """Somebody with this address is registered for the event."""


class OfferExpired(Exception):  # noqa: N818
    """The place is no longer offered."""


def register(attendee: Attendee, now: datetime, *, may_wait: bool = True) -> Attendee:
    """Save a new attendee (name, email, language, answers) with a place, or on the waiting list.

    An address has its place at once, without a confirmation: people who read mail late would lose
    it. A reader whom somebody else has registered can cancel by the link in the letter.
    An attendee with this address is returned unchanged, and gets the letter again; one who has
    cancelled registers anew, last in the queue. Raises NoPlace, without `may_wait` also if only the
    waiting list is left.
    """
    with _locked(attendee.event_id, now) as event:
        if known := _registered_with_address(attendee, event):
            if now - known.registered_at >= SENT_AGAIN_AFTER:
                queue_letter_to(known, event, LetterKind(known.state), now)
            return known
        places = count_places(event)
        can_wait = may_wait and places.has_waiting_list
        if not takes_place_publicly(event, now) or (places.is_full and not can_wait):
            raise NoPlace
        attendee.state = Attendee.State.WAITING if places.is_full else Attendee.State.CONFIRMED
        # Times follow the order of the lock, so that nobody overtakes others in the queue.
        last = event.attendees.aggregate(last=Max("registered_at"))["last"]
        attendee.registered_at = max(now, last or now)
        attendee.save()
        queue_letter_to(attendee, event, LetterKind(attendee.state), now)
        return attendee


def give_place(attendee: Attendee, now: datetime, *, is_beyond: bool, by_letter: bool) -> None:
    """Give a place by hand, past the waiting list: to a new attendee, or to one without a place.

    With `is_beyond`, also one place more than there are. Nothing changes for an attendee with a
    place. Raises NoPlace, and AlreadyRegistered for a new attendee whose address is registered.
    """
    with _locked(attendee.event_id, now) as event:
        if not attendee.pk:
            if _registered_with_address(attendee, event):
                raise AlreadyRegistered
        else:
            attendee.refresh_from_db()
        if attendee.state == Attendee.State.CONFIRMED:
            return
        # A place that is offered is kept already.
        is_kept = attendee.state == Attendee.State.OFFERED
        if count_places(event).free == 0 and not is_kept and not is_beyond:
            raise NoPlace
        if attendee.state in {"", Attendee.State.CANCELLED}:
            attendee.registered_at = now  # Calendars accept only what is later than a cancellation.
        attendee.state, attendee.offer_ends_at = Attendee.State.CONFIRMED, None
        attendee.save()
        if by_letter:
            queue_letter_to(attendee, event, LetterKind.CONFIRMED, now)
        else:
            note_told(attendee, event, now)  # The coordinator has told it in another way.


def note_arrival(event: Event, key: int, now: datetime, *, has_come: bool) -> bool:
    """Note that an attendee with a place has come, or take that back.

    Return whether there is such an attendee. A second call keeps the first time, so that two people
    at the door do not undo each other's clicks. No place is given or freed, so nothing is locked.
    """
    there = event.attendees.filter(pk=key, state=Attendee.State.CONFIRMED, erased_at=None)
    if has_come:
        there.filter(came_at=None).update(came_at=now)
    else:
        there.update(came_at=None)
    return there.exists()


def cancel(attendee: Attendee, now: datetime, *, by_letter: bool = True) -> None:
    """Cancel a registration, or decline an offered place; offer the place to the next.

    Nothing changes for an attendee who has cancelled before.
    """
    with _locked(attendee.event_id, now) as event:
        attendee.refresh_from_db()
        if attendee.state != Attendee.State.CANCELLED:
            had_place = attendee.state == Attendee.State.CONFIRMED
            _set_state(attendee, Attendee.State.CANCELLED)
            if by_letter:
                queue_letter_to(attendee, event, LetterKind.CANCELLED, now, had_place=had_place)
            _fill(event, now)


def accept(attendee: Attendee, now: datetime) -> None:
    """Accept the place that an attendee was offered; nothing changes for one with a place.

    Raises OfferExpired.
    """
    with _locked(attendee.event_id, now) as event:
        attendee.refresh_from_db()
        if attendee.state == Attendee.State.CONFIRMED:
            return
        ends_at = attendee.offer_ends_at
        if ends_at is None or ends_at <= now or not takes_place_publicly(event, now):
            raise OfferExpired
        _set_state(attendee, Attendee.State.CONFIRMED)
        queue_letter_to(attendee, event, LetterKind.CONFIRMED, now)


def fill_free_places(event: Event, now: datetime) -> None:
    """End the offers that have expired, and offer free places to the waiting list."""
    with _locked(event.pk, now) as locked:
        _fill(locked, now)


def fill_due_events(now: datetime) -> None:
    """Fill each event that has an expired offer, or a free place and a waiting list.

    The command that runs every minute calls it, so that no free place stays empty.
    """
    taking_place = Event.objects.public(now).exclude(status__in=NOT_HELD)
    offered = Attendee.objects.filter(state=Attendee.State.OFFERED)
    ended = offered.filter(offer_ends_at__lte=now) | offered.exclude(event__in=taking_place)
    ended |= Attendee.objects.erased().filter(event__in=taking_place)
    is_free = Q(capacity=None) | Q(capacity__gt=F("places_taken"))
    is_waited_for = Q(places_waited_for__gt=0, starts_at__gte=now + NO_OFFER_WITHIN)
    waited_for = taking_place.with_places().filter(is_free, is_waited_for)
    keys = {*ended.values_list("event", flat=True), *waited_for.values_list("pk", flat=True)}
    for event in Event.objects.exclude(ends_at__lte=now).filter(pk__in=keys):
        fill_free_places(event, now)


def offer_end(event: Event, now: datetime) -> datetime | None:
    """Return when an offer that is made now expires; None if it is too late to offer a place."""
    # A public event has a start.
    if event.starts_at is None or event.starts_at - now < NO_OFFER_WITHIN:
        return None
    part = (event.starts_at - now) / PART_OF_TIME_LEFT
    return now + min(max(part, MIN_OFFER_PERIOD), MAX_OFFER_PERIOD)


def _registered_with_address(attendee: Attendee, event: Event) -> Attendee | None:
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
    """Lock the row of an event; revise it at the end if readers see other places than before."""
    with transaction.atomic():
        # `no_key` lets others save rows that refer to the event.
        event = Event.objects.select_for_update(of=("self",), no_key=True).get(pk=key)
        before = _visible_places(count_places(event))
        yield event
        if _visible_places(count_places(event)) != before:
            # Within `revisions` this waits: rows are locked before the version of the site.
            note_places(event, clock=lambda: now)


def _visible_places(places: Places) -> tuple[bool, int | None]:
    """Return what readers see of the places."""
    return places.is_full, places.few_left


def takes_place_publicly(event: Event, now: datetime) -> bool:
    """Return whether readers see an event that will be held, or goes on."""
    return event.is_public(now) and event.status not in NOT_HELD and not is_over(event, now)


def _fill(event: Event, now: datetime) -> None:
    if not takes_place_publicly(event, now):
        if not is_over(event, now):
            # They cannot accept now. If it takes place after all, they are first in the queue.
            offered = event.attendees.filter(state=Attendee.State.OFFERED)
            offered.update(state=Attendee.State.WAITING, offer_ends_at=None)
    elif event.registration == Registration.HERE:
        _offer_free_places(event, now)


def _offer_free_places(event: Event, now: datetime) -> None:
    # The event was over, and has been given a new date.
    event.attendees.erased().update(state=Attendee.State.CANCELLED, offer_ends_at=None)
    offered = event.attendees.filter(state=Attendee.State.OFFERED, offer_ends_at__lte=now)
    for attendee in offered.order_by("registered_at", "pk"):
        _set_state(attendee, Attendee.State.CANCELLED)
        queue_letter_to(attendee, event, LetterKind.OFFER_EXPIRED, now)
    ends_at = offer_end(event, now)
    if ends_at is None:
        return
    free = count_places(event).free
    for attendee in event.attendees.waiting()[:free]:
        _set_state(attendee, Attendee.State.OFFERED, ends_at)
        queue_letter_to(attendee, event, LetterKind.OFFERED, now)


def _set_state(attendee: Attendee, state: Attendee.State, until: datetime | None = None) -> None:
    attendee.state, attendee.offer_ends_at = state, until
    attendee.save(update_fields=["state", "offer_ends_at"])
