"""Letters to attendees: those of the site, and letters of a coordinator to all."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from ..facts.event import EventFacts
from ..facts.paths import route_path
from ..facts.progress import progress_of
from ..facts.status import StatusWords, status_words
from ..facts.when import moment_in_words, swedish_time, swedish_time_note
from ..facts.withdrawn import Facts, WithdrawnFacts, public_facts_of
from ..mail.letters import Letter
from ..mail.outbox import queue
from ..models import (
    LANGUAGES,
    Attendee,
    BilingualText,
    Event,
    Language,
    Status,
    registration_settings_of,
)
from .invitations import invitation
from .schedules import LINK, link_digest, present_schedule


class LetterKind(models.TextChoices):
    """The occasions of letters about a registration, with their subjects."""

    CONFIRMED = "confirmed", _("You have a place: %(title)s")
    WAITING = "waiting", _("You are on the waiting list: %(title)s")
    OFFERED = "offered", _("A place for you, until %(until)s: %(title)s")
    OFFER_EXPIRED = "offer_over", _("The place is no longer kept for you: %(title)s")
    CANCELLED = "cancelled", _("You are no longer registered: %(title)s")
    CHANGED = "changed", _("Your registration has been changed: %(title)s")


class RecipientGroup(models.TextChoices):
    """The attendees to whom a coordinator writes."""

    WITH_PLACE = "place", _("Those who have a place")
    WAITING = "waiting", _("Those who wait for a place")
    ALL = "all", _("Both")


@dataclass(frozen=True, slots=True)
class CoordinatorLetter:
    """A letter of a coordinator to attendees, with empty lines between its paragraphs."""

    recipients: RecipientGroup
    subject: BilingualText
    text: BilingualText

    def attendees(self, event: Event) -> "models.QuerySet[Attendee]":
        """Return the attendees of an event who get the letter."""
        theirs = event.attendees.registered().with_address()
        has_place = Q(state=Attendee.State.CONFIRMED)
        if self.recipients == RecipientGroup.ALL:
            return theirs
        return theirs.filter(
            has_place if self.recipients == RecipientGroup.WITH_PLACE else ~has_place
        )

    def to(self, attendee: Attendee, facts: Facts, key: str = "") -> Letter:
        """Return the letter to one attendee; `facts` are in the attendee's language."""
        subject = self.subject.written(facts.language)
        own = {"kind": "coordinator", "text": self.text.written(facts.language)}
        return _letter(attendee, attendee.event, facts, subject, own, key=key)

    def sample(self, event: Event, language: Language, now: datetime) -> Letter:
        """Return the letter as an attendee reads it, with words instead of the personal link."""
        is_waiting = self.recipients == RecipientGroup.WAITING
        state = Attendee.State.WAITING if is_waiting else Attendee.State.CONFIRMED
        somebody = Attendee(pk=0, event=event, name="…", language=language, state=state)
        letter = self.to(somebody, public_facts_of(event, language, now))
        with override(language):
            own_url = gettext("(each reader’s own link)")
        return replace(letter, context=letter.context | {"own_url": own_url})

    def queue(self, event: Event, key: str, now: datetime) -> int:
        """Queue the letter to each who gets it; return how many. With the same `key` only once.

        The event is fetched `with_facts`. Call it in a transaction.
        """
        facts = {it: public_facts_of(event, it, now) for it in LANGUAGES}
        # An erasure waits for this lock, and then deletes the letters.
        locked = self.attendees(event).select_for_update(of=("self",)).order_by("pk")
        return queue(*(self.to(it, facts[it.get_language()], f"{key}.{it.pk}") for it in locked))


def own_path(attendee: Attendee, language: Language, name: str = "own_registration") -> str:
    """Return the path of the page that shows a registration to its attendee, in a language."""
    return route_path(name, language, token=attendee.token)


