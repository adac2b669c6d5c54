"""Letters to attendees about their registration."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from atmp_events.actions.publishing import unpublish
from atmp_events.models import Attendee, BilingualText, Event, RegistrationSettings, Status
from atmp_events.participation.places import accept, cancel, fill_due_events
from atmp_events.participation.registration_letters import CoordinatorLetter, RecipientGroup
from tests.builders import a_venue, save

from .registration import (
    MONTH_BEFORE,
    a_follower,
    an_event_with_an_offer,
    an_event_with_registration,
    queued_letters,
    register_attendee,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail")]
PRIVATE = "https://zoom.example.org/j/secret"


def entry_in(calendar: str) -> tuple[str, Calendar]:
    parsed = Calendar.from_ical(calendar)
    [event] = parsed.walk("VEVENT")
    return str(parsed["METHOD"]), event


def test_letter_with_a_place_has_an_invitation_and_the_private_link() -> None:
    event = an_event_with_registration(
        registration_settings={"private_url": PRIVATE}, venue=a_venue()
    )
    register_attendee(event)
    [letter] = queued_letters()
    assert letter.subject == "Du har en plats: Om celler"
    for it in ("Hej Ada!", "Rudbecklaboratoriet", "tisdag 13 april 2027", PRIVATE):
        assert it.casefold() in letter.message.casefold()
    method, entry = entry_in(letter.context["calendar"])
    assert method == "REQUEST"
    assert str(entry["UID"]) == event.uid
    assert str(entry["ATTENDEE"]) == "mailto:ada@example.org"
    assert entry["ATTENDEE"].params["RSVP"] == "FALSE"
    assert Attendee.objects.get().told["sequence"] == Event.objects.get().version.sequence


def test_waiting_list_letter_names_the_position_and_no_private_link() -> None:
    event = an_event_with_registration(0, registration_settings={"private_url": PRIVATE})
    for name in ("Ada", "Bo", "Cy"):
        register_attendee(event, name, language="en")
    texts = [it.message for it in queued_letters()]
    assert "You are the first on the waiting list." in texts[0]
    assert "with 1 person before you" in texts[1]
    assert "with 2 people before you" in texts[2]
    assert "You then have a day to take the place, or some hours" in texts[2]
    assert "your calendar" not in texts[2]  # No calendar is attached.
    assert not any(PRIVATE in it.message or it.context["calendar"] for it in queued_letters())


def test_offer_acceptance_and_expiry_each_make_a_letter() -> None:
    an_event_with_an_offer("Bo", "Cy", registration_settings={"private_url": PRIVATE})
    fill_due_events(MONTH_BEFORE + timedelta(days=1))
    cy = Attendee.objects.get(name="Cy")
    for _twice in range(2):
        accept(cy, MONTH_BEFORE + timedelta(days=1))
    written = [(it.to[0][:2], it.subject) for it in queued_letters()][3:]
    assert written == [
        ("ad", "Du är inte längre anmäld: Om celler"),
        ("bo", "En plats till dig, till måndag 15 mars 2027 kl. 12.00: Om celler"),
        ("bo", "Platsen hålls inte längre för dig: Om celler"),
        ("cy", "En plats till dig, till tisdag 16 mars 2027 kl. 12.00: Om celler"),
        ("cy", "Du har en plats: Om celler"),
    ]
    offer = queued_letters()[4]
    assert offer.expires_at == MONTH_BEFORE + timedelta(days=1)
    assert PRIVATE not in offer.message
    assert "du står inte kvar på listan" in offer.message
    assert PRIVATE in queued_letters()[-1].message


@pytest.mark.parametrize("days_open", [10, 1])
def test_letter_on_an_expired_offer_promises_nothing_that_is_not_so(days_open: int) -> None:
    closes = MONTH_BEFORE + timedelta(days=days_open)
    an_event_with_an_offer(registration_closes_at=closes)
    fill_due_events(MONTH_BEFORE + timedelta(days=1))
    letter = queued_letters()[-1]
    assert "hålls inte längre för dig" in letter.subject
    assert "nästa" not in letter.message  # Nobody waits.
    assert ("Du kan anmäla dig på nytt" in letter.message) is (days_open == 10)


def test_cancelling_removes_the_event_from_the_calendar() -> None:
    event = an_event_with_registration(1, registration_settings={"private_url": PRIVATE})
    ada = register_attendee(event)
    bo = register_attendee(event, "Bo")
    cancel(bo, MONTH_BEFORE)
    cancel(ada, MONTH_BEFORE)
    of_bo, of_ada = queued_letters()[-2:]
    assert not of_bo.context["calendar"]  # Bo never had a calendar entry.
    method, entry = entry_in(of_ada.context["calendar"])
    assert (method, str(entry["STATUS"]), str(entry["UID"])) == ("CANCEL", "CANCELLED", event.uid)
    assert PRIVATE not in of_ada.message


def test_event_stays_in_the_calendar_of_a_follower_who_cancels() -> None:
    event = an_event_with_registration(1)
    ada = register_attendee(event)
    a_follower(event, ada.email.upper())
    cancel(ada, MONTH_BEFORE)
    assert not queued_letters()[-1].context["calendar"]


def test_letter_says_that_the_place_goes_to_the_next_only_if_there_was_one() -> None:
    event = an_event_with_registration(1)
    ada, bo = register_attendee(event), register_attendee(event, "Bo")
    cancel(bo, MONTH_BEFORE)
    assert "platsen går till nästa" not in queued_letters()[-1].message
    assert "Din anmälan är avbokad." in queued_letters()[-1].message
    assert "Då avbokas" not in queued_letters()[-1].message  # It is cancelled already.
    cancel(ada, MONTH_BEFORE)
    assert "platsen går till nästa" in queued_letters()[-1].message
    closed = an_event_with_registration(1, registration_closes_at=MONTH_BEFORE)
    cancel(register_attendee(closed), MONTH_BEFORE)
    assert "platsen går till nästa" not in queued_letters()[-1].message
    cia = register_attendee(an_event_with_registration(1, title_sv="Om gener"), "Cia")
    Event.objects.filter(pk=cia.event_id).update(status="cancelled")
    cancel(cia, MONTH_BEFORE)
    assert "platsen går till nästa" not in queued_letters()[-1].message


def test_new_registration_has_a_later_dtstamp_than_the_cancellation() -> None:
    event = an_event_with_registration(1)
    cancel(register_attendee(event), MONTH_BEFORE + timedelta(hours=1))
    register_attendee(event, now=MONTH_BEFORE + timedelta(hours=2))
    first, cancelled, again = (entry_in(it.context["calendar"])[1] for it in queued_letters())
    assert first.decoded("DTSTAMP") < cancelled.decoded("DTSTAMP") < again.decoded("DTSTAMP")


def test_line_separator_in_a_title_breaks_no_header() -> None:
    an_event_with_registration(title_sv="Om\u2028celler", attendees=["Ada"])
    assert "\n" not in queued_letters()[0].subject


def test_letter_contains_no_answers() -> None:
    event = an_event_with_registration(registration_settings={"asks_food": True})
    register_attendee(event, food="Hemlig allergi")
    assert "Hemlig allergi" not in queued_letters()[0].message + queued_letters()[0].html_message


def test_letter_names_the_default_erasure_date_without_settings() -> None:
    register_attendee(an_event_with_registration())
    assert not RegistrationSettings.objects.exists()
    assert "raderas den 13 maj 2027" in queued_letters()[0].message


def test_letter_about_a_postponed_event_shows_no_date() -> None:
    event = an_event_with_registration()
    ada = register_attendee(event)
    save(event, status=Status.POSTPONED)
    cancel(ada, MONTH_BEFORE)
    letter = queued_letters()[-1]
    assert "Uppskjutet. Nytt datum är inte bestämt." in letter.message
    assert "13 april" not in letter.message


def test_letter_of_a_coordinator_shows_no_later_draft() -> None:
    event = an_event_with_registration(attendees=["Ada"])
    unpublish(event)
    save(event, title_sv="Hemligt")
    words = BilingualText("Hej", "Hi")
    letter = CoordinatorLetter(RecipientGroup.ALL, subject=words, text=words)
    letter.queue(Event.objects.with_facts().get(), "key", MONTH_BEFORE)
    text = queued_letters()[-1].message
    assert "Om celler" in text
    assert not any(it in text for it in ("Hemligt", "/sv/evenemang/"))
