"""Letters about new events, of a series or of all: at most one a week to each reader."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import ngettext, override

from ..facts.event import facts_of
from ..mail.letters import Letter
from ..mail.outbox import queue
from ..models import NOT_HELD, Event, Follower
from .following import followed_facts, leave_url, title_in_words

AT_MOST_EVERY: Final = timedelta(days=7)
REST: Final = timedelta(hours=1)  # What is published in one sitting stands in one letter.


def queue_due(now: datetime) -> None:
    """Queue the letters to those who were told a week ago, or never, where there is news."""
    due = Follower.objects.filter(
        event=None, confirmed_at__isnull=False, told_at__lte=now - AT_MOST_EVERY
    )
    known = Event.objects.public(now).coming(now).filter(version__visible_at__lte=now - REST)
    newest = known.order_by("-version__visible_at").values_list("version__visible_at", flat=True)
    if latest := newest.first():
        for key in due.filter(told_at__lt=latest).order_by("pk").values_list("pk", flat=True):
            _tell(key, now)


@transaction.atomic
def _tell(key: int, now: datetime) -> None:
    """Queue a letter, and store until when it tells, in one transaction."""
    locked = Follower.objects.select_for_update(of=("self",))
    follower = locked.filter(pk=key, told_at__lte=now - AT_MOST_EVERY).first()
    if follower is None or follower.told_at is None:
        return  # Another process has just told it, or it has left.
    events = _new_events(follower, now)
    rested = {event.version.visible_at or now for event in events}
    if rested and min(rested) <= now - REST:
        follower.told_at = now
        follower.save(update_fields=["told_at"])
        queue(_letter(follower, events, now))


def _new_events(follower: Follower, now: datetime) -> list[Event]:
    """Return the events that became public since the last letter, and are to come."""
    of_series = Q(series=follower.series_id) if follower.series_id else Q()
    new = Event.objects.public(now).coming(now).filter(of_series)
    return list(
        new.filter(version__visible_at__gt=follower.told_at, version__visible_at__lte=now)
        .exclude(status__in=NOT_HELD)
        .with_facts()
    )


def _letter(follower: Follower, events: list[Event], now: datetime) -> Letter:
    language = follower.reads()
    followed = followed_facts(follower.series, language, now)
    with override(language):
        title = title_in_words(followed, language)
        subject = ngettext("A new event", "%(count)s new events", len(events))
    words = subject % {"count": len(events)} if len(events) > 1 else subject
    return Letter(
        to=follower.email,
        language=language,
        subject=f"{words}: {title}" if followed.title else words,
        template="letters/follow_news.html",
        context={
            "events": [facts_of(event, language) for event in events],
            "followed": followed,
            "title": title,
        },
        leave_url=leave_url(follower),
    )
