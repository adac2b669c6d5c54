"""Letters about a changed event: recipients, time, number and text."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from icalendar import Calendar
from post_office.models import Email

from atmp_events.actions.merging import merge
from atmp_events.actions.publishing import publish, unpublish
from atmp_events.actions.soft_delete import delete, restore
from atmp_events.models import (
    AttendanceMode,
    Attendee,
    Event,
    Follower,
    RegistrationSettings,
    State,
    Status,
)
from atmp_events.participation import changes, places
from atmp_events.participation.changes import count_recipients, queue_change_letters
from tests.builders import NOON, a_series, a_venue, an_event, save
from tests.calendars.parsing import vevent
from tests.participation.letters import Letter, take_letter, take_letters
from tests.participation.registration import (
    a_follower,
    an_event_with_registration,
    an_unsaved_attendee,
    schedule_and_sequence,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail", "clock")]

Clock = time_machine.Traveller
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def an_attendee(event: Event, state: str, **fields: Any) -> Attendee:
    defaults = {"email": f"{state}@example.org", "name": "Bo Ek", "registered_at": timezone.now()}
    ends = NOON if state == "offered" else None
    rest = {"told": schedule_and_sequence(event), "language": "sv", "offer_ends_at": ends}
    return Attendee.objects.create(event=event, state=state, **defaults | rest | fields)


def a_followed_event(**fields: Any) -> Event:
    """An event that anna@example.org follows, in Swedish."""
    event = an_event(**fields)
    a_follower(event)
    return event


def move(event: Event, by: timedelta = DAY) -> None:
    save(event, starts_at=event.starts_at + by, ends_at=event.ends_at + by)


def letters_after(clock: Clock, minutes: int = 5) -> list[Letter]:
    """Run `queue_change_letters` halfway and at the end of a time; return the letters."""
    for _half in range(2):
        clock.shift(minutes / 2 * MINUTE)
        queue_change_letters(timezone.now())
    return take_letters()


def words_of(letter: Letter) -> str:
    """Return what a letter says between the event's title and what applies now."""
    text = letter.html_text.partition("Om celler ")[2]
    return re.split(" Så här gäller nu: | Ditt mejlprogram ", text)[0]


def test_letter_about_a_move_names_both_times_and_updates_the_calendar(clock: Clock) -> None:
    event = a_followed_event(room_sv="Sal A", room_en="Hall A")
    a_follower(event, "ben@example.org", language="en")
    move(event)
    swedish, english = letters_after(clock)
    assert (swedish.subject, english.subject) == ("Ändrat: Om celler", "Changed: On cells")
    assert words_of(swedish) == (
        "Tiden var tisdag 13 april 2027 kl. 12.00–13.00 och är nu "
        "onsdag 14 april 2027 kl. 12.00–13.00."
    )
    assert (
        "The time was Tuesday 13 April 2027, 12:00–13:00 and is now "
        "Wednesday 14 April 2027, 12:00–13:00."
    ) in english.html_text
    assert "kl. 12.00–13.00 och är nu onsdag" in " ".join(swedish.text.split())
    assert "<p></p>" not in swedish.html
    entry = vevent(english.calendar.encode())
    assert Calendar.from_ical(english.calendar)["METHOD"] == "REQUEST"
    assert (entry["SEQUENCE"], entry.start) == (1, event.starts_at)
    assert str(entry["ATTENDEE"]) == "mailto:ben@example.org"
    assert letters_after(clock, 40) == []


def test_several_saves_make_one_letter_with_the_first_and_last_time(clock: Clock) -> None:
    event = a_followed_event()
    for _save in range(3):
        move(event, HOUR)
        assert letters_after(clock, 4) == []
    (letter,) = letters_after(clock)
    assert "12.00–13.00 och är nu tisdag 13 april 2027 kl. 15.00–16.00" in letter.html_text
    assert vevent(letter.calendar.encode())["SEQUENCE"] == 3


def test_undone_change_makes_no_letter(clock: Clock) -> None:
    event = a_followed_event()
    move(event, DAY)
    move(event, -DAY)
    assert letters_after(clock, 40) == []
    move(event, DAY)  # The next change waits five minutes, like every other change.
    assert letters_after(clock, 4) == []
    assert len(letters_after(clock, 1)) == 1


