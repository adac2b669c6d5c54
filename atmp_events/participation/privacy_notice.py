"""What is said of personal data where one registers (GDPR, Article 13)."""

from dataclasses import dataclass
from datetime import date, timedelta

from ..facts.event import EventFacts
from ..facts.when import swedish_time
from ..facts.who import listed
from ..models import Event, Status, Text, settings_of, the_website
from .registration_form import AnswersForm


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """Who is responsible, what is kept, and until when."""

    controller: Text
    officer: str  # email address of the data protection officer, or ""
    what: str  # "namn, mejladress och mat"
    erased_on: date | None
    days: int


def notice_of(event: Event, facts: EventFacts, form: AnswersForm) -> PrivacyNotice:
    """Return the notice for an event's form, made from what it asks."""
    website, _organisers = the_website()
    mark = "”" if facts.language == "sv" else "“"
    labels = [
        f"{mark}{it.label}”" if it.name == "answer" else str(it.label).lower()
        for it in form.visible_fields()
    ]
    return PrivacyNotice(
        controller=website.public_body.read(facts.language),
        officer=website.data_protection_email,
        what=listed(labels, facts.language),
        erased_on=erased_on(event),
        days=settings_of(event).days_kept,
    )


def erased_on(event: Event) -> date | None:
    """Return the day on which an event's attendees are erased, in Swedish time.

    None if it is not known: without a date, or while the event waits for a new one.
    """
    if event.ends_at is None or event.status == Status.POSTPONED:
        return None
    # Days of the calendar: one of them may have 23 or 25 hours.
    return swedish_time(event.ends_at).date() + timedelta(days=settings_of(event).days_kept)
