"""Following an event, or new events: an address asks, confirms and leaves (double opt-in).

Nobody's calendar is filled by a stranger who typed his address: the letter that asks for the
confirmation holds a link and nothing else; the invitation comes after the confirmation.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, override

from ..facts.addresses import entity_path, route_path
from ..facts.event import facts_of
from ..facts.status import StatusWords, status_words
from ..mail.letters import Letter
from ..mail.outbox import forget, queue
from ..models import Event, Follower, Language, Series, Status, Text
from ..models.recipient import folded_email, mark_of
from ..models.retention import POSTPONED_FOR
from .invitations import invitation
from .schedules import schedule_now

LASTS: Final = timedelta(days=1)  # a link to confirm
AGAIN_AFTER: Final = timedelta(minutes=1)  # A double press is one letter.
GONE: Final = 0  # the primary key of nobody
KEPT_FOR: Final = timedelta(days=7)  # after the end of the event

Followed = Event | Series | None  # None: all events


class TooLate(Exception):  # noqa: N818  # an answer, not a fault
    """The link to confirm has ended, or the event is no longer public."""


@dataclass(frozen=True, slots=True)
class FollowedFacts:
    """What is followed, in one language."""

    is_event: bool
    is_series: bool
    title: Text | None  # None: of all events
    when: str
    where: str
    path: str  # of its page
    is_withdrawn: bool = False  # only of events; title, `when` and `where` are then empty
    news: StatusWords | None = None  # that an event is cancelled or postponed; `when` is then ""


def key_of(token: str) -> int | None:
    """Return the primary key in a token; None if it is not ours, GONE if its reader has left."""
    try:
        key, mark = Follower.read_token(token)
    except BadSignature:
        return None
    emails = Follower.objects.filter(pk=key).values_list("email", flat=True)
    return key if [mark_of(it) for it in emails] == [mark] else GONE


def leave_url(follower: Follower) -> str:
    """Return the absolute address at which a follower leaves."""
    path = route_path("follow_leave", follower.reads(), token=follower.token)
    return settings.SITE_URL + path


def followed_facts(followed: Followed, language: Language, now: datetime) -> FollowedFacts:
    """Return what is followed in words. An event should be fetched `with_facts`."""
    match followed:
        case Event() if not followed.is_public(now):
            home = route_path("home", language)
            return FollowedFacts(True, False, None, "", "", home, is_withdrawn=True)
        case Event():
            facts = facts_of(followed, language)
            news = status_words(facts) if facts.is_struck else None
            when = facts.when.in_full if facts.when and not news else ""
            where, path = facts.where.line, facts.path
            return FollowedFacts(True, False, facts.title, when, where, path, news=news)
        case Series():
            path = entity_path("series", followed.slug.written(language), language)
            return FollowedFacts(False, True, followed.title.read(language), "", "", path)
    return FollowedFacts(False, False, None, "", "", route_path("events", language))


@transaction.atomic
def ask(email: str, language: Language, followed: Followed, now: datetime) -> None:
    """Store that an address wants to follow, and queue the letter that asks it to confirm.

    One that follows already gets a letter that says so. The caller learns of no difference.
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
    if not is_new and follower.asked_at > now - AGAIN_AFTER:
        return
    follower.asked_at = now
    if not follower.confirmed_at:
        follower.email, follower.language = email.strip(), language
    follower.save()
    queue(_asking(follower, now))


@transaction.atomic
def confirm(key: int, now: datetime) -> Follower | None:
    """Confirm a follower, and queue the letter that says so, with the invitation to an event.

    Returns None if it has left or was erased. Raises TooLate. Twice is as once.
    """
    locked = Follower.objects.select_for_update(of=("self",))
    follower = locked.filter(pk=key).select_related("event__version", "series").first()
    if follower is None or follower.confirmed_at:
        return follower
    is_gone = follower.event is not None and not follower.event.is_public(now)
    if is_gone or follower.asked_at <= now - LASTS:
        raise TooLate
    follower.confirmed_at = now
    if follower.event:
        follower.told = schedule_now(follower.event, now)
    else:
        follower.told_at = now
    follower.save()
    queue(_confirmed(follower, now))
    return follower