def test_repeated_changes_make_a_letter_every_half_hour(clock: Clock) -> None:
    event = a_followed_event()
    sent_at = []
    for minute in range(3, 63, 3):
        move(event, HOUR)
        if letters_after(clock, 3):
            sent_at.append(minute)
    assert sent_at == [30, 60]


def test_another_time_zone_is_a_change_only_if_the_clock_differs(clock: Clock, client: Any) -> None:
    event = a_followed_event()
    save(event, timezone="Europe/Berlin")
    assert letters_after(clock) == []
    entry = vevent(client.get("/sv/evenemang/2027/om-celler.ics").content)
    assert entry["SEQUENCE"] == 0
    assert "Ändrat" not in entry["DESCRIPTION"]
    save(event, timezone="Europe/Helsinki")
    (letter,) = letters_after(clock)
    assert "13.00 i Helsinki" in letter.text


def test_same_whole_day_in_another_time_zone_is_no_change(clock: Clock) -> None:
    event = a_followed_event(all_day=True, starts_at=NOON.replace(hour=0), minutes=24 * 60)
    event.timezone = "Pacific/Auckland"
    event.starts_at = NOON.replace(hour=0, tzinfo=event.zone)
    event.ends_at = event.starts_at + DAY
    event.save()
    assert letters_after(clock) == []
    assert Event.objects.get().version.sequence == 0
    move(event)
    assert len(letters_after(clock)) == 1


def test_change_of_title_summary_price_or_capacity_makes_no_letter(clock: Clock) -> None:
    event = a_followed_event()
    save(event, title_sv="Nytt", summary_sv="Ny ingress", price_sv="100 kr", capacity=9)
    assert letters_after(clock, 40) == []


def test_letter_names_each_new_status(clock: Clock) -> None:
    event = a_followed_event()
    save(event, status=Status.POSTPONED)
    (letter,) = letters_after(clock)
    assert letter.subject == "Uppskjutet: Om celler"
    assert words_of(letter) == (
        "Tisdag 13 april 2027 kl. 12.00–13.00 Uppskjutet. Nytt datum är inte bestämt."
    )
    assert "METHOD:REQUEST" in letter.calendar
    assert "STATUS:TENTATIVE" in letter.calendar

    save(event, status=Status.CANCELLED, status_note_sv="Talaren är sjuk.")
    (letter,) = letters_after(clock)
    assert letter.subject == "Inställt: Om celler"
    assert words_of(letter) == (
        "Tisdag 13 april 2027 kl. 12.00–13.00 "
        "Inställt. Evenemanget den 13 april 2027 blir inte av. Talaren är sjuk."
    )
    assert "METHOD:CANCEL" in letter.calendar

    save(event, status=Status.SCHEDULED, status_note_sv="")
    (letter,) = letters_after(clock)
    assert words_of(letter) == "Evenemanget blir av ändå."
    assert "METHOD:REQUEST" in letter.calendar
    assert "STATUS:CONFIRMED" in letter.calendar

    link = "https://video.example.org/1"
    save(event, status=Status.MOVED_ONLINE, attendance_mode=AttendanceMode.ONLINE, online_url=link)
    (letter,) = letters_after(clock)
    assert letter.subject == "Blir digitalt: Om celler"
    assert words_of(letter) == (
        "Evenemanget hålls digitalt i stället för på plats. Plats: Digitalt (video.example.org). "
        f"Länken för att delta digitalt är nu {link}"
    )


def test_letter_names_a_new_date_only_once(clock: Clock) -> None:
    event = a_followed_event()
    before = event.starts_at
    event.status, event.previous_starts_at = Status.RESCHEDULED, before
    move(event)
    (letter,) = letters_after(clock)
    assert letter.subject == "Nytt datum: Om celler"
    assert words_of(letter) == (
        "Tiden var tisdag 13 april 2027 kl. 12.00–13.00 och är nu "
        "onsdag 14 april 2027 kl. 12.00–13.00."
    )
    save(event, room_sv="Sal B")
    (letter,) = letters_after(clock)
    assert letter.subject == "Ändrat: Om celler"  # The new date was in the letter before.
    assert words_of(letter) == "Plats: Sal B."
    move(event)
    assert [it.subject for it in letters_after(clock)] == ["Nytt datum: Om celler"]


