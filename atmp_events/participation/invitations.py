"""An event as an invitation in a letter (iTIP, RFC 5546; in letters, RFC 6047).

It has the UID and SEQUENCE of the feeds, so that a calendar holds one event, whatever it got first.
Its ORGANIZER is the sending address of the site, and its one ATTENDEE the reader of the letter: so
each calendar takes a later letter for an update. Nobody waits for an answer (RSVP=FALSE).
"""

from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Final, Literal
from urllib.parse import quote

from django.conf import settings
from icalendar import Event as VEvent
from icalendar import vCalAddress

from ..calendars.text import parameter
from ..calendars.vcalendar import calendar_of_one
from ..calendars.vevent import versions_of, versions_of_withdrawn, vevent
from ..facts.centre import the_centre
from ..facts.changes import last_differences
from ..facts.event import facts_of
from ..facts.withdrawn import withdrawn_of
from ..models import Event, Language, Status
from ..models.recipient import ascii_email

Method = Literal["REQUEST", "CANCEL"]

# Of the local part of an address (RFC 5322, 3.2.3), what may stand in a `mailto:` (RFC 6068, 2).
UNESCAPED: Final = "!$'*+-./=^_`{|}~@"


def invitation(
    event: Event,
    language: Language,
    *,
    to: str,
    name: str = "",
    now: datetime,
    asked_at: datetime | None = None,
) -> bytes:
    """Return an event, fetched `with_facts`, as METHOD:REQUEST; if it is off, as METHOD:CANCEL.

    `to` and `name` are of the reader. DTSTAMP is that of the feeds; `asked_at` (aware) is given if
    the reader had got a CANCEL of her own before: calendars ignore what is older than that.
    Returns b"" if the event is withdrawn and was never public with a date.
    """
    entry = _entry(event, language, now)
    if entry is None:
        return b""
    is_off = not event.is_public(now) or event.status == Status.CANCELLED
    if asked_at:
        _date(entry, max(asked_at.astimezone(UTC), entry.decoded("DTSTAMP")))
    return _written(entry, "CANCEL" if is_off else "REQUEST", language, to=to, name=name)


def cancelled_invitation(
    event: Event, language: Language, *, to: str, name: str = "", now: datetime
) -> bytes:
    """Return METHOD:CANCEL for a reader who no longer takes part in an event that is held.

    SEQUENCE is that of the feeds (RFC 5546, 3.2.5: another reader's event is the same as before),
    DTSTAMP is `now`. Returns b"" as `invitation` does.
    """
    entry = _entry(event, language, now)
    if entry is None:
        return b""
    _date(entry, now.astimezone(UTC))
    entry["STATUS"] = "CANCELLED"
    return _written(entry, "CANCEL", language, to=to, name=name)


def _entry(event: Event, language: Language, now: datetime) -> VEvent | None:
    """Return the VEVENT of the feeds; of a withdrawn event as readers last saw it."""
    if event.is_public(now):
        return vevent(
            facts_of(event, language),
            versions_of(event, language),
            changes=last_differences(event, language),
        )
    facts = withdrawn_of(event, language)
    if facts is None:
        return None
    return vevent(facts, versions_of_withdrawn(event))


def _date(entry: VEvent, moment: datetime) -> None:
    del entry["DTSTAMP"]
    entry.add("DTSTAMP", moment.replace(microsecond=0))


def _written(entry: VEvent, method: Method, language: Language, *, to: str, name: str) -> bytes:
    centre = the_centre(language)
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    entry.add("ORGANIZER", _address(sender), {"CN": parameter(str(centre.name))})
    named = {"CN": parameter(name)} if name else {}
    entry.add("ATTENDEE", _address(to), {**named, "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    return calendar_of_one(entry, centre, method=method)


def _address(email: str) -> vCalAddress:
    """Return an email address as a calendar user's (RFC 5545, 3.3.3), the host in Punycode."""
    return vCalAddress(f"mailto:{quote(ascii_email(email), safe=UNESCAPED)}")