def of_new_events() -> QuerySet[Follower]:
    """Return those who are told of new events; all rows of one address get one letter."""
    return Follower.objects.filter(event=None, confirmed_at__isnull=False).order_by("pk")


def others_in_letter(follower: Follower) -> list[Follower]:
    """Return the other rows of an address that have their letters in common with this one."""
    if follower.event_id or not follower.confirmed_at:
        return []
    theirs = of_new_events().filter(email_folded=follower.email_folded).exclude(pk=follower.pk)
    return list(theirs.select_related("series"))


@transaction.atomic
def leave(follower: Follower) -> None:
    """Erase a follower, with the letters about it that wait or were sent.

    One who leaves the letter about new events leaves all of it, whatever was followed.
    """
    for it in (follower, *others_in_letter(follower)):
        # First the row: a letter that is just being queued under its lock is then there to be
        # deleted.
        Follower.objects.filter(pk=it.pk).delete()
        forget(it.email, link=it.token)


def delete_old_followers(*, now: datetime) -> int:
    """Erase the addresses that are no longer needed; return how many.

    That is a day after they asked and did not confirm, and a week after the event. An event that
    waits for a new date is followed for at most a year.
    """
    unconfirmed = Q(confirmed_at=None, asked_at__lte=now - LASTS)
    waits = Q(event__status=Status.POSTPONED, event__ends_at__gt=now - POSTPONED_FOR)
    ended = Q(event__ends_at__lte=now - KEPT_FOR) & ~waits
    gone = Q(event__ends_at=None, event__version__withdrawn_at__lte=now - KEPT_FOR)
    old = list(Follower.objects.filter(unconfirmed | ended | gone))
    for follower in old:
        leave(follower)
    return len(old)


def _asking(follower: Follower, now: datetime) -> Letter:
    language = follower.reads()
    facts = followed_facts(_followed(follower), language, now)
    is_known = follower.confirmed_at is not None
    with override(language):
        subject = gettext("You follow already") if is_known else gettext("Please confirm")
    return Letter(
        to=follower.email,
        language=language,
        subject=f"{subject}: {title_in_words(facts, language)}",
        template="letters/follow_ask.html",
        context={
            "followed": facts,
            "title": title_in_words(facts, language),
            "is_known": is_known,
            "url": settings.SITE_URL + route_path("follow_confirm", language, token=follower.token),
        },
        leave_url=leave_url(follower),
        expires_at=now + LASTS,
    )


def _confirmed(follower: Follower, now: datetime) -> Letter:
    language, followed = follower.reads(), _followed(follower)
    facts = followed_facts(followed, language, now)
    with override(language):
        subject = gettext("You follow: %(title)s") % {"title": title_in_words(facts, language)}
    calendar = b""
    if isinstance(followed, Event) and followed.status != Status.CANCELLED:
        calendar = invitation(followed, language, to=follower.email, now=now)
    return Letter(
        to=follower.email,
        language=language,
        subject=subject,
        template="letters/follow_confirmed.html",
        context={
            "followed": facts,
            "title": title_in_words(facts, language),
            "has_calendar": bool(calendar),
        },
        calendar=calendar,
        leave_url=leave_url(follower),
    )


def title_in_words(facts: FollowedFacts, language: Language) -> str:
    """Return the title of what is followed, or that it is all events."""
    if facts.title:
        return str(facts.title)
    with override(language):
        if facts.is_event:
            return gettext("an event that is no longer public")
        return gettext("new events")


def _followed(follower: Follower) -> Followed:
    if follower.event_id:
        event: Event = Event.objects.with_facts_of_one().get(pk=follower.event_id)
        return event
    return follower.series
