"""Following: an address asks, confirms and leaves (double opt-in), and gets letters on new events.

The letter that asks for the confirmation has only a link; the invitation comes after the
confirmation. So nobody can fill a stranger's calendar by typing the stranger's address.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils.translation import gettext, ngettext, override

from ..facts.event import EventFacts, facts_of
from ..facts.paths import entity_path, route_path
from ..facts.progress import is_over, progress_of
from ..facts.status import StatusWords, status_words
from ..mail.letters import Letter
from ..mail.outbox import delete_letters_to, queue
from ..models import NOT_HELD, Event, Follower, Language, Series, Status, Text
from ..models.recipient import folded_email
from ..models.retention import POSTPONED_KEPT_FOR
from .invitations import invitation
from .schedules import present_schedule

CONFIRMATION_TIMEOUT: Final = timedelta(days=1)  # how long a link to confirm is valid
MIN_REQUEST_INTERVAL: Final = timedelta(minutes=1)  # A double click gives one letter.
RETENTION: Final = timedelta(days=7)  # after the end of the event
NEWS_INTERVAL: Final = timedelta(days=7)  # at most
NEWS_DELAY: Final = timedelta(hours=1)  # Events that are published together give one letter.
TOLD: Final = "events"  # the key of their UIDs in `told`, for followers of new events

Followed = Event | Series | None  # None: all events


class CannotConfirm(Exception):  # noqa: N818  # an answer, not a fault
    """The link to confirm is no longer valid, or the event is over or no longer public."""


@dataclass(frozen=True, slots=True)
class FollowedFacts:
    """What is followed, in one language."""

    name: str  # the title; for all events and for a withdrawn event, words for it
    path: str  # of its page
    title: Text | None = None  # None for all events, and for a withdrawn event
    is_event: bool = False
    is_series: bool = False
    when: str = ""
    where: str = ""
    is_withdrawn: bool = False  # only for events
    is_over: bool = False  # only for events
    news: StatusWords | None = None  # that an event is cancelled or postponed; `when` is then ""


def followed_facts(followed: Followed, language: Language, now: datetime) -> FollowedFacts:
    """Return what is followed in words. An event should be fetched `with_facts`."""
    with override(language):
        match followed:
            case Event() if not followed.is_public(now):
                name = gettext("an event that is no longer public")
                path = route_path("home", language)
                return FollowedFacts(name, path, is_event=True, is_withdrawn=True)
            case Event():
                return _facts_of_event(facts_of(followed, language), now)
            case Series():
                path = entity_path("series", followed.slug.written(language), language)
                title = followed.title.read(language)
                return FollowedFacts(str(title), path, title, is_series=True)
        return FollowedFacts(gettext("new events"), route_path("events", language))


def _facts_of_event(facts: EventFacts, now: datetime) -> FollowedFacts:
    is_past = progress_of(facts, now).is_past
    news = status_words(facts, is_past=is_past) if facts.is_called_off else None
    return FollowedFacts(
        name=str(facts.title),
        path=facts.path,
        title=facts.title,
        is_event=True,
        when=facts.when.in_full if facts.when and not news else "",
        where=facts.where.line,
        is_over=is_past,
        news=news,
    )


def leave_url(follower: Follower) -> str:
    """Return the absolute address at which a follower leaves."""
    path = route_path("follow_leave", follower.get_language(), token=follower.token)
    return settings.SITE_URL + path


@transaction.atomic
def ask_to_follow(email: str, language: Language, followed: Followed, now: datetime) -> None:
    """Store that an address wants to follow, and queue the letter that asks it to confirm.

    An address that already follows gets a letter that says so. The caller sees no difference.
    """
    thing = {
        "event": followed if isinstance(followed, Event) else None,
        "series": followed if isinstance(followed, Series) else None,
    }
    follower, is_new = Follower.objects.get_or_create(
        **thing,
        email_folded=folded_email(email),
        defaults={"email": email.strip(), "language": language, "asked_at": now},
    )
    if not is_new and follower.asked_at > now - MIN_REQUEST_INTERVAL:
        return
    follower.asked_at = now
    if not follower.confirmed_at:
        follower.email, follower.language = email.strip(), language
    follower.save()
    queue(_confirmation_request(follower, followed, now))


@transaction.atomic
def confirm(key: int, now: datetime) -> Follower | None:
    """Confirm a follower, and queue the letter that says so, with the invitation to an event.

    Returns None if it has left or was erased. A second call changes nothing. Raises CannotConfirm.
    """
    locked = Follower.objects.select_for_update(of=("self",))
    follower = locked.filter(pk=key).select_related("event__version", "series").first()
    if follower is None or follower.confirmed_at:
        return follower
    event = follower.event
    is_gone = event is not None and (is_over(event, now) or not event.is_public(now))
    if is_gone or follower.asked_at <= now - CONFIRMATION_TIMEOUT:
        raise CannotConfirm
    follower.confirmed_at = now
    if event:
        follower.told = present_schedule(event, now)
    else:
        follower.told_at = now
    follower.save()
    queue(_confirmation(follower, now))
    return follower


def others_in_letter(follower: Follower) -> list[Follower]:
    """Return the other rows of an address whose events are in the same letters."""
    if follower.event_id or not follower.confirmed_at:
        return []
    theirs = Follower.objects.of_new_events().filter(email_folded=follower.email_folded)
    return list(theirs.exclude(pk=follower.pk).select_related("series"))


@transaction.atomic
def leave(follower: Follower) -> None:
    """Erase a follower, with its letters in the outbox.

    Who leaves the letter about new events leaves it for all series and for all events.
    """
    for it in (follower, *others_in_letter(follower)):
        # The row goes first: this waits for its lock, and so for a letter that is being queued,
        # which is then deleted, too.
        Follower.objects.filter(pk=it.pk).delete()
        delete_letters_to(it.email, link=it.token)


def delete_old_followers(*, now: datetime) -> int:
    """Erase the addresses that are no longer needed; return how many.

    Those are addresses that did not confirm within a day, and followers of an event that ended a
    week ago. A postponed event without a new date is followed for at most a year.
    """
    unconfirmed = Q(confirmed_at=None, asked_at__lte=now - CONFIRMATION_TIMEOUT)
    waits = Q(event__status=Status.POSTPONED, event__ends_at__gt=now - POSTPONED_KEPT_FOR)
    ended = Q(event__ends_at__lte=now - RETENTION) & ~waits
    gone = Q(event__ends_at=None, event__version__withdrawn_at__lte=now - RETENTION)
    old = list(Follower.objects.filter(unconfirmed | ended | gone))
    for follower in old:
        leave(follower)
    return len(old)


def letter_to(follower: Follower, subject: str, template: str, **more: Any) -> Letter:
    """Return a letter with a link to leave; `more` are further fields of `Letter`."""
    return Letter(
        to=follower.email,
        language=follower.get_language(),
        subject=subject,
        template=template,
        leave_url=leave_url(follower),
        **more,
    )


def _confirmation_request(follower: Follower, followed: Followed, now: datetime) -> Letter:
    language, is_known = follower.get_language(), follower.confirmed_at is not None
    facts = followed_facts(followed, language, now)
    with override(language):
        subject = gettext("You follow already") if is_known else gettext("Please confirm")
    path = route_path("follow_confirm", language, token=follower.token)
    return letter_to(
        follower,
        f"{subject}: {facts.name}",
        "letters/follow_ask.html",
        context={"followed": facts, "is_known": is_known, "url": settings.SITE_URL + path},
        expires_at=now + CONFIRMATION_TIMEOUT,
    )


def _confirmation(follower: Follower, now: datetime) -> Letter:
    followed: Followed = follower.series
    calendar = b""
    if follower.event_id:
        followed = Event.objects.with_facts_of_one().get(pk=follower.event_id)
        if followed.status != Status.CANCELLED:
            calendar = invitation(followed, follower, now)
    facts = followed_facts(followed, follower.get_language(), now)
    with override(follower.get_language()):
        subject = gettext("You follow: %(title)s") % {"title": facts.name}
    return letter_to(
        follower,
        subject,
        "letters/follow_confirmed.html",
        context={"followed": facts, "has_calendar": bool(calendar)},
        calendar=calendar,
    )


def queue_news(now: datetime) -> None:
    """Queue the letters on new events to addresses that got none for a week."""
    known = Event.objects.public(now).coming(now).filter(version__visible_at__lte=now - NEWS_DELAY)
    newest = known.order_by("-version__visible_at").values_list("version__visible_at", flat=True)
    if latest := newest.first():
        addresses = Follower.objects.of_new_events().order_by().values("email_folded")
        # Before the first letter, `told_at` is when the address was confirmed.
        had_letter = Q(told__isnull=False, told_at__gt=now - NEWS_INTERVAL)
        told = addresses.annotate(first=Min("told_at"), letters=Count("pk", filter=had_letter))
        due = told.filter(first__lt=latest, letters=0).order_by("email_folded")
        for address in due.values_list("email_folded", flat=True):
            _queue_news_to(address, now)


def count_news_recipients(event: Event) -> int:
    """Return how many addresses get a letter when an event is published."""
    told = Follower.objects.of_new_events().filter(Q(series=None) | Q(series=event.series_id))
    return told.order_by().values("email_folded").distinct().count()


@transaction.atomic
def _queue_news_to(address: str, now: datetime) -> None:
    """Queue a letter to a folded address, and store its time, in one transaction."""
    rows = Follower.objects.of_new_events().filter(email_folded=address)
    followers = list(rows.select_related("series").select_for_update(of=("self",)))
    if any(it.told and it.told_at and it.told_at > now - NEWS_INTERVAL for it in followers):
        return  # Another process has just written to it.
    events = _new_events(followers, now)
    published_at = {event.version.visible_at or now for event in events}
    if published_at and min(published_at) <= now - NEWS_DELAY:
        told = _told_events(followers) | {event.uid for event in events}
        coming = Event.objects.coming(now).filter(uid__in=told).values_list("uid", flat=True)
        still_coming = list(coming)
        for it in followers:
            it.told, it.told_at = {TOLD: still_coming}, now
        Follower.objects.bulk_update(followers, ["told", "told_at"])
        queue(_news_letter(followers, events, now))


def _told_events(followers: list[Follower]) -> set[str]:
    """Return the UIDs of the coming events that earlier letters about new events told."""
    return {uid for it in followers for uid in (it.told or {}).get(TOLD, ())}


def _new_events(followers: list[Follower], now: datetime) -> list[Event]:
    """Return the coming events that became public since the last letter and were in none."""
    is_new = Q(pk__in=())
    for it in followers:
        of_series = Q(series=it.series_id) if it.series_id else Q()
        is_new |= Q(version__visible_at__gt=it.told_at) & of_series
    new = Event.objects.public(now).coming(now).filter(is_new, version__visible_at__lte=now)
    # An event may have been withdrawn and published again.
    new = new.exclude(uid__in=_told_events(followers)).exclude(status__in=NOT_HELD)
    return list(new.with_facts())


def _news_letter(followers: list[Follower], events: list[Event], now: datetime) -> Letter:
    follower = followers[-1]  # The last request has the language that the reader wants.
    language = follower.get_language()
    series = follower.series if len(followers) == 1 else None
    followed = followed_facts(series, language, now)
    with override(language):
        words = ngettext("A new event", "%(count)s new events", len(events))
    words %= {"count": len(events)}
    return letter_to(
        follower,
        f"{words}: {followed.name}" if followed.title else words,
        "letters/follow_news.html",
        context={
            "events": [facts_of(event, language) for event in events],
            "followed": followed,
        },
    )