def test_status_of_an_event_whose_time_and_place_are_known_makes_no_letter(clock: Clock) -> None:
    event = a_followed_event()
    event.previous_starts_at = event.starts_at
    move(event)
    save(event, attendance_mode=AttendanceMode.ONLINE)
    assert len(letters_after(clock)) == 1
    for status in (Status.RESCHEDULED, Status.MOVED_ONLINE, Status.SCHEDULED):
        save(event, status=status)
        assert letters_after(clock, 40) == []


def test_letter_names_both_places_also_if_one_is_online(clock: Clock) -> None:
    event = a_followed_event(attendance_mode="online")
    save(event, attendance_mode="on_site", room_sv="Sal B", room_en="Hall B")
    (letter,) = letters_after(clock)
    assert words_of(letter) == "Plats: Sal B. Förut: Digitalt."


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.POSTPONED])
def test_change_while_the_event_is_called_off_is_told_when_it_takes_place(
    clock: Clock, status: str
) -> None:
    event = a_followed_event(room_sv="Sal A", room_en="Room A")
    save(event, status=status)
    assert len(letters_after(clock, 10)) == 1
    event = Event.objects.get()
    event.room_sv, event.room_en = "", ""  # The room is cancelled, too.
    move(event)
    assert letters_after(clock, 40) == []
    save(event, status=Status.SCHEDULED)
    (letter,) = letters_after(clock, 40)
    assert words_of(letter) == (
        "Evenemanget blir av ändå. Tiden var tisdag 13 april 2027 kl. 12.00–13.00 och är nu "
        "onsdag 14 april 2027 kl. 12.00–13.00. Platsen är inte bestämd ännu."
    )


def test_postponement_tells_the_new_place_too_and_the_new_time_once_it_holds(clock: Clock) -> None:
    event = a_followed_event(room_sv="Sal A", room_en="Room A")
    event.room_sv = event.room_en = ""
    save(event, status=Status.MOVED_ONLINE, attendance_mode=AttendanceMode.ONLINE)
    clock.shift(MINUTE)
    event.status = Status.POSTPONED
    move(event)
    (letter,) = letters_after(clock)
    assert letter.subject == "Uppskjutet: Om celler"
    assert words_of(letter) == (
        "Tisdag 13 april 2027 kl. 12.00–13.00 Uppskjutet. Nytt datum är inte bestämt. "
        "Plats: Digitalt. Förut: Sal A."
    )
    save(event, status=Status.MOVED_ONLINE)
    (letter,) = letters_after(clock)
    assert words_of(letter) == (
        "Evenemanget blir av ändå. Tiden var tisdag 13 april 2027 kl. 12.00–13.00 och är nu "
        "onsdag 14 april 2027 kl. 12.00–13.00."
    )


def test_letter_contains_the_new_public_link(clock: Clock) -> None:
    event = a_followed_event(attendance_mode="online", online_url="https://video.example.org/1")
    save(event, online_url="https://video.example.org/2")
    (letter,) = letters_after(clock)
    assert words_of(letter) == "Länken för att delta digitalt är nu https://video.example.org/2"
    move(event)
    (letter,) = letters_after(clock)
    assert "Länken för att delta" not in words_of(letter)
    save(event, online_url="")
    (letter,) = letters_after(clock)
    assert words_of(letter) == "Plats: Digitalt. Förut: Digitalt (video.example.org)."


def test_letter_about_a_place_that_changed_in_the_other_language_names_it(clock: Clock) -> None:
    event = a_followed_event(room_sv="Sal A", room_en="Hall A", venue=a_venue())
    a_follower(event, "ben@example.org", language="en")
    save(event, room_sv="Sal B")
    swedish, english = letters_after(clock)
    assert words_of(swedish) == "Plats: Sal B. Förut: Sal A."
    assert "What we say of the place has changed: Hall A, Rudbeck Laboratory" in english.html_text


