"""The page where attendees see, change, cancel and erase their registration."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.test import Client
from post_office.models import Email

from atmp_events.actions.publishing import unpublish
from atmp_events.mail.outbox import delete_letters_to
from atmp_events.models import Attendee, BilingualText, Event, State, Status
from atmp_events.participation import personal_data
from atmp_events.participation.personal_data import erase
from atmp_events.participation.places import cancel, note_arrival
from atmp_events.participation.registration_letters import (
    CoordinatorLetter,
    RecipientGroup,
    erased_on,
)
from atmp_events.participation.registration_views import find_attendee
from tests.builders import NOON, save
from tests.pages.parsing import get_page, text_of

from .registration import (
    MONTH_BEFORE,
    an_event_with_an_offer,
    an_event_with_registration,
    attendee_states,
    own_page_path,
    queued_letters,
    register_attendee,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("mail", "a_month_before", "undefined_names_fail"),
]
HOUR = timedelta(hours=1)
QUESTIONS = {"asks_food": True, "question_sv": "Vilken dag?", "question_en": "Which day?"}


def own_path(number: int = -1) -> str:
    return own_page_path(queued_letters()[number])


@pytest.mark.parametrize("method", ["get", "head"])
def test_fetching_the_own_page_changes_nothing(client: Client, method: str) -> None:
    event = an_event_with_an_offer()
    before = list(event.attendees.values())
    for path in {own_page_path(letter) for letter in queued_letters()}:
        for query in ("", "?action=accept", "?action=cancel", "?action=erase"):
            assert getattr(client, method)(path + query).status_code == 200
    assert list(event.attendees.values()) == before


@pytest.mark.parametrize("language", ["sv", "en"])
def test_own_page_shows_all_data_and_is_private(client: Client, language: str) -> None:
    event = an_event_with_registration(registration_settings=QUESTIONS)
    register_attendee(event, "Ada", food="Vego", answer="Tisdag", language=language)
    response = client.get(own_path())
    page = text_of(get_page(client, own_path()))
    assert response["Cache-Control"] == "private, no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert ("Du har en plats" if language == "sv" else "You have a place") in page
    for it in ("ada@example.org", "Vego", "Tisdag"):
        assert it in page
    assert get_page(client, own_path()).select_one("input[name=name]")["value"] == "Ada"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"status": Status.CANCELLED}, "Inställt."),
        ({"state": State.DRAFT}, "Evenemanget är inte längre offentligt."),
    ],
)
def test_own_page_says_that_the_event_is_off(
    client: Client, change: dict[str, Any], text: str
) -> None:
    register_attendee(an_event_with_registration())
    Event.objects.update(**change)
    page = get_page(client, own_path())
    assert text in text_of(page)
    links = [it["href"] for it in page.select("main nav a")]
    assert all(client.get(it).status_code == 200 for it in links)


def test_own_page_and_letter_show_no_later_draft(client: Client) -> None:
    event = an_event_with_registration()
    ada, _bo = register_attendee(event), register_attendee(event, "Bo")
    unpublish(event)
    save(event, title_sv="Hemligt")
    public, draft = "Om celler", "Hemligt"
    cancel(ada, MONTH_BEFORE)
    letter = queued_letters()[-1]
    page = client.get(own_path()).content.decode()
    data = client.get(own_path() + "uppgifter.json").json()
    assert (public in page, draft in page, data["event"]) == (True, False, public)
    assert letter.subject == "Du är inte längre anmäld: Om celler"
    assert draft not in letter.message
    assert "Inställt. Evenemanget har dragits tillbaka." in letter.message
    assert "/sv/evenemang/" not in letter.message


def test_all_data_can_be_downloaded_as_json(client: Client) -> None:
    register_attendee(
        an_event_with_registration(registration_settings=QUESTIONS), food="Vego", answer="Åtta"
    )
    response = client.get(own_path() + "uppgifter.json")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "private, no-store"
    data = json.loads(response.content)
    assert data.pop("told")["starts_at"] == "2027-04-13T10:00:00+00:00"
    assert data == {
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


def test_changed_answers_are_saved_and_make_one_letter(client: Client) -> None:
    register_attendee(an_event_with_registration(registration_settings=QUESTIONS), food="Vego")
    sent = {"action": "change", "name": "Ada Lund", "food": "Fisk", "email": "x@example.org"}
    for _twice in range(2):
        response = client.post(own_path(0), sent)
        assert response.status_code == 303
    assert "Det är ändrat." in text_of(get_page(client, response["Location"]))
    changed = ("Ada Lund", "Fisk", "ada@example.org")
    assert Attendee.objects.values_list("name", "food", "email").get() == changed
    assert [it.subject for it in queued_letters()][1:] == ["Din anmälan är ändrad: Om celler"]


def test_letter_on_changed_answers_reminds_of_an_offered_place(client: Client) -> None:
    an_event_with_an_offer()
    client.post(own_path(), {"action": "change", "name": "Bo Ek"})
    letter = queued_letters()[-1]
    assert letter.subject == "Din anmälan är ändrad: Om celler"
    assert "En plats hålls för dig till måndag 15 mars 2027 kl. 12.00." in letter.message
    assert "står kvar på väntelistan" not in letter.message


def test_invalid_change_shows_an_error_and_keeps_the_input(client: Client) -> None:
    register_attendee(an_event_with_registration(registration_settings=QUESTIONS), food="Vego")
    response = client.post(own_path(), {"action": "change", "name": "", "food": "Fisk"})
    assert response.status_code == 422
    assert "Skriv ditt namn." in response.content.decode()
    assert "Fisk" in response.content.decode()
    assert Attendee.objects.get().food == "Vego"


def test_cancelling_frees_the_place(client: Client) -> None:
    event = an_event_with_registration(1, attendees=["Ada", "Bo"])
    response = client.post(own_path(0), {"action": "cancel"})
    assert attendee_states(event) == {"Ada": "cancelled", "Bo": "offered"}
    page = text_of(get_page(client, response["Location"]))
    assert "Din anmälan är avbokad." in page
    assert "Du är inte anmäld" in page


def test_own_page_says_what_cancelling_means(client: Client) -> None:
    event = an_event_with_registration(1, attendees=["Ada", "Bo"])
    of_ada, of_bo = own_path(0), own_path(1)
    assert "Platsen går till nästa." in text_of(get_page(client, of_ada))
    page = text_of(get_page(client, of_bo))
    assert "Platsen går till nästa." not in page
    assert "Om du anmäler dig på nytt hamnar du sist på väntelistan." in page
    save(event, registration_closes_at=MONTH_BEFORE)
    for path in (of_ada, of_bo):
        page = text_of(get_page(client, path))
        assert "Det går inte att ångra." in page
        assert "på nytt" not in page
    save(event, status=Status.CANCELLED)
    for path in (of_ada, of_bo):
        page = text_of(get_page(client, path))
        assert "Avboka anmälan" in page
        assert "Platsen går till nästa." not in page
        assert "på nytt" not in page


def test_no_place_goes_to_the_next_at_an_event_without_a_limit(client: Client) -> None:
    ada = register_attendee(an_event_with_registration(None))
    page = text_of(get_page(client, own_path()))
    assert "Det går inte att ångra, men du kan anmäla dig på nytt." in page
    assert "nästa" not in page
    cancel(ada, MONTH_BEFORE)
    assert "nästa" not in queued_letters()[-1].message


@pytest.mark.parametrize("language", ["sv", "en"])
def test_an_offered_place_is_taken_or_declined(client: Client, language: str) -> None:
    event = an_event_with_an_offer("Bo", "Cy", language=language)
    path = own_path()
    page = text_of(get_page(client, path))
    until = "måndag 15 mars 2027 kl. 12.00" if language == "sv" else "15 March 2027"
    assert until in page
    assert (
        get_page(client, path).select_one("#leave").text
        == {"sv": "Radera", "en": "Erase"}[language]
    )
    client.post(path, {"action": "cancel"})
    assert attendee_states(event)["Cy"] == "offered"
    for _twice in range(2):
        assert client.post(own_path(), {"action": "accept"}).status_code == 303
    assert attendee_states(event) == {"Ada": "cancelled", "Bo": "cancelled", "Cy": "confirmed"}


@pytest.mark.parametrize(
    ("zone", "until"),
    [
        ("Europe/London", "until Monday 15 March 2027, 12:00 (Swedish time)"),
        ("Europe/Berlin", "until Monday 15 March 2027, 12:00."),
    ],
)
def test_offer_names_swedish_time_where_the_clock_of_the_event_differs(
    client: Client, zone: str, until: str
) -> None:
    an_event_with_an_offer(timezone=zone, language="en")
    letter = queued_letters()[-1]
    assert until in letter.message
    assert until.removesuffix(".") in letter.subject
    assert until in text_of(get_page(client, own_page_path(letter))).replace("\xa0", " ")


def test_expired_offer_cannot_be_accepted(client: Client) -> None:
    an_event_with_an_offer()
    path = own_path()
    with time_machine.travel(MONTH_BEFORE + timedelta(days=1), tick=False):
        response = client.post(path, {"action": "accept"})
    assert response.status_code == 409
    assert "Platsen hålls inte längre för dig." in response.content.decode()


def test_erasing_deletes_personal_data_letters_and_the_place(client: Client) -> None:
    event = an_event_with_registration(1)
    register_attendee(event, food="Vego")
    register_attendee(event, "Bo")
    path = own_path(0)
    response = client.post(path, {"action": "erase"})
    row = Attendee.objects.earliest("pk")
    assert row.erased_at
    personal = (row.name, row.email, row.email_folded, row.food, row.told)
    assert personal == ("", "", "", "", None)
    assert attendee_states(event)["Bo"] == "offered"
    assert {it.to[0] for it in Email.objects.all()} == {"bo@example.org"}
    assert "Inget sparas om dig" in text_of(get_page(client, response["Location"]))
    assert client.post(path, {"action": "erase"}).status_code == 422
    assert client.post(path, {"action": "change", "name": "x"}).status_code == 422


def test_erasing_keeps_letters_about_another_event(client: Client) -> None:
    register_attendee(an_event_with_registration())
    path = own_path()
    register_attendee(an_event_with_registration(title_sv="Om gener"))
    client.post(path, {"action": "erase"})
    assert [it.subject for it in queued_letters()] == ["Du har en plats: Om gener"]


def test_erasing_frees_the_place_at_an_event_without_a_date(client: Client) -> None:
    event = an_event_with_registration(1, attendees=["Ada"])
    path = own_path()
    Event.objects.update(state=State.DRAFT, starts_at=None, ends_at=None)
    client.post(path, {"action": "erase"})
    assert attendee_states(event) == {"": "cancelled"}


def test_attendee_erased_during_a_change_stays_erased(client: Client) -> None:
    ada = register_attendee(an_event_with_registration(registration_settings=QUESTIONS))
    path = own_path()

    def find_and_erase(token: str) -> Attendee:
        found = find_attendee(token)
        erase(ada, MONTH_BEFORE)
        return found

    with patch("atmp_events.participation.registration_views.find_attendee", find_and_erase):
        client.post(path, {"action": "change", "name": "Ada Lund", "food": "Vego"})
    row = Attendee.objects.get()
    assert (row.name, row.food, queued_letters()) == ("", "", [])


def test_erasing_keeps_an_arrival_noted_at_the_same_time() -> None:
    event = an_event_with_registration(1)
    ada = register_attendee(event)
    note_arrival(event, ada.pk, NOON, has_come=True)  # `ada` was loaded before.
    erase(ada, NOON + 2 * HOUR)
    row = Attendee.objects.get()
    assert (row.name, row.came_at) == ("", NOON)


def test_attendee_erased_during_a_letter_to_all_gets_no_letter(monkeypatch: Any) -> None:
    ada = register_attendee(an_event_with_registration(1))
    to_all = CoordinatorLetter(
        RecipientGroup.ALL, subject=BilingualText("Hej", "Hi"), text=BilingualText("Hej", "Hi")
    )

    def delete_and_queue_to_all(email: str, *, link: str = "") -> None:
        delete_letters_to(email, link=link)
        to_all.queue(Event.objects.with_facts().get(), "to.all", MONTH_BEFORE)

    monkeypatch.setattr(personal_data, "delete_letters_to", delete_and_queue_to_all)
    erase(ada, NOON + 2 * HOUR)
    assert queued_letters() == []


def test_erased_attendee_can_register_again(client: Client) -> None:
    event = an_event_with_registration(attendees=["Ada"])
    client.post(own_path(), {"action": "erase"})
    register_attendee(event)
    assert event.attendees.count() == 2


def test_registration_can_only_be_seen_and_erased_after_the_event(client: Client) -> None:
    event = an_event_with_registration(registration_settings=QUESTIONS)
    register_attendee(event, food="Vego")
    path = own_path()
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        page = get_page(client, path)
        assert [it["value"] for it in page.select("main button")] == ["erase"]
        assert "Mat: Vego" in text_of(page.main)
        assert "Du hade en plats" in text_of(page.main)
        for action in ("change", "cancel"):
            assert client.post(path, {"action": action, "name": "X"}).status_code == 422
        client.post(path, {"action": "erase"})
    row = Attendee.objects.get()
    assert (row.name, row.state) == ("", "confirmed")  # The row still counts in the statistics.


def test_own_page_shows_answers_to_questions_removed_since(client: Client) -> None:
    event = an_event_with_registration(registration_settings=QUESTIONS)
    register_attendee(event, food="Vego", answer="Ja")
    registration_settings = event.registration_settings
    save(registration_settings, asks_food=False, question_sv="", question_en="")
    text = text_of(get_page(client, own_path()).main)
    assert "Mat: Vego" in text
    assert "Svar: Ja" in text


@pytest.mark.parametrize("token", ["1", "1~x", "x", "999~" + "a" * 43])
def test_guessed_address_is_not_found(client: Client, token: str) -> None:
    register_attendee(an_event_with_registration())
    assert client.get(f"/sv/anmalan/{token}/").status_code == 404
    assert client.post(f"/sv/anmalan/{token}/", {"action": "erase"}).status_code == 404


def test_link_does_not_open_another_registration_with_the_same_id(client: Client) -> None:
    register_attendee(an_event_with_registration())
    path = own_path()
    Attendee.objects.update(email="bo@example.org", email_folded="bo@example.org", name="Bo")
    assert client.get(path).status_code == 404
    assert client.post(path, {"action": "erase"}).status_code == 404
    assert Attendee.objects.get().name == "Bo"


def test_own_page_names_no_erasure_date_while_the_event_is_postponed(client: Client) -> None:
    register_attendee(an_event_with_registration())
    assert "raderas den 13 maj 2027" in text_of(get_page(client, own_path()))
    Event.objects.update(status=Status.POSTPONED)
    assert "raderas den" not in text_of(get_page(client, own_path()))


def test_attendee_of_a_postponed_event_cancels_after_its_old_date(client: Client) -> None:
    event = an_event_with_registration(1, attendees=["Ada"])
    path = own_path()
    register_attendee(event, "Bo")
    Event.objects.update(status=Status.POSTPONED)
    with time_machine.travel(NOON + timedelta(days=9), tick=False):
        assert get_page(client, path).select("button[value=cancel]")
        client.post(path, {"action": "cancel"})
        client.post(own_page_path(queued_letters()[1]), {"action": "erase"})
    assert attendee_states(event) == {"Ada": "cancelled", "": "cancelled"}  # Neither keeps a place.


@pytest.mark.parametrize(
    ("ends_at", "day"),
    [
        (datetime(2027, 3, 10, 22, 30, tzinfo=UTC), date(2027, 4, 9)),  # 23:30, in winter
        (datetime(2027, 10, 9, 22, 30, tzinfo=UTC), date(2027, 11, 9)),  # 00:30, in summer
    ],
)
def test_erasure_date_is_counted_in_local_calendar_days(ends_at: datetime, day: date) -> None:
    event = an_event_with_registration(
        registration_settings={"days_kept": 30}, starts_at=ends_at - HOUR, ends_at=ends_at
    )
    assert erased_on(event) == day
