"""Letters about new events, of a series or of all: at most one a week to each reader."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils.translation import ngettext, override

from ..facts.event import facts_of
from ..mail.letters import Letter
from ..mail.outbox import queue
from ..models import NOT_HELD, Event, Follower
from .following import followed_facts, letter_to

AT_MOST_EVERY: Final = timedelta(days=7)
REST: Final = timedelta(hours=1)  # What is published in one sitting stands in one letter.


def queue_due(now: datetime) -> None:
    """Queue the letters to addresses that were told a week ago, or never, where there is news."""
    known = Event.objects.public(now).coming(now).filter(version__visible_at__lte=now - REST)
    newest = known.order_by("-version__visible_at").values_list("version__visible_at", flat=True)
    if latest := newest.first():
        addresses = Follower.objects.of_new_events().order_by().values("email_folded")
        told = addresses.annotate(first=Min("told_at"), last=Max("told_at"))
        due = told.filter(first__lt=latest, last__lte=now - AT_MOST_EVERY)
        for address in due.order_by("email_folded").values_list("email_folded", flat=True):
            _tell(address, now)


def readers_of_new(event: Event) -> int:
    """Return how many addresses are told of an event when it is published."""
    told = Follower.objects.of_new_events().filter(Q(series=None) | Q(series=event.series_id))
    return told.order_by().values("email_folded").distinct().count()


@transaction.atomic
def _tell(address: str, now: datetime) -> None:
    """Queue a letter to a folded address, and store until when it tells, in one transaction."""
    rows = Follower.objects.of_new_events().filter(email_folded=address)
    followers = list(rows.select_related("series").select_for_update(of=("self",)))
    if any(it.told_at is None or it.told_at > now - AT_MOST_EVERY for it in followers):
        return  # Another process has just told it.
    events = _new_events(followers, now) if followers else []  # It may have left.
    rested = {event.version.visible_at or now for event in events}
    if rested and min(rested) <= now - REST:
        for it in followers:
            it.told_at = now
        Follower.objects.bulk_update(followers, ["told_at"])
        queue(_letter(followers, events, now))


def _new_events(followers: list[Follower], now: datetime) -> list[Event]:
    """Return the events that became public since the last letter, and are to come."""
    is_new = Q(pk__in=())
    for it in followers:
        of_series = Q(series=it.series_id) if it.series_id else Q()
        is_new |= Q(version__visible_at__gt=it.told_at) & of_series
    new = Event.objects.public(now).coming(now).filter(is_new)
    return list(new.filter(version__visible_at__lte=now).exclude(status__in=NOT_HELD).with_facts())


def _letter(followers: list[Follower], events: list[Event], now: datetime) -> Letter:
    follower = followers[-1]  # What was asked for last says how the address is read.
    language = follower.reads()
    series = follower.series if len(followers) == 1 else None
    followed = followed_facts(series, language, now)
    with override(language):
        subject = ngettext("A new event", "%(count)s new events", len(events))
    words = subject % {"count": len(events)} if len(events) > 1 else subject
    return letter_to(
        follower,
        f"{words}: {followed.name}" if followed.title else words,
        "letters/follow_news.html",
        context={
            "events": [facts_of(event, language) for event in events],
            "followed": followed,
        },
    )