@pytest.mark.parametrize("how", ["unpublished", "deleted", "hidden until later"])
def test_letters_cancel_a_withdrawn_event_and_restore_it(clock: Clock, how: str) -> None:
    event, visible_again = a_followed_event(starts_at=NOON + DAY), timezone.now() + 2 * HOUR
    move(event, HOUR)
    assert len(letters_after(clock)) == 1  # An earlier change does not shorten the later waits.
    if how == "unpublished":
        unpublish(event)
    elif how == "deleted":
        delete(Event.objects.all(), now=timezone.now())
    else:
        publish(event, at=visible_again)
    assert letters_after(clock, 4) == []
    (letter,) = letters_after(clock, 1)
    assert letter.subject == "Inställt: Om celler"
    assert "dragits tillbaka" in letter.html_text
    assert "Så här gäller nu" not in letter.html_text
    assert "METHOD:CANCEL" in letter.calendar
    assert "/sv/evenemang/" not in letter.html_text
    assert letters_after(clock, 10) == []
    first = vevent(letter.calendar.encode())["SEQUENCE"]

    if how == "deleted":
        restore(Event.objects.all(), now=timezone.now())
    elif how == "unpublished":
        publish(Event.objects.get(pk=event.pk))
    else:
        clock.move_to(visible_again)
    assert letters_after(clock, 4) == []
    move(Event.objects.get(), HOUR)
    assert letters_after(clock, 4) == []
    (letter,) = letters_after(clock, 1)
    assert "Evenemanget blir av ändå." in letter.html_text
    assert "METHOD:REQUEST" in letter.calendar
    assert vevent(letter.calendar.encode())["SEQUENCE"] > first


def test_letter_about_a_withdrawn_event_contains_no_later_edit(clock: Clock) -> None:
    event = a_followed_event(room_sv="Sal A")
    unpublish(event)
    event.room_sv = "Hemligt"
    move(event)
    (letter,) = letters_after(clock)
    assert "Hemligt" not in letter.html + letter.calendar
    assert letters_after(clock, 10) == []


def test_past_event_makes_no_letter_unless_it_was_or_is_postponed(clock: Clock) -> None:
    over, waiting = an_event(), an_event(title_sv="Om knutar", status=Status.POSTPONED)
    late = an_event(title_sv="Om immunitet")
    for event in (over, waiting, late):
        a_follower(event)
    clock.move_to(NOON + DAY)
    save(over, status=Status.CANCELLED)
    unpublish(over)
    save(waiting, status=Status.CANCELLED)
    save(late, status=Status.POSTPONED)
    subjects = sorted(it.subject for it in letters_after(clock, 10))
    assert subjects == ["Inställt: Om knutar", "Uppskjutet: Om immunitet"]


def test_only_attendees_with_a_place_get_the_calendar_of_a_move(clock: Clock) -> None:
    event = an_event_with_registration()
    for state in ("confirmed", "offered", "waiting", "cancelled"):
        an_attendee(event, state)
    an_attendee(event, "confirmed", email="", name="", erased_at=timezone.now())
    a_follower(event, "unsure@example.org", confirmed_at=None)
    a_follower(an_event(title_sv="Annat"), "other@example.org")
    assert count_recipients(event) == 3
    move(event)
    letters = {it.to.split("@")[0]: it for it in letters_after(clock)}
    assert sorted(letters) == ["confirmed", "offered", "waiting"]
    assert 'CN="Bo Ek"' in letters["confirmed"].calendar
    assert letters["offered"].calendar == letters["waiting"].calendar == ""
    assert "onsdag 14 april" in letters["waiting"].html_text
    assert "har anmält dig" in letters["confirmed"].html_text
    link = letters["confirmed"].link("Se, ändra eller avboka din anmälan")
    assert link.startswith("/sv/anmalan/")


def test_private_link_goes_to_attendees_with_a_place_when_moved_online(clock: Clock) -> None:
    secret = "https://zoom.example.org/j/1"
    event = an_event_with_registration(9, registration_settings={"private_url": secret})
    a_follower(event)
    for state in ("confirmed", "waiting", "offered"):
        an_attendee(event, state)
    save(event, status=Status.MOVED_ONLINE, attendance_mode=AttendanceMode.ONLINE)
    found = {it.to: secret in it.html for it in letters_after(clock)}
    assert [to for to, has_link in found.items() if has_link] == ["confirmed@example.org"]
    assert len(found) == 4
    save(event, status=Status.CANCELLED)
    assert not any(secret in it.html for it in letters_after(clock))


def set_link(event: Event, url: str) -> None:
    """Save the private link as the admin form of the event does."""
    RegistrationSettings.objects.update_or_create(event=event, defaults={"private_url": url})
    Event.objects.get(pk=event.pk).save()


