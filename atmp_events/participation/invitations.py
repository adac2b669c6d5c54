"""An event as an invitation in a letter (iTIP, RFC 5546; in letters, RFC 6047).

It has the UID and SEQUENCE of the feeds, so that a calendar has the event only once. ORGANIZER is
the sending address of the site, and the only ATTENDEE is the reader of the letter: so each calendar
takes a later letter as an update. No answer is expected (RSVP=FALSE).
"""

from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from icalendar import vCalAddress

from ..calendars.text import parameter
from ..calendars.vcalendar import calendar_of_one
from ..calendars.vevent import facts_and_revision, vevent
from ..facts.centre import get_centre
from ..mail.letters import sending_address
from ..models import Attendee, Event, Status
from ..models.recipient import Recipient, ascii_email

# Characters of a local part (RFC 5322, 3.2.3) that `mailto:` allows unescaped (RFC 6068, 2).
UNESCAPED: Final = "!$'*+-./=^_`{|}~@"


def invitation(event: Event, to: Recipient, now: datetime, *, has_left: bool = False) -> bytes:
    """Return an event, fetched `with_facts`, as METHOD:REQUEST, or as METHOD:CANCEL if cancelled.

    METHOD:CANCEL is also for a reader who `has_left`, and no longer takes part. SEQUENCE is still
    that of the feeds (RFC 5546, 3.2.5: the event of other readers does not change).
    Returns b"" if the event is withdrawn and was never public with a date.
    """
    language, name = to.get_language(), to.name if isinstance(to, Attendee) else ""
    read = facts_and_revision(event, language, now)
    if read is None:
        return b""
    facts, revision, changes = read
    entry = vevent(facts, revision, changes=changes)
    # With METHOD, it is the time of this message (RFC 5545, 3.8.7.2). Readers may leave and come
    # back: calendars ignore a DTSTAMP older than the last one.
    del entry["DTSTAMP"]
    entry.add("DTSTAMP", now.astimezone(UTC).replace(microsecond=0))
    if has_left:
        entry["STATUS"] = "CANCELLED"
    is_off = has_left or not event.is_public(now) or event.status == Status.CANCELLED
    centre = get_centre(language)
    entry.add("ORGANIZER", _address(sending_address()), {"CN": parameter(str(centre.name))})
    named = {"CN": parameter(name)} if name else {}
    entry.add("ATTENDEE", _address(to.email), {**named, "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    return calendar_of_one(entry, centre, method="CANCEL" if is_off else "REQUEST")


def _address(email: str) -> vCalAddress:
    """Return an email address as a calendar user's (RFC 5545, 3.3.3), the host in Punycode."""
    return vCalAddress(f"mailto:{quote(ascii_email(email), safe=UNESCAPED)}")
