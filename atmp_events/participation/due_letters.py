"""What the clock lets follow: the command that sends the letters queues it first."""

from datetime import datetime

from . import changes, news
from .places import offer_by_the_clock


def queue_due(now: datetime) -> None:
    """Offer places that are free, and queue the letters about changes and new events."""
    offer_by_the_clock(now)
    changes.queue_due(now)
    news.queue_due(now)