def test_new_private_link_goes_only_to_attendees_with_a_place(clock: Clock) -> None:
    event, first = an_event_with_registration(2), "https://zoom.example.org/j/1"
    a_follower(event)
    for name, language in (("Ada", "sv"), ("Ben", "en"), ("Cy", "sv")):
        places.register(an_unsaved_attendee(event, name, language=language), timezone.now())
    take_letters()
    before = Event.objects.get().version.sequence
    for url in ("https://zoom.example.org/j/0", first):
        set_link(event, url)
        assert letters_after(clock, 4) == []
    ada, ben = letters_after(clock, 2)
    assert (ada.to, ada.subject) == ("ada@example.org", "Ändrat: Om celler")
    assert (ben.to, ben.subject) == ("ben@example.org", "Changed: On cells")
    assert words_of(ada) == "Nu finns det en länk för att delta digitalt."
    assert first in ada.text
    assert ada.calendar == ""
    assert letters_after(clock, 40) == []
    set_link(event, "https://zoom.example.org/j/2")
    changed = letters_after(clock, 6)
    assert [it.to for it in changed] == ["ada@example.org", "ben@example.org"]
    assert "The link for taking part online has changed." in changed[1].html_text
    assert "https://zoom.example.org/j/2" in changed[1].text
    assert Event.objects.get().version.sequence == before


@pytest.mark.parametrize("last", ["", "https://zoom.example.org/j/2"])
def test_private_link_makes_no_letter_if_removed_restored_or_event_cancelled(
    clock: Clock, last: str
) -> None:
    link = "https://zoom.example.org/j/1"
    event = an_event_with_registration(2, registration_settings={"private_url": link})
    places.register(an_unsaved_attendee(event), timezone.now())
    by_hand = an_unsaved_attendee(event, "Bo")
    places.give_place(by_hand, timezone.now(), is_beyond=False, by_letter=False)
    take_letters()
    for url in ("", link):
        set_link(event, url)
        assert letters_after(clock, 10) == []
    set_link(event, last)
    save(event, status=Status.CANCELLED)
    assert {words_of(it) for it in letters_after(clock, 10)} == {
        "Tisdag 13 april 2027 kl. 12.00–13.00 Inställt. Evenemanget den 13 april 2027 blir inte av."
    }
    set_link(event, "https://zoom.example.org/j/3")
    assert letters_after(clock, 10) == []


def test_new_private_link_makes_no_letter_while_the_event_is_withdrawn(clock: Clock) -> None:
    link = "https://zoom.example.org/j/1"
    event = an_event_with_registration(2, registration_settings={"private_url": link})
    places.register(an_unsaved_attendee(event), timezone.now())
    take_letters()
    unpublish(Event.objects.get())
    assert len(letters_after(clock)) == 1
    publish(Event.objects.get(), at=timezone.now() + HOUR)
    set_link(event, "https://zoom.example.org/j/2")
    assert letters_after(clock, 10) == []


@pytest.mark.parametrize("state", [State.PUBLISHED, State.DRAFT])
def test_attendee_added_by_hand_without_a_letter_is_told_of_the_first_change(
    clock: Clock, state: str
) -> None:
    event = an_event_with_registration(2, state=state)
    places.give_place(an_unsaved_attendee(event), timezone.now(), is_beyond=False, by_letter=False)
    publish(Event.objects.get())
    assert letters_after(clock, 10) == []
    set_link(event, "https://zoom.example.org/j/1")
    assert "Nu finns det en länk för att delta digitalt." in letters_after(clock, 10)[0].html_text
    move(Event.objects.get())
    (letter,) = letters_after(clock, 10)
    assert "Tiden var tisdag 13 april 2027" in letter.html_text
    assert "METHOD:REQUEST" in letter.calendar


def test_move_and_new_private_link_make_one_letter(clock: Clock) -> None:
    event = an_event_with_registration(2)
    places.register(an_unsaved_attendee(event), timezone.now())
    a_follower(event)
    take_letters()
    for number, day, words in (
        (1, "onsdag 14 april", "Nu finns det en länk för att delta digitalt."),
        (2, "torsdag 15 april", "Länken för att delta digitalt har ändrats."),
    ):
        set_link(event, f"https://zoom.example.org/j/{number}")
        move(Event.objects.get())
        to_follower, letter = sorted(letters_after(clock, 40), key=lambda it: "ada" in it.to)
        assert day in letter.html_text
        assert words in letter.html_text
        assert letter.calendar
        assert day in to_follower.html_text
        assert words not in to_follower.html_text


