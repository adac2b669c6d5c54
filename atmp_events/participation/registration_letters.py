"""Letters to those who registered on this site."""

from datetime import datetime
from enum import StrEnum

from ..models import Attendee, Event


class News(StrEnum):
    """What a letter says of a registration; the name of its template."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    OFFER_OVER = "offer_over"
    CANCELLED = "cancelled"
    CHANGED = "changed"


def write(attendee: Attendee, event: Event, news: News, now: datetime) -> None:
    """Queue a letter to an attendee of an event, in the transaction of the caller."""
