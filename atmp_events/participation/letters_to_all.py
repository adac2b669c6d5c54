"""A letter that a coordinator writes to all who registered for an event."""

from dataclasses import dataclass, replace
from typing import Final

from django.db import models
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from ..facts.event import EventFacts, facts_of
from ..mail.letters import Letter
from ..mail.outbox import queue
from ..models import LANGUAGES, Attendee, Both, Event, Language
from .registration_letters import context_of

State = Attendee.State


class Readers(models.TextChoices):
    """To whom such a letter goes."""

    WITH_PLACE = "place", _("Those who have a place")
    WAITING = "waiting", _("Those who wait for a place")
    ALL = "all", _("Both")


STATES: Final = {
    Readers.WITH_PLACE: (State.CONFIRMED,),
    Readers.WAITING: (State.WAITING, State.OFFERED),
    Readers.ALL: (State.CONFIRMED, State.WAITING, State.OFFERED),
}


@dataclass(frozen=True, slots=True)
class LetterToAll:
    """What is written, and to whom. The text is plain, with empty lines between paragraphs."""

    readers: Readers
    subject: Both
    text: Both

    def attendees(self, event: Event) -> "models.QuerySet[Attendee]":
        """Return those of an event who get it."""
        theirs = event.attendees.filter(state__in=STATES[self.readers])
        return theirs.exclude(email_folded="").order_by("registered_at", "pk")

    def to(self, attendee: Attendee, event: Event, facts: EventFacts, key: str = "") -> Letter:
        """Return the letter to one; `facts` are the event's in the attendee's language."""
        return Letter(
            to=attendee.email,
            language=facts.language,
            subject=self.subject.written(facts.language),
            template="letters/registration_to_all.html",
            context=context_of(attendee, event, facts)
            | {"text": self.text.written(facts.language)},
            key=key,
        )

    def sample(self, event: Event, language: Language) -> Letter:
        """Return the letter as somebody reads it who gets it, without a link of one's own."""
        state = STATES[self.readers][0]
        somebody = Attendee(pk=0, event=event, name="…", language=language, state=state)
        letter = self.to(somebody, event, facts_of(event, language))
        with override(language):
            own_url = gettext("(each reader’s own link)")
        return replace(letter, context=letter.context | {"own_url": own_url})

    def queue(self, event: Event, key: str) -> int:
        """Queue the letter to each who gets it; return how many. With the same `key` only once.

        The event is fetched `with_facts`. Call it in a transaction.
        """
        facts = {it: facts_of(event, it) for it in LANGUAGES}
        # Who is erased meanwhile waits for the letters, and deletes them.
        locked = self.attendees(event).select_for_update(of=("self",)).order_by("pk")
        return queue(*(self.to(it, event, facts[it.reads()], f"{key}.{it.pk}") for it in locked))