def test_attendee_who_also_follows_gets_one_letter(clock: Clock) -> None:
    event = an_event()
    an_attendee(event, "confirmed", email="Anna@example.org")
    a_follower(event, "anna@example.org")
    assert count_recipients(event) == 1
    move(event)
    assert len(letters_after(clock, 10)) == 1


@pytest.mark.parametrize("state", ["waiting", "offered"])
def test_follower_without_a_place_gets_one_letter_that_updates_the_calendar(
    clock: Clock, state: str
) -> None:
    event = an_event_with_registration()
    an_attendee(event, state, email="Anna@example.org")
    a_follower(event, "anna@example.org")
    move(event)
    (letter,) = letters_after(clock, 10)
    assert vevent(letter.calendar.encode()).start == event.starts_at
    save(event, status=Status.CANCELLED)
    (letter,) = letters_after(clock, 40)
    assert "METHOD:CANCEL" in letter.calendar


def test_follower_who_joins_the_waiting_list_after_a_change_is_told_of_it(clock: Clock) -> None:
    event = an_event_with_registration(0)
    a_follower(event, "ada@example.org")
    move(event)
    places.register(an_unsaved_attendee(event), timezone.now())
    take_letters()
    (letter,) = letters_after(clock, 10)
    assert vevent(letter.calendar.encode()).start == event.starts_at


def test_new_follower_gets_no_letter_about_an_earlier_change(clock: Clock) -> None:
    event = a_followed_event()
    move(event)
    a_follower(Event.objects.get(), "new@example.org")
    assert [it.to for it in letters_after(clock, 10)] == ["anna@example.org"]


def test_letter_is_queued_once_when_queuing_is_interrupted(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = a_followed_event()
    move(event)
    clock.shift(6 * MINUTE)
    queue = changes.queue

    def killed(*letters: Any) -> None:
        queue(*letters)
        raise KeyboardInterrupt

    monkeypatch.setattr(changes, "queue", killed)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        queue_change_letters(timezone.now())
    assert not Email.objects.exists()
    monkeypatch.undo()
    queue_change_letters(timezone.now())
    queue_change_letters(timezone.now())
    assert take_letter().to == "anna@example.org"


def test_letters_reach_all_followers_in_several_batches(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "BATCH", 2)
    event = an_event()
    for number in range(5):
        a_follower(event, f"reader{number}@example.org")
    move(event)
    assert len({it.to for it in letters_after(clock)}) == 5


def test_merged_venue_or_series_makes_no_letter(clock: Clock) -> None:
    kept, other = a_venue(), a_venue(slug="rudbeck-2")
    series, double = (a_series(slug_sv=it, slug_en=it) for it in "ab")
    event = a_followed_event(venue=other, series=double)
    an_attendee(event, "confirmed")
    for keep, gone in ((kept, other), (series, double)):
        merge(keep, gone, taken=(), parts=(), by=None, now=timezone.now())
    event = Event.objects.get()
    assert (event.venue, event.series) == (kept, series)
    assert letters_after(clock, 10) == []
    move(event)
    letters = letters_after(clock)
    assert sorted(it.to for it in letters) == ["anna@example.org", "confirmed@example.org"]
    assert not any("Platsen" in it.html_text for it in letters)


def test_merged_series_keeps_the_confirmed_follower(clock: Clock) -> None:
    now = timezone.now()
    kept, other = (a_series(slug_sv=it, slug_en=it) for it in "ab")
    a_follower(kept, confirmed_at=None, told_at=None)
    a_follower(other)
    merge(kept, other, taken=(), parts=(), by=None, now=now)
    follower = Follower.objects.get()
    assert (follower.series, follower.confirmed_at, follower.told_at) == (kept, now, now)


def test_queue_change_letters_makes_no_query_per_follower_without_a_change(
    django_assert_max_num_queries: Any,
) -> None:
    event = an_event()
    for number in range(5):
        a_follower(event, f"reader{number}@example.org")
    with django_assert_max_num_queries(4):
        queue_change_letters(timezone.now())
