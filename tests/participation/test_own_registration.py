"""The page on which an attendee sees, changes, cancels and erases the own registration."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.test import Client
from post_office.models import Email

from atmp_events.mail.outbox import forget
from atmp_events.models import Attendee, Both, Event, State, Status
from atmp_events.operations.logs import without_secrets
from atmp_events.participation import personal_data
from atmp_events.participation.personal_data import erase
from atmp_events.participation.places import accept, cancel, note_arrival
from atmp_events.participation.registration_letters import LetterToAll, Readers, erased_on
from atmp_events.participation.registration_views import find_attendee
from tests.builders import NOON
from tests.pages.reading import page_of, words

from .people import MONTH_BEFORE, an_event_here, letters, own_path_in, registered, states

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("mail", "a_month_before", "undefined_names_fail"),
]
HOUR = timedelta(hours=1)
ASKED = {"asks_food": True, "question_sv": "Vilken dag?", "question_en": "Which day?"}


def own_path(number: int = -1) -> str:
    return own_path_in(letters()[number])


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_link_that_is_only_fetched_does_nothing(client: Client, method: str) -> None:
    event = an_event_here(1)
    ada = registered(event)
    registered(event, "Bo")
    cancel(ada, MONTH_BEFORE)
    before = list(event.attendees.values())
    for letter in letters():
        for _twice in range(2):
            for more in ("", "?action=accept", "?action=cancel", "?action=erase"):
                assert getattr(client, method)(own_path_in(letter) + more).status_code == 200
    assert list(event.attendees.values()) == before


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_shows_all_that_is_held(client: Client, language: str) -> None:
    event = an_event_here(asks=ASKED)
    registered(event, "Ada", food="Vego", answer="Tisdag", language=language)
    response = client.get(own_path())
    page = words(page_of(client, own_path()))
    assert response["Cache-Control"] == "private, no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert ("Du har en plats" if language == "sv" else "You have a place") in page
    for it in ("ada@example.org", "Vego", "Tisdag"):
        assert it in page
    form = page_of(client, own_path()).select_one("input[name=name]")
    assert form
    assert form["value"] == "Ada"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": Status.CANCELLED}, "Inställt."),
        ({"state": State.DRAFT}, "Evenemanget är inte längre offentligt."),
    ],
)
def test_it_says_that_the_event_is_not_held(
    client: Client, change: dict[str, Any], said: str
) -> None:
    registered(an_event_here())
    Event.objects.update(**change)
    page = page_of(client, own_path())
    assert said in words(page)
    links = [it["href"] for it in page.select("main nav a")]
    assert all(client.get(it).status_code == 200 for it in links)


def test_all_of_it_can_be_downloaded(client: Client) -> None:
    registered(an_event_here(asks=ASKED), food="Vego", answer="Åtta")
    answer = client.get(own_path() + "uppgifter.json")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    told = json.loads(answer.content)
    assert told.pop("told")["starts_at"] == "2027-04-13T10:00:00+00:00"
    assert told == {
        "event": "Om celler",
        "name": "Ada",
        "email": "ada@example.org",
        "language": "sv",
        "organisation": "",
        "access_needs": "",
        "food": "Vego",
        "answer": "Åtta",
        "state": "confirmed",
        "registered_at": "2027-03-14T12:00:00+01:00",
        "offer_ends_at": None,
        "came_at": None,
    }


def test_answers_are_changed_and_a_letter_says_so_once(client: Client) -> None:
    registered(an_event_here(asks=ASKED), food="Vego")
    sent = {"action": "change", "name": "Ada Lund", "food": "Fisk", "email": "x@example.org"}
    for _twice in range(2):
        answer = client.post(own_path(0), sent)
        assert answer.status_code == 303
    assert "Det är ändrat." in words(page_of(client, answer["Location"]))
    assert Attendee.objects.values_list("name", "food", "email").get() == (
        "Ada Lund",
        "Fisk",
        "ada@example.org",
    )
    assert [it.subject for it in letters()][1:] == ["Din anmälan är ändrad: Om celler"]


def test_a_wrong_change_is_said_beside_the_field(client: Client) -> None:
    registered(an_event_here(asks=ASKED), food="Vego")
    answer = client.post(own_path(), {"action": "change", "name": "", "food": "Fisk"})
    assert answer.status_code == 422
    assert "Skriv ditt namn." in answer.content.decode()
    assert "Fisk" in answer.content.decode()
    assert Attendee.objects.get().food == "Vego"


def test_cancelling_frees_the_place(client: Client) -> None:
    event = an_event_here(1)
    registered(event)
    registered(event, "Bo")
    answer = client.post(own_path(0), {"action": "cancel"})
    assert states(event) == {"Ada": "cancelled", "Bo": "offered"}
    page = words(page_of(client, answer["Location"]))
    assert "Din anmälan är avbokad." in page
    assert "Du är inte anmäld" in page


@pytest.mark.parametrize("language", ["sv", "en"])
def test_an_offered_place_is_taken_or_declined(client: Client, language: str) -> None:
    event = an_event_here(1)
    ada = registered(event)
    for name in ("Bo", "Cy"):
        registered(event, name, language=language)
    cancel(ada, MONTH_BEFORE)
    path = own_path()
    page = words(page_of(client, path))
    until = "måndag 15 mars 2027 kl. 12.00" if language == "sv" else "15 March 2027"
    assert until in page
    client.post(path, {"action": "cancel"})
    assert states(event)["Cy"] == "offered"
    for _twice in range(2):
        assert client.post(own_path(), {"action": "accept"}).status_code == 303
    assert states(event) == {"Ada": "cancelled", "Bo": "cancelled", "Cy": "confirmed"}


def test_an_offer_that_is_over_is_said_so(client: Client) -> None:
    event = an_event_here(1)
    ada = registered(event)
    registered(event, "Bo")
    cancel(ada, MONTH_BEFORE)
    path = own_path()
    with time_machine.travel(MONTH_BEFORE + timedelta(days=1), tick=False):
        answer = client.post(path, {"action": "accept"})
    assert answer.status_code == 409
    assert "Platsen hålls inte längre för dig." in answer.content.decode()


def test_everything_is_erased_at_once(client: Client) -> None:
    event = an_event_here(1)
    registered(event, food="Vego")
    registered(event, "Bo")
    path = own_path(0)
    answer = client.post(path, {"action": "erase"})
    row = Attendee.objects.order_by("pk").first()
    assert row
    assert row.erased_at
    kept = (row.name, row.email, row.email_folded, row.food, row.told)
    assert kept == ("", "", "", "", None)
    assert states(event)["Bo"] == "offered"
    assert {it.to[0] for it in Email.objects.all()} == {"bo@example.org"}
    assert "Inget sparas om dig" in words(page_of(client, answer["Location"]))
    assert client.post(path, {"action": "erase"}).status_code == 422
    assert client.post(path, {"action": "change", "name": "x"}).status_code == 422


def test_letters_about_another_event_stay_when_one_is_erased(client: Client) -> None:
    registered(an_event_here())
    path = own_path()
    registered(an_event_here(title_sv="Om gener"))
    client.post(path, {"action": "erase"})
    assert [it.subject for it in letters()] == ["Du har en plats: Om gener"]


def test_erasing_frees_the_place_at_an_event_without_a_date(client: Client) -> None:
    event = an_event_here(1)
    registered(event)
    path = own_path()
    Event.objects.update(state=State.DRAFT, starts_at=None, ends_at=None)
    client.post(path, {"action": "erase"})
    assert states(event) == {"": "cancelled"}


def test_who_is_erased_while_a_change_is_sent_stays_erased(client: Client) -> None:
    ada = registered(an_event_here(asks=ASKED))
    path = own_path()

    def erased_meanwhile(token: str) -> Attendee:
        found = find_attendee(token)
        erase(ada, MONTH_BEFORE)
        return found

    with patch("atmp_events.participation.registration_views.find_attendee", erased_meanwhile):
        client.post(path, {"action": "change", "name": "Ada Lund", "food": "Vego"})
    row = Attendee.objects.get()
    assert (row.name, row.food, letters()) == ("", "", [])


def test_who_is_erased_while_the_door_notes_the_arrival_has_come() -> None:
    event = an_event_here(1)
    ada = registered(event)
    note_arrival(event, ada.pk, NOON, has_come=True)  # `ada` was read before.
    erase(ada, NOON + 2 * HOUR)
    row = Attendee.objects.get()
    assert (row.name, row.came_at) == ("", NOON)


def test_who_is_erased_while_all_are_written_to_gets_nothing(monkeypatch: Any) -> None:
    ada = registered(an_event_here(1))
    to_all = LetterToAll(Readers.ALL, subject=Both("Hej", "Hi"), text=Both("Hej", "Hi"))

    def forget_while_another_writes(email: str, *, link: str = "") -> None:
        forget(email, link=link)
        to_all.queue(Event.objects.with_facts().get(), key="to.all")

    monkeypatch.setattr(personal_data, "forget", forget_while_another_writes)
    erase(ada, NOON + 2 * HOUR)
    assert letters() == []


def test_who_was_erased_can_register_anew(client: Client) -> None:
    event = an_event_here()
    registered(event)
    client.post(own_path(), {"action": "erase"})
    registered(event)
    assert event.attendees.count() == 2


def test_after_the_event_it_can_be_seen_and_erased_only(client: Client) -> None:
    event = an_event_here(asks=ASKED)
    registered(event, food="Vego")
    path = own_path()
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        page = page_of(client, path)
        assert [it["value"] for it in page.select("main button")] == ["erase"]
        assert "Mat: Vego" in words(page.main)
        assert "Du hade en plats" in words(page.main)
        for action in ("change", "cancel"):
            assert client.post(path, {"action": action, "name": "X"}).status_code == 422
        client.post(path, {"action": "erase"})
    row = Attendee.objects.get()
    assert (row.name, row.state) == ("", "confirmed")  # It counts in the figures.


def test_what_is_no_longer_asked_is_shown_as_long_as_it_is_held(client: Client) -> None:
    event = an_event_here(asks=ASKED)
    registered(event, food="Vego", answer="Ja")
    asks = event.registration_settings
    asks.asks_food, asks.question_sv, asks.question_en = False, "", ""
    asks.save()
    said = words(page_of(client, own_path()).main)
    assert "Mat: Vego" in said
    assert "Svar: Ja" in said


@pytest.mark.parametrize("token", ["1", "1~x", "x", "999~" + "a" * 43])
def test_a_guessed_address_shows_nothing(client: Client, token: str) -> None:
    registered(an_event_here())
    assert client.get(f"/sv/anmalan/{token}/").status_code == 404
    assert client.post(f"/sv/anmalan/{token}/", {"action": "erase"}).status_code == 404


def test_an_address_from_before_a_restored_backup_shows_nobody_else(client: Client) -> None:
    registered(an_event_here())
    path = own_path()
    Attendee.objects.update(email="bo@example.org", email_folded="bo@example.org", name="Bo")
    assert client.get(path).status_code == 404
    assert client.post(path, {"action": "erase"}).status_code == 404
    assert Attendee.objects.get().name == "Bo"


def test_its_address_stands_in_no_log(client: Client, caplog: Any) -> None:
    registered(an_event_here())
    secret = own_path().split("/")[3]
    for path in (own_path(), own_path() + "uppgifter.json", f"/en/registration/{secret}/"):
        assert client.get(path).status_code in {200, 404}
        assert secret not in without_secrets(f"GET {path} 200")
    assert secret not in caplog.text


def test_no_day_of_erasing_is_promised_while_the_event_waits_for_a_date(client: Client) -> None:
    registered(an_event_here())
    assert "raderas den 13 maj 2027" in words(page_of(client, own_path()))
    Event.objects.update(status=Status.POSTPONED)
    assert "raderas den" not in words(page_of(client, own_path()))


def test_at_a_postponed_event_one_cancels_after_its_old_date_too(client: Client) -> None:
    event = an_event_here(1)
    registered(event)
    path = own_path()
    registered(event, "Bo")
    Event.objects.update(status=Status.POSTPONED)
    with time_machine.travel(NOON + timedelta(days=9), tick=False):
        assert page_of(client, path).select("button[value=cancel]")
        client.post(path, {"action": "cancel"})
        client.post(own_path_in(letters()[1]), {"action": "erase"})
    assert states(event) == {"Ada": "cancelled", "": "cancelled"}  # None keeps a place.


@pytest.mark.parametrize(
    ("ends_at", "day"),
    [
        (datetime(2027, 3, 10, 22, 30, tzinfo=UTC), date(2027, 4, 9)),  # 23:30, in winter
        (datetime(2027, 10, 9, 22, 30, tzinfo=UTC), date(2027, 11, 9)),  # 00:30, in summer
    ],
)
def test_the_day_of_erasing_is_counted_in_days_of_the_calendar(
    ends_at: datetime, day: date
) -> None:
    event = an_event_here(asks={"days_kept": 30}, starts_at=ends_at - HOUR, ends_at=ends_at)
    assert erased_on(event) == day


def test_accepting_after_another_press_is_no_second_letter() -> None:
    event = an_event_here(1)
    ada = registered(event)
    bo = registered(event, "Bo")
    cancel(ada, MONTH_BEFORE)
    for _twice in range(2):
        accept(bo, MONTH_BEFORE)
    assert [it.subject for it in letters() if it.to == ["bo@example.org"]] == [
        "Du står på väntelistan: Om celler",
        "En plats till dig, till måndag 15 mars 2027 kl. 12.00: Om celler",
        "Du har en plats: Om celler",
    ]
