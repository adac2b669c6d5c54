"""What a coordinator does by hand with those who registered: add, move up, cancel, note who came.

The event's row is locked as in `places`. A letter goes only if it is asked for.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from ..facts.places import count_places
from ..models import Attendee, Event
from ..models.recipient import folded_email
from .places import NoPlace, _locked, cancel, fill
from .registration_letters import News, write


def add(attendee: Attendee, now: datetime, *, beyond: bool, by_letter: bool) -> Attendee:
    """Give a new attendee a place; `beyond` the number of places only if that is said.

    One who waits or has cancelled gets the place. Raises NoPlace, and ValidationError for one who
    has a place already.
    """
    with _locked(attendee.event_id, now) as event:
        known = event.attendees.filter(email_folded=folded_email(attendee.email)).first()
        if known and known.state == Attendee.State.CONFIRMED:
            raise ValidationError({"email": gettext("This address is registered already.")})
        attendee.pk = known.pk if known else None
        attendee.registered_at = now
        _confirm(attendee, event, now, beyond=beyond, by_letter=by_letter, known=known)
        return attendee


def move_up(attendee: Attendee, now: datetime, *, beyond: bool, by_letter: bool) -> None:
    """Give one who waits, or whom a place is offered, a place before the others. Raises NoPlace."""
    with _locked(attendee.event_id, now) as event:
        attendee.refresh_from_db()
        if attendee.state in {Attendee.State.WAITING, Attendee.State.OFFERED}:
            _confirm(attendee, event, now, beyond=beyond, by_letter=by_letter, known=attendee)


def cancel_by_hand(attendee: Attendee, now: datetime, *, by_letter: bool) -> None:
    """Take an attendee's place back, and offer it to the next."""
    if by_letter:
        cancel(attendee, now)
        return
    with _locked(attendee.event_id, now) as event:
        attendee.refresh_from_db()
        if attendee.state != Attendee.State.CANCELLED:
            attendee.state, attendee.offer_ends_at = Attendee.State.CANCELLED, None
            attendee.save(update_fields=["state", "offer_ends_at"])
            fill(event, now)


def note_arrival(event: Event, key: int, now: datetime, *, came: bool) -> bool:
    """Note that an attendee came, or take that back; return whether there is such an attendee.

    Twice the same is as once, so two at the door do not undo each other's press. One who cancelled
    or waits, and came, stays what he is: the place is the coordinator's to give.
    """
    of_event = Attendee.objects.filter(event=event, pk=key, erased_at=None)
    if came:
        of_event.filter(came_at=None).update(came_at=now)
    else:
        of_event.update(came_at=None)
    return of_event.exists()


def _confirm(
    attendee: Attendee,
    event: Event,
    now: datetime,
    *,
    beyond: bool,
    by_letter: bool,
    known: Attendee | None,
) -> None:
    # A place that is kept for this one counts as free.
    is_kept = known is not None and known.state == Attendee.State.OFFERED
    if count_places(event).free == 0 and not is_kept and not beyond:
        raise NoPlace
    attendee.state, attendee.offer_ends_at = Attendee.State.CONFIRMED, None
    attendee.save()
    if by_letter:
        write(attendee, event, News.CONFIRMED, now)
