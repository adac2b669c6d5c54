"""The schedule of an event: as recipients were last told (`Recipient.told`), and at present."""

from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from ..actions.revising import schedule_changed, schedule_of
from ..calendars.vevent import revision_of_withdrawn
from ..facts.when import TIMES
from ..models import NOT_HELD, Event, Status, registration_settings_of

# The keys: those of `schedule_of`, and "sequence"; also "is_withdrawn" if the event is withdrawn,
# and `LINK`, a digest of the link for attendees, if the recipient was told the link.
Schedule = dict[str, Any]
LINK: Final = "link"


def present_schedule(event: Event, now: datetime, *, told: Schedule | None = None) -> Schedule:
    """Return the schedule at `now`, to compare with the told one and to store in its place.

    A withdrawn event, or one that is a draft again, keeps the schedule that was last known.
    """
    if event.is_public(now):
        present = schedule_to_tell(told, schedule_of(event))
        return {**present, "sequence": event.version.sequence}
    known = told or event.version.schedule or schedule_of(event)
    sequence = revision_of_withdrawn(event).sequence
    gone = {"is_withdrawn": True} if event.version.withdrawn_at else {}  # not if never public
    return {**known, "sequence": sequence, **gone}


def schedule_to_tell(told: Schedule | None, present: Schedule) -> Schedule:
    """Return the present schedule, with the told values of what is not told now.

    A postponement tells its place, and a cancellation only itself. All other changes are told if
    the event takes place after all.
    """
    if told is None or present["status"] not in NOT_HELD:
        return present
    is_now_postponed = told["status"] != present["status"] == Status.POSTPONED
    untold = TIMES if is_now_postponed else present.keys() - {"status"}
    return present | {name: told[name] for name in untold}


def link_digest(event: Event) -> str:
    """Return the digest to store as `LINK` when the link for attendees is told."""
    url = registration_settings_of(event).private_url
    return sha256(url.encode()).hexdigest()[:12] if url else ""


def is_withdrawn(schedule: Schedule) -> bool:
    """Return whether a schedule is that of an event which readers no longer see."""
    return bool(schedule.get("is_withdrawn"))


def has_changed(told: Schedule | None, present: Schedule) -> bool:
    """Return whether time, place or status differ from what was told.

    The time and the place of an event that stays cancelled or postponed do not count. Nor does the
    status of one that is held before and after: a reader knows its new time or place already.
    """
    if told is None or is_withdrawn(told) != is_withdrawn(present):
        return told is not None
    if told["status"] == present["status"] in NOT_HELD:
        return False
    ignored = {"sequence", LINK}
    if NOT_HELD.isdisjoint({told["status"], present["status"]}):
        ignored.add("status")
    schedule = {name: present[name] for name in present.keys() - ignored}
    return schedule_changed(told, schedule)
