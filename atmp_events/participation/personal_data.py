"""Personal data of followers and attendees: reading and erasing.

They are handed out and erased on request (GDPR, Articles 15 and 17), and erased when no longer
needed. The rows of attendees stay for the statistics, without personal data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from post_office.models import Email

from ..actions.erasing import NamePattern, erase_from_sessions
from ..facts.progress import is_over
from ..facts.when import swedish_time
from ..mail.outbox import delete_letters_to
from ..models import Attendee, Event, Follower, Status
from ..models.recipient import folded_email
from ..models.retention import POSTPONED_KEPT_FOR, RESTORABLE_FOR
from .following import leave
from .places import cancel
from .registration_form import ANSWERS
from .registration_letters import erased_on

PERSONAL: Final = ("name", "email", *ANSWERS)
ATTENDEE: Final = (
    *(*PERSONAL, "language", "state", "told"),
    *("registered_at", "offer_ends_at", "came_at"),
)
FOLLOWER: Final = ("email", "language", "asked_at", "confirmed_at", "told", "told_at")


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The rows that hold an address."""

    attendees: list[Attendee]
    followers: list[Follower]
    letters: int  # in the outbox

    def __bool__(self) -> bool:
        """Return whether anything is stored."""
        return bool(self.attendees or self.followers or self.letters)

    def as_json(self) -> dict[str, Any]:
        """Return all of it, for a JSON file."""
        return {
            "registrations": [{"event": str(it.event), **data_of(it)} for it in self.attendees],
            "follows": [
                {"event": str(it.event or ""), "series": str(it.series or "")} | _data(it, FOLLOWER)
                for it in self.followers
            ],
            "letters_in_the_outbox": self.letters,
        }


def find_personal_data(email: str) -> PersonalData:
    """Return what is stored about an email address, in any spelling; nothing for ""."""
    if not (folded := folded_email(email)):
        return PersonalData([], [], 0)
    attendees = Attendee.objects.filter(email_folded=folded).select_related("event")
    followers = Follower.objects.filter(email_folded=folded).select_related("event", "series")
    return PersonalData(
        attendees=list(attendees),
        followers=list(followers.order_by("asked_at", "pk")),
        letters=Email.objects.filter(context__recipient=folded).count(),
    )


@transaction.atomic
def erase_address(email: str, now: datetime) -> PersonalData:
    """Erase all that is stored about an email address; return what was stored."""
    data = find_personal_data(email)
    Event.objects.filter(pk__in={it.event_id for it in data.attendees}).lock()
    texts = {email.strip(), *(it.name for it in data.attendees)} - {""}
    for follower in data.followers:
        leave(follower)
    for attendee in data.attendees:
        erase(attendee, now)
    if data:
        delete_letters_to(email)
    if texts:
        erase_from_sessions(NamePattern(*texts))
    return data


@transaction.atomic
def erase(attendee: Attendee, now: datetime) -> None:
    """Erase an attendee at once, with all letters about the registration.

    If the event has not ended, this cancels the registration: the place goes to the next.
    """
    if not is_over(Event.objects.get(pk=attendee.event_id), now):
        cancel(attendee, now, by_letter=False)
    email, link = attendee.email, attendee.token
    for name in PERSONAL:
        setattr(attendee, name, "")
    attendee.told, attendee.erased_at = None, now
    # Not `came_at`: another request may be setting it.
    attendee.save(update_fields=[*PERSONAL, "email_folded", "told", "erased_at"])
    # After the row was saved: a letter that another transaction queued meanwhile is deleted, too.
    delete_letters_to(email, link=link)


def erase_due(now: datetime) -> int:
    """Erase the attendees of events on the day that they were told; return how many.

    Other cases: a month after the event was deleted, or withdrawn without a date; a year after the
    old date of a postponed event; a year after the last save of an event without a date.
    """
    gone = Q(deleted_at__lte=now - RESTORABLE_FOR) | Q(
        ends_at=None, version__withdrawn_at__lte=now - RESTORABLE_FOR
    )
    gone |= Q(status=Status.POSTPONED, ends_at__lte=now - POSTPONED_KEPT_FOR)
    gone |= Q(ends_at=None, updated_at__lte=now - POSTPONED_KEPT_FOR)
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


def data_of(attendee: Attendee) -> dict[str, Any]:
    """Return what is stored about an attendee, for JSON."""
    return _data(attendee, ATTENDEE)


def _data(row: Attendee | Follower, names: Sequence[str]) -> dict[str, Any]:
    """Return columns of a row for JSON; times are ISO 8601 in Swedish time."""
    values = {name: getattr(row, name) for name in names}
    return {
        name: swedish_time(it).isoformat(timespec="seconds") if isinstance(it, datetime) else it
        for name, it in values.items()
    }
