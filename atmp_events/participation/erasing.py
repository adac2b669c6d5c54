"""Erasing of those who registered: the rows stay for the figures, without anything personal."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from ..facts.standing import is_over
from ..facts.when import swedish_time
from ..mail.outbox import forget
from ..models import Attendee, Event, Status
from ..models.retention import POSTPONED_FOR, RESTORED_WITHIN
from .places import cancel
from .privacy_notice import erased_on
from .registration_form import ANSWERS

PERSONAL: Final = ("name", "email", *ANSWERS)


@transaction.atomic
def erase(attendee: Attendee, now: datetime) -> None:
    """Erase an attendee at once, with all letters about the registration.

    One whose event has not ended cancels so; the place goes to the next.
    """
    if not is_over(Event.objects.get(pk=attendee.event_id), now):
        cancel(attendee, now, by_letter=False)
    email, link = attendee.email, attendee.token
    for name in PERSONAL:
        setattr(attendee, name, "")
    attendee.told, attendee.erased_at = None, now
    # Not who came, which may be noted just now.
    attendee.save(update_fields=[*PERSONAL, "email_folded", "told", "erased_at"])
    # After the row: a letter that is just being queued for it is then there to be deleted.
    forget(email, link=link)


def erase_due(now: datetime) -> int:
    """Erase the attendees of events on the day that they were told; return how many.

    Those of an event that was deleted, or withdrawn without a date, a month after that; of one
    that waits for a new date, a year after the old; of one without, a year after the last save.
    """
    gone = Q(deleted_at__lte=now - RESTORED_WITHIN) | Q(
        ends_at=None, version__withdrawn_at__lte=now - RESTORED_WITHIN
    )
    gone |= Q(status=Status.POSTPONED, ends_at__lte=now - POSTPONED_FOR)
    gone |= Q(ends_at=None, updated_at__lte=now - POSTPONED_FOR)
    theirs = Event.objects.filter(attendees__isnull=False).filter(attendees__erased_at=None)
    known = theirs.select_related("registration_settings").distinct()
    today = swedish_time(now).date()
    done = {it.pk for it in known.filter(gone)}
    done |= {
        it.pk for it in known.filter(ends_at__lte=now) if (day := erased_on(it)) and day <= today
    }
    due = list(Attendee.objects.filter(event__in=done, erased_at=None))
    for attendee in due:
        erase(attendee, now)
    return len(due)