def erased_on(event: Event) -> date | None:
    """Return the day on which an event's attendees are erased, in Swedish time.

    None if it is not known: without a date, or while the event waits for a new one.
    """
    if event.ends_at is None or event.status == Status.POSTPONED:
        return None
    # Days of the calendar: one of them may have 23 or 25 hours.
    return swedish_time(event.ends_at).date() + timedelta(
        days=registration_settings_of(event).days_kept
    )


def count_ahead(attendee: Attendee) -> int:
    """Return the number of attendees before this one on the waiting list."""
    earlier = Q(registered_at__lt=attendee.registered_at)
    same = Q(registered_at=attendee.registered_at, pk__lt=attendee.pk)
    waiting = Attendee.objects.filter(event=attendee.event_id).waiting()
    return waiting.filter(earlier | same).count()


def offer_end_in_words(attendee: Attendee, event: Event, language: Language) -> str:
    """Return until when a place is kept for an attendee; "" if none is offered."""
    if (until := attendee.offer_ends_at) is None:
        return ""
    with override(language):
        return moment_in_words(swedish_time(until), language) + swedish_time_note(event, until)


def note_told(attendee: Attendee, event: Event, now: datetime) -> None:
    """Store the schedule that an attendee knows at `now`: later letters tell what changes then.

    A schedule that was told before stays.
    """
    told = attendee.told or present_schedule(event, now)
    if attendee.state == Attendee.State.CONFIRMED:
        told = told | {LINK: link_digest(event)}
    if told != attendee.told:
        attendee.told = told
        attendee.save(update_fields=["told"])


def queue_letter_to(
    attendee: Attendee, event: Event, kind: LetterKind, now: datetime, *, had_place: bool = False
) -> None:
    """Queue a letter to an attendee of an event, in the transaction of the caller.

    `had_place` is for one who has cancelled: only then the event is in a calendar. It stays there
    for one who also follows the event.
    """
    event = Event.objects.with_facts_of_one().get(pk=event.pk)  # with the places as they are now
    has_place = attendee.state == Attendee.State.CONFIRMED
    note_told(attendee, event, now)
    facts = public_facts_of(event, attendee.get_language(), now)
    own = {
        "kind": kind,
        "until": offer_end_in_words(attendee, event, facts.language),
        "ahead": count_ahead(attendee),
        "has_place": has_place,
        "had_place": had_place,
        "can_register": isinstance(facts, EventFacts) and progress_of(facts, now).can_register,
    }
    with override(facts.language):
        subject = kind.label % {"title": facts.title, "until": own["until"]}
    calendar = b""
    same_follower = event.followers.confirmed().filter(email_folded=attendee.email_folded)
    if has_place or (had_place and not same_follower.exists()):
        calendar = invitation(event, attendee, now, has_left=had_place)
    more: dict[str, Any] = {"calendar": calendar, "expires_at": attendee.offer_ends_at}
    queue(_letter(attendee, event, facts, subject, own, **more))


def _letter(
    attendee: Attendee,
    event: Event,
    facts: Facts,
    subject: str,
    own: dict[str, Any],
    **more: Any,
) -> Letter:
    """Return a letter. `own` is added to the common context; `more` are fields of `Letter`."""
    has_place = attendee.state == Attendee.State.CONFIRMED
    called_off: StatusWords | None
    if isinstance(facts, WithdrawnFacts):
        called_off, url = facts.news, ""
    else:
        called_off = status_words(facts) if facts.is_called_off else None
        url = facts.url
    common = {
        "facts": facts,
        "called_off": called_off,
        "name": attendee.name,
        "url": url,
        "own_url": settings.SITE_URL + own_path(attendee, facts.language),
        "private_url": registration_settings_of(event).private_url if has_place else "",
        "erased_on": erased_on(event),
    }
    return Letter(
        to=attendee.email,
        language=facts.language,
        subject=subject,
        template="letters/registration.html",
        context=common | own,
        **more,
    )
