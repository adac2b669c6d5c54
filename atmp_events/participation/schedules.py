"""What recipients were last told of an event (`Recipient.told`), and what holds now."""

from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from ..actions.revising import schedule_changed, schedule_of
from ..calendars.vevent import versions_of_withdrawn
from ..models import Event, settings_of

# `schedule_of`, with "sequence"; of a withdrawn event "is_withdrawn"; if the link for those
# registered was told, `LINK`: what tells it from others, without naming it.
Schedule = dict[str, Any]
LINK: Final = "link"


def schedule_now(event: Event, now: datetime, *, told: Schedule | None = None) -> Schedule:
    """Return what holds of an event at `now`, to compare with what was told and to store as that.

    Of an event that is withdrawn, or has become a draft, nothing new is said but that.
    """
    if event.is_public(now):
        return {**schedule_of(event), "sequence": event.version.sequence}
    known = told or event.version.schedule or schedule_of(event)
    sequence = versions_of_withdrawn(event).sequence
    return {**known, "sequence": sequence, "is_withdrawn": True}


def link_now(event: Event) -> str:
    """Return what is stored as `LINK` when the link for those registered is told."""
    url = settings_of(event).private_url
    return sha256(url.encode()).hexdigest()[:12] if url else ""


def is_withdrawn(schedule: Schedule) -> bool:
    """Return whether a schedule is of an event that readers no longer see."""
    return bool(schedule.get("is_withdrawn"))


def has_changed(told: Schedule | None, present: Schedule) -> bool:
    """Return whether time, place or status differ from what was told."""
    if told is None or is_withdrawn(told) != is_withdrawn(present):
        return told is not None
    schedule = {name: present[name] for name in present.keys() - {"sequence", LINK}}
    return schedule_changed(told, schedule)
