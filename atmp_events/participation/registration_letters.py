"""Letters to those who registered on this site."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext, override

from ..facts.addresses import route_path
from ..facts.event import EventFacts, facts_of
from ..facts.status import status_words
from ..facts.when import moment_in_words, swedish_time
from ..mail.letters import Letter
from ..mail.outbox import queue
from ..models import Attendee, Event, Language, settings_of
from .invitations import invitation
from .privacy_notice import erased_on
from .schedules import LINK, link_now, schedule_now


class News(StrEnum):
    """What a letter says of a registration; its template is `letters/registration_<news>.html`."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    OFFER_OVER = "offer_over"
    CANCELLED = "cancelled"
    CHANGED = "changed"


def own_path(attendee: Attendee, language: Language, name: str = "own_registration") -> str:
    """Return the path of the page that shows a registration to its attendee, in a language."""
    return route_path(name, language, token=attendee.token)


def write(
    attendee: Attendee, event: Event, news: News, now: datetime, *, had_place: bool = False
) -> None:
    """Queue a letter to an attendee of an event, in the transaction of the caller.

    `had_place` is of one who has cancelled: only then there is something to take out of a calendar.
    """
    shown = Event.objects.with_facts_of_one().get(pk=event.pk)  # with the places as they are now
    letter = letter_of(attendee, shown, news, now, had_place=had_place)
    # Later letters tell what changes after this one.
    told = attendee.told or schedule_now(shown, now)
    if attendee.state == Attendee.State.CONFIRMED:
        told = told | {LINK: link_now(shown)}
    if told != attendee.told:
        attendee.told = told
        attendee.save(update_fields=["told"])
    queue(letter)


def letter_of(
    attendee: Attendee, event: Event, news: News, now: datetime, *, had_place: bool = False
) -> Letter:
    """Return a letter to an attendee of an event, which is fetched `with_facts`."""
    language = attendee.reads()
    facts = facts_of(event, language)
    has_place = attendee.state == Attendee.State.CONFIRMED
    calendar = b""
    if has_place or had_place:
        calendar = invitation(event, attendee, now, has_left=had_place)
    with override(language):
        context = _context(attendee, event, facts)
        return Letter(
            to=attendee.email,
            language=language,
            subject=_subject(news, context),
            template=f"letters/registration_{news}.html",
            context=context | {"has_place": has_place, "had_place": had_place},
            calendar=calendar,
            expires_at=attendee.offer_ends_at,
        )


def context_of(attendee: Attendee, event: Event, facts: EventFacts) -> dict[str, Any]:
    """Return what every letter about a registration tells: `letters/registration.html`."""
    has_place = attendee.state == Attendee.State.CONFIRMED
    return {
        "facts": facts,
        "off": status_words(facts) if facts.is_struck else None,
        "name": attendee.name,
        "url": settings.SITE_URL + facts.path,
        "own_url": settings.SITE_URL + own_path(attendee, facts.language),
        "private_url": settings_of(event).private_url if has_place else "",
        "erased_on": erased_on(event),
    }


def _context(attendee: Attendee, event: Event, facts: EventFacts) -> dict[str, Any]:
    until = attendee.offer_ends_at
    return context_of(attendee, event, facts) | {
        "until": moment_in_words(swedish_time(until), facts.language) if until else "",
        "ahead": before(attendee),
    }


def before(attendee: Attendee) -> int:
    """Return how many wait before an attendee."""
    earlier = Q(registered_at__lt=attendee.registered_at)
    same = Q(registered_at=attendee.registered_at, pk__lt=attendee.pk)
    waiting = Attendee.objects.filter(event=attendee.event_id).waiting()
    return waiting.filter(earlier | same).count()


def _subject(news: News, context: dict[str, Any]) -> str:
    words = {
        News.CONFIRMED: gettext("You have a place: %(title)s"),
        News.WAITING: gettext("You are on the waiting list: %(title)s"),
        News.OFFERED: gettext("A place for you, until %(until)s: %(title)s"),
        News.OFFER_OVER: gettext("The place went to the next: %(title)s"),
        News.CANCELLED: gettext("You are no longer registered: %(title)s"),
        News.CHANGED: gettext("Your registration has been changed: %(title)s"),
    }
    return words[news] % {"title": context["facts"].title, "until": context["until"]}
