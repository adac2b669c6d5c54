"""The calendar in a letter (iTIP, RFC 5546), and its updates in later letters."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from atmp_events.models import Attendee, Event, Follower, Status
from atmp_events.models.recipient import Recipient
from atmp_events.participation.invitations import invitation
from tests.builders import MORNING_BEFORE, NOON, a_venue, an_event, save
from tests.calendars.parsing import unfolded_lines, vevent

pytestmark = pytest.mark.django_db

EMAIL = "Anna.Ek+atmp@sjukhus.example"


@pytest.fixture(autouse=True)
def _sender_and_clock(settings: Any) -> Any:
    settings.DEFAULT_FROM_EMAIL = "ATMP <kalender@events.example.org>"
    with time_machine.travel(MORNING_BEFORE, tick=False):
        yield


def with_facts(event: Event) -> Event:
    return Event.objects.with_facts().get(pk=event.pk)


def calendar_for(
    event: Event, to: Recipient | None = None, now: datetime = MORNING_BEFORE
) -> bytes:
    follower = Follower(email=EMAIL, language="sv")
    return invitation(with_facts(event), to or follower, now)


def an_attendee(name: str = "") -> Attendee:
    return Attendee(email=EMAIL, name=name, language="sv", registered_at=MORNING_BEFORE)


@pytest.mark.usefixtures("named_site")
def test_invitation_is_the_event_file_plus_method_organizer_and_attendee(client: Client) -> None:
    event = an_event(venue=a_venue())
    file = unfolded_lines(client.get(f"/sv/evenemang/2027/{event.slug_sv}.ics").content)
    content = unfolded_lines(calendar_for(event, an_attendee("Anna Ek")))
    added = [line for line in content if line not in file]
    assert added == [
        "METHOD:REQUEST",
        'ORGANIZER;CN="ATMP-centrum Uppsala":mailto:kalender@events.example.org',
        f'ATTENDEE;CN="Anna Ek";PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{EMAIL}',
    ]
    # The invitation has each line of the file, and METHOD stands before the components.
    assert set(file) < set(content)
    assert content.index("METHOD:REQUEST") < 5


def test_later_letters_keep_uid_organizer_and_attendee_and_raise_sequence() -> None:
    event = an_event()
    first = vevent(calendar_for(event))
    save(event, starts_at=NOON + timedelta(days=1), ends_at=NOON + timedelta(days=1, hours=1))
    moved = vevent(calendar_for(event))
    save(event, status=Status.CANCELLED)
    off = calendar_for(event)
    assert [it["SEQUENCE"] for it in (first, moved, vevent(off))] == [0, 1, 2]
    for name in ("UID", "ORGANIZER", "ATTENDEE"):
        assert len({str(it[name]) for it in (first, moved, vevent(off))}) == 1
    assert Calendar.from_ical(off)["METHOD"] == "CANCEL"
    assert vevent(off)["STATUS"] == "CANCELLED"


def test_draft_that_was_never_public_makes_no_invitation() -> None:
    assert calendar_for(an_event(state="draft")) == b""


@pytest.mark.parametrize("follows", [True, False])
def test_attendee_who_cancels_gets_a_cancellation_and_later_an_invitation(follows: bool) -> None:
    event = an_event()
    now = MORNING_BEFORE + timedelta(minutes=5)
    gone = invitation(with_facts(event), an_attendee(), now, has_left=True)
    assert Calendar.from_ical(gone)["METHOD"] == "CANCEL"
    assert vevent(gone)["STATUS"] == "CANCELLED"
    assert vevent(gone)["SEQUENCE"] == vevent(calendar_for(event))["SEQUENCE"]
    back = calendar_for(event, None if follows else an_attendee(), now + timedelta(minutes=1))
    stamps: list[datetime] = [
        vevent(it).decoded("DTSTAMP") for it in (calendar_for(event), gone, back)
    ]
    assert stamps == sorted({*stamps})  # each later than the one before


@pytest.mark.parametrize(
    ("email", "address"),
    [
        ("anna@åre.example", "anna@xn--re-xia.example"),
        ("50%/o'neil+x@example.org", "50%25/o'neil+x@example.org"),
        ("a?b#c@example.org", "a%3Fb%23c@example.org"),
    ],
)
def test_unusual_email_address_is_encoded_in_the_calendar(email: str, address: str) -> None:
    content = calendar_for(an_event(), Follower(email=email, language="en"))
    assert str(vevent(content)["ATTENDEE"]) == f"mailto:{address}"


def test_name_with_quotes_and_line_break_adds_no_line() -> None:
    content = calendar_for(an_event(), an_attendee('Anna "Ek"\r\nATTENDEE:mailto:evil@example.org'))
    assert sum(line.startswith("ATTENDEE") for line in unfolded_lines(content)) == 1
