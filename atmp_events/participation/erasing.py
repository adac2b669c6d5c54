"""Erasing of those who registered: the rows stay for the figures, without anything personal."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from ..facts.when import swedish_time
from ..mail.outbox import forget
from ..models import Attendee, Event, Status
from .places import cancel
from .privacy_notice import erased_on
from .registration_addresses import token_of

# Those who registered for a postponed event wait for its new date, but not for ever.
LONGEST_POSTPONED: Final = timedelta(days=365)


@transaction.atomic
def erase(attendee: Attendee, now: datetime) -> None:
    """Erase an attendee at once, with all letters about the registration.

    One whose event has not ended cancels so; the place goes to the next.
    """
    if not Event.objects.filter(pk=attendee.event_id, ends_at__lte=now).exists():
        cancel(attendee, now)
    forget(attendee.email, link=token_of(attendee))
    attendee.name = attendee.email = attendee.organisation = attendee.access_needs = ""
    attendee.food = attendee.answer = ""
    attendee.told, attendee.erased_at = None, now
    attendee.save()


def erase_due(now: datetime) -> int:
    """Erase the attendees of events on the day that they were told; return how many."""
    waits = Q(status=Status.POSTPONED, ends_at__gt=now - LONGEST_POSTPONED)
    ended = Event.objects.filter(ends_at__lte=now, attendees__isnull=False).exclude(waits)
    known = ended.filter(attendees__erased_at=None).select_related("registration_settings")
    today, erased = swedish_time(now).date(), 0
    for event in known.distinct():
        day = erased_on(event)
        for attendee in event.attendees.filter(erased_at=None) if day and day <= today else ():
            erase(attendee, now)
            erased += 1
    return erased
