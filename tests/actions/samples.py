"""The sample events. Each has a key that says what it shows."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

from atmp_events.facts.event import facts_of
from atmp_events.facts.progress import Progress, RegistrationState, progress_of
from atmp_events.models import Event

NOW = datetime(2027, 1, 13, 10, 20, tzinfo=UTC)

# The UID of a sample is made from its key. A key must never change: by the UID, loading finds the
# samples that an older version has made.
SAMPLES = [
    "under-way",
    "today",
    "open",
    "closing",
    "closed",
    "full",
    "not-open",
    "bare",
    "rescheduled",
    "new-time",
    "postponed",
    "cancelled",
    "moved-online",
    "also-online",
    "hybrid",
    "online",
    "only-swedish",
    "only-english",
    "partly-translated",
    "no-venue",
    "long-title",
    "twelve-speakers",
    "three-days",
    "all-day",
    "london",
    "past",
    "to-be-published",
    "draft",
]
# A waiting list needs registration on the site, which needs mail.
STATES_WITHOUT_MAIL = set(RegistrationState) - {RegistrationState.WAITING_LIST}
NAMESPACE = UUID("0b6b3c6e-6f0e-4d5b-9a55-0c1f5b0a7d11")


def uid_of(key: str) -> str:
    return f"{uuid5(NAMESPACE, key)}@atmp-centrum-uppsala"


def sample_event(key: str) -> Event:
    return Event.objects.with_facts().get(uid=uid_of(key))


def progress_by_key(now: datetime) -> dict[str, Progress]:
    events = {event.uid: event for event in Event.objects.with_facts()}
    return {key: progress_of(facts_of(events[uid_of(key)], "sv"), now) for key in SAMPLES}
