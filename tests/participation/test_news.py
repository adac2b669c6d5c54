"""Letters about new events: what is new, and at most once a week."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from atmp_events.actions.merging import merge
from atmp_events.actions.publishing import publish, unpublish
from atmp_events.models import Event, Follower, Status
from atmp_events.participation.following import queue_news
from tests.builders import NOON, a_series, an_event
from tests.participation.letters import Letter, take_letters
from tests.participation.registration import a_follower

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail", "clock")]

Clock = time_machine.Traveller
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOON + 60 * DAY


def letters_after(clock: Clock, time: timedelta) -> list[Letter]:
    """Advance the clock in four or more steps, run `queue_news` at each; return the letters."""
    step = min(time / 4, DAY)
    for _run in range(int(time / step)):
        clock.shift(step)
        queue_news(timezone.now())
    return take_letters()


def test_letter_lists_new_events_at_most_once_a_week(clock: Clock) -> None:
    an_event(title_sv="Gammalt", starts_at=LATER)
    clock.shift(HOUR)
    a_follower()
    a_follower(email="ben@example.org", language="en")
    assert letters_after(clock, 8 * DAY) == []
    an_event(title_sv="Om knutar", title_en="On knots", starts_at=LATER)
    an_event(title_sv="Om celler", title_en="On cells", starts_at=LATER + DAY)
    draft = an_event(title_sv="Om immunitet", state="draft", starts_at=LATER)
    swedish, english = letters_after(clock, 2 * HOUR)
    assert (swedish.subject, english.subject) == ("2 nya evenemang", "2 new events")
    assert swedish.html_text.index("Om knutar") < swedish.html_text.index("Om celler")
    assert "Gammalt" not in swedish.html_text
    assert english.link("On knots") == "/en/events/2027/on-knots/"
    assert swedish.unsubscribe

    publish(draft)
    assert letters_after(clock, 6 * DAY) == []
    letters = letters_after(clock, DAY + HOUR)
    assert {it.subject for it in letters} == {"Ett nytt evenemang", "A new event"}
    assert "Om knutar" not in letters[0].html_text
    assert letters_after(clock, 15 * DAY) == []


def test_first_letter_does_not_wait_a_week_after_the_confirmation(clock: Clock) -> None:
    series = a_series()
    a_follower(series)
    clock.shift(DAY)
    an_event(title_sv="Om knutar", starts_at=timezone.now() + 3 * DAY, series=series)
    assert len(letters_after(clock, 2 * HOUR)) == 1
    a_follower()  # of all events, with the same address
    clock.shift(DAY)
    an_event(title_sv="Om celler", starts_at=LATER, series=series)
    assert letters_after(clock, 5 * DAY) == []
    (letter,) = letters_after(clock, DAY)
    assert "Om celler" in letter.html_text


def test_event_that_is_published_again_is_told_only_to_those_who_do_not_know_it(
    clock: Clock,
) -> None:
    a_follower()
    clock.shift(8 * DAY)
    event = an_event(starts_at=LATER)
    assert len(letters_after(clock, 2 * HOUR)) == 1
    unpublish(event)
    clock.shift(8 * DAY)
    an_event(title_sv="Om knutar", starts_at=LATER)
    assert len(letters_after(clock, 2 * HOUR)) == 1
    a_follower(email="ben@example.org")
    clock.shift(8 * DAY)
    publish(event)
    assert [it.to for it in letters_after(clock, 2 * HOUR)] == ["ben@example.org"]


def test_only_published_future_events_that_take_place_are_new(clock: Clock) -> None:
    a_follower()
    clock.shift(8 * DAY)
    an_event(title_sv="Utkast", state="draft", starts_at=LATER)
    an_event(title_sv="Inställt", status=Status.CANCELLED, starts_at=LATER)
    an_event(title_sv="Förbi", starts_at=NOON - 90 * DAY)
    an_event(title_sv="Senare", publish_at=timezone.now() + 5 * DAY, starts_at=LATER)
    assert letters_after(clock, 4 * DAY) == []
    (letter,) = letters_after(clock, 2 * DAY)
    assert letter.subject == "Ett nytt evenemang"
    assert "Senare" in letter.html_text


def test_follower_of_a_series_gets_only_events_of_that_series(clock: Clock) -> None:
    series = a_series()
    a_follower(series)
    clock.shift(8 * DAY)
    an_event(title_sv="Annat", starts_at=LATER)
    an_event(title_sv="Träff", starts_at=LATER, series=series)
    (letter,) = letters_after(clock, 2 * HOUR)
    assert letter.subject == "Ett nytt evenemang: Nätverksträffar"
    assert "Annat" not in letter.html_text
    assert "serien Nätverksträffar" in letter.html_text


def test_follower_of_several_series_gets_one_letter_a_week(clock: Clock, client: Client) -> None:
    series, meetings = a_series(), a_series(slug_sv="traffar", slug_en="meetings", title_sv="Möten")
    a_follower(series)
    clock.shift(3 * DAY)
    a_follower(meetings)
    a_follower()
    a_follower(email="bo@example.org")
    clock.shift(8 * DAY)
    an_event(title_sv="Träff", starts_at=LATER, series=series)
    an_event(title_sv="Annat", starts_at=LATER)
    letter, other = letters_after(clock, 2 * HOUR)
    assert (letter.to, other.to) == ("anna@example.org", "bo@example.org")
    assert letter.subject == other.subject == "2 nya evenemang"
    an_event(title_sv="Möte", starts_at=LATER, series=meetings)
    assert letters_after(clock, 6 * DAY) == []
    assert {it.subject for it in letters_after(clock, 2 * DAY)} == {"Ett nytt evenemang"}

    page = client.get(letter.unsubscribe).content.decode()
    assert "Nätverksträffar" in page
    assert "Möten" in page
    assert Follower.objects.count() == 4
    assert client.post(letter.unsubscribe).status_code == 200
    assert [it.email for it in Follower.objects.all()] == ["bo@example.org"]


def test_followers_of_a_merged_series_get_one_letter_each(clock: Clock) -> None:
    kept, other = a_series(), a_series(slug_sv="traffar", slug_en="meetings")
    a_follower(kept)
    a_follower(other)
    a_follower(other, email="bo@example.org")
    merge(kept, other, taken=(), parts=(), by=None, now=timezone.now())
    clock.shift(8 * DAY)
    an_event(starts_at=LATER, series=kept)
    assert sorted(it.to for it in letters_after(clock, 2 * HOUR)) == [
        "anna@example.org",
        "bo@example.org",
    ]


def test_unconfirmed_address_gets_no_letter(clock: Clock) -> None:
    a_follower(confirmed_at=None, told_at=None)
    clock.shift(8 * DAY)
    an_event(starts_at=LATER)
    assert letters_after(clock, 2 * HOUR) == []
    assert Event.objects.count() == 1
