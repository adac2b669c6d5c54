"""What is held about an email address: registrations, follows, letters (GDPR, Articles 15, 17)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from post_office.models import Email

from ..actions.erasing import Name, erase_from_sessions
from ..facts.when import swedish_time
from ..mail.outbox import forget
from ..models import Attendee, Follower
from ..models.recipient import folded_email
from .erasing import erase
from .following import leave
from .registration_form import ANSWERS

COLUMNS: Final = ("name", "email", "language", *ANSWERS, "state", "told")
MOMENTS: Final = ("registered_at", "offer_ends_at", "came_at")


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The rows that hold an address."""

    attendees: list[Attendee]
    followers: list[Follower]
    letters: int  # in the outbox

    def __bool__(self) -> bool:
        """Return whether anything is held."""
        return bool(self.attendees or self.followers or self.letters)

    def as_json(self) -> dict[str, Any]:
        """Return all of it, for a JSON file."""
        return {
            "registrations": [{"event": str(it.event), **data_of(it)} for it in self.attendees],
            "follows": [_data_of_follower(it) for it in self.followers],
            "letters_in_the_outbox": self.letters,
        }


def held_about(email: str) -> PersonalData:
    """Return what is held about an email address, however it is typed; nothing about ""."""
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
    """Erase all that is held about an email address; return what was held."""
    held = held_about(email)
    texts = {email.strip(), *(it.name for it in held.attendees)} - {""}
    for follower in held.followers:
        leave(follower)
    for attendee in held.attendees:
        erase(attendee, now)
    if held:
        forget(email)
    for text in texts:
        erase_from_sessions(Name(text))
    return held


def data_of(attendee: Attendee) -> dict[str, Any]:
    """Return what is held about an attendee, for JSON; times are ISO 8601 in Swedish time."""
    columns = {name: getattr(attendee, name) for name in COLUMNS}
    return columns | {name: _moment(getattr(attendee, name)) for name in MOMENTS}


def _data_of_follower(follower: Follower) -> dict[str, Any]:
    return {
        "event": str(follower.event or ""),
        "series": str(follower.series or ""),
        "email": follower.email,
        "language": follower.language,
        "asked_at": _moment(follower.asked_at),
        "confirmed_at": _moment(follower.confirmed_at),
        "told": follower.told,
        "told_at": _moment(follower.told_at),
    }


def _moment(moment: datetime | None) -> str | None:
    return swedish_time(moment).isoformat(timespec="seconds") if moment else None
