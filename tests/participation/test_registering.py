"""The form by which one registers for an event."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.actions.revising import revisions
from atmp_events.models import Attendee, Event
from atmp_events.participation.places import cancel, register
from tests.builders import NOON, the_site
from tests.pages.reading import page_of, words

from .people import (
    MONTH_BEFORE,
    a_new_attendee,
    an_event_here,
    filled,
    letters,
    path_of,
    registered,
    states,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("mail", "a_month_before", "undefined_names_fail"),
]
ALL_ASKED = {
    "asks_organisation": True,
    "asks_access_needs": True,
    "asks_food": True,
    "question_sv": "Vilken dag passar?",
    "question_en": "Which day?",
}


def send(client: Client, event: Event, typed: dict[str, str], language: str = "sv") -> Any:
    return client.post(path_of(event, language), typed)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_registration_is_kept_and_a_letter_is_written(client: Client, language: str) -> None:
    event = an_event_here(asks=ALL_ASKED)
    answers = {"organisation": "UU", "access_needs": "Slinga", "food": "Vego", "answer": "Tisdag"}
    answer = send(client, event, filled(client, event, language, **answers), language)
    assert answer.status_code == 303
    kept = Attendee.objects.values("name", "email", "language", "state", *answers).get()
    assert kept == {
        "name": "Ada Lund",
        "email": "ada@example.org",
        "language": language,
        "state": "confirmed",
        **answers,
    }
    assert [it.to for it in letters()] == [["ada@example.org"]]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_nothing_of_the_person_stands_in_the_address_of_the_thanks(
    client: Client, language: str
) -> None:
    event = an_event_here()
    answer = send(client, event, filled(client, event, language), language)
    page = words(page_of(client, answer["Location"]))
    assert answer["Location"].removeprefix(path_of(event, language)) in {"tack/", "thanks/"}
    assert ("Tack" if language == "sv" else "Thank you") in page
    assert "ada" not in page.casefold()


def test_neither_form_nor_answer_sets_a_cookie_or_has_a_script(client: Client) -> None:
    event = an_event_here()
    seen = client.get(path_of(event))
    answer = Client(enforce_csrf_checks=True).post(path_of(event), filled(client, event))
    assert not client.cookies
    assert not answer.cookies
    assert answer.status_code == 303
    assert b"<script" not in seen.content
    for response in (seen, answer):
        assert response["Cache-Control"] == "private, no-store"


def test_only_what_the_event_asks_is_asked(client: Client) -> None:
    event = an_event_here(asks={"asks_food": True})
    form = page_of(client, path_of(event)).select_one("form.ask")
    assert form
    names = [it["name"] for it in form.select("input:not([type=hidden]), textarea")]
    assert names == ["website", "name", "email", "food"]
    send(client, event, filled(client, event, organisation="UU", state="x"))
    assert Attendee.objects.get().organisation == ""


@pytest.mark.parametrize(("language", "quoted"), [("sv", "”Dag?”"), ("en", "“Day?”")])
def test_a_question_of_the_event_is_quoted_as_its_language_does(
    client: Client, language: str, quoted: str
) -> None:
    event = an_event_here(asks={"question_sv": "Dag?", "question_en": "Day?"})
    assert quoted in words(page_of(client, path_of(event, language)))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_privacy_notice_is_made_of_the_facts(client: Client, language: str) -> None:
    the_site()
    event = an_event_here(asks={"asks_food": True, "days_kept": 10})
    page = words(page_of(client, path_of(event, language)))
    assert "Region Uppsala" in page
    assert "dpo@example.org" in page
    if language == "sv":
        assert "(namn, mejladress och mat)" in page
        assert "Allt raderas den 23 april 2027." in page
    else:
        assert "(name, email and food)" in page
        assert "All of it is erased on 23 April 2027." in page


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("name", "", "Skriv ditt namn."),
        ("name", "Ada\r\nBcc: x@example.org", "Skriv detta på en rad."),
        ("name", "\u200b", "Skriv ditt namn."),
        ("name", "Vinn! HTTPS://evil.example", "Skriv ett namn, utan adress."),
        ("name", "www.evil.example", "Skriv ett namn, utan adress."),
        ("name", "bit.ly/a1", "Skriv ett namn, utan adress."),
        ("email", "", "Skriv din mejladress."),
        ("email", "Ada Lund <ada@example.org>", "Skriv en mejladress"),
        ("email", "root@localhost", "Skriv en mejladress"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    client: Client, name: str, value: str, said: str
) -> None:
    event = an_event_here(asks={"asks_food": True})
    answer = send(client, event, filled(client, event, food="Vego", **{name: value}))
    assert answer.status_code == 422
    assert not Attendee.objects.exists()
    page = page_of_answer(answer)
    field = page.select_one(f"#id_{name}")
    assert field
    assert field["aria-invalid"] == "true"
    error = page.select_one(f"#id_{name}_error")
    assert error
    assert said in words(error)
    assert error["id"] in field["aria-describedby"]
    food = page.select_one("#id_food")
    assert food
    assert food.get_text().strip() == "Vego"
    title = page.select_one("title")
    assert title
    assert title.get_text().startswith("Något är fel")


def page_of_answer(answer: Any) -> Any:
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  ADA@Example.org ", "ADA@Example.org"),
        ("ada+atmp@example.org", "ada+atmp@example.org"),
        ("ada@räksmörgås.se", "ada@räksmörgås.se"),
    ],
)
def test_addresses_are_kept_as_they_were_written(client: Client, typed: str, kept: str) -> None:
    event = an_event_here()
    assert send(client, event, filled(client, event, email=typed)).status_code == 303
    assert Attendee.objects.get().email == kept


@pytest.mark.parametrize(
    "name", ["J.R.R. Tolkien", "Med.dr Åsa Ek", "Ada Lund/Bo Ek", "O’Brien", "山田太郎", "X Æ A-12"]
)
def test_a_name_is_whatever_people_are_called(client: Client, name: str) -> None:
    event = an_event_here()
    assert send(client, event, filled(client, event, name=name)).status_code == 303
    assert Attendee.objects.get().name == name


def test_two_presses_are_one_registration_and_one_letter(client: Client) -> None:
    event = an_event_here()
    form, in_another_tab = filled(client, event), filled(client, event, name="Ada")
    answers = [send(client, event, it) for it in (form, form, in_another_tab)]
    assert [it.status_code for it in answers] == [303, 303, 303]
    assert states(event) == {"Ada Lund": "confirmed"}
    assert len(letters()) == 1


def test_a_second_try_gets_the_letter_again_and_changes_nothing(client: Client) -> None:
    event = an_event_here(1, asks={"asks_food": True})
    first = send(client, event, filled(client, event, food="Vego"))
    with time_machine.travel(MONTH_BEFORE + timedelta(hours=1), tick=False):
        again = send(client, event, filled(client, event, email="ADA@example.org", food="Fisk"))
        unknown = send(client, event, filled(client, event, email="bo@example.org"))
    # The answer does not tell whether an address is known.
    assert again["Location"] == unknown["Location"] == first["Location"]
    assert Attendee.objects.get(email="ada@example.org").food == "Vego"
    assert [it.to for it in letters()] == [
        ["ada@example.org"],
        ["ada@example.org"],
        ["bo@example.org"],
    ]


def test_who_sends_the_form_again_and_again_is_slowed(client: Client) -> None:
    event = an_event_here(asks={"asks_food": True})
    form = filled(client, event, food="Vego")
    answers = [send(client, event, form) for _ in range(11)]
    assert [it.status_code for it in answers] == [303] * 10 + [429]
    assert "Vänta några minuter" in answers[-1].content.decode()
    assert "Vego" in answers[-1].content.decode()  # Nothing is lost.
    assert send(client, event, form | {"email": "bo@example.org"}).status_code == 303


def test_what_fills_in_the_hidden_field_registers_nobody(client: Client) -> None:
    event = an_event_here()
    answer = send(client, event, filled(client, event, website="https://spam.example"))
    assert answer.status_code == 303
    assert not Attendee.objects.exists()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_one_who_was_promised_a_place_is_told_that_it_is_taken_first(
    client: Client, language: str
) -> None:
    event = an_event_here(1, asks={"asks_food": True})
    form = filled(client, event, language, food="Vego")
    registered(event, "Bo")
    answer = send(client, event, form, language)
    page = page_of_answer(answer)
    assert answer.status_code == 409
    assert states(event) == {"Bo": "confirmed"}
    told = "Alla platser har" if language == "sv" else "All places have been taken"
    assert told in words(page)
    assert "Vego" in words(page)
    # Sent once more, it is a wish to wait.
    promise = page.select_one("input[name=promise]")["value"]
    assert send(client, event, form | {"promise": promise}, language).status_code == 303
    assert states(event) == {"Bo": "confirmed", "Ada Lund": "waiting"}


def test_one_whose_place_is_taken_in_the_same_moment_is_told_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = an_event_here(1)
    form = filled(client, event)

    def after_another(attendee: Attendee, now: Any) -> Attendee:
        register(a_new_attendee(event, "Bo"), now)
        return register(attendee, now)

    monkeypatch.setattr("atmp_events.participation.registration_views.register", after_another)
    answer = send(client, event, form)
    assert answer.status_code == 409
    assert not Attendee.objects.filter(name="Ada Lund").exists()


def test_a_place_that_has_become_free_is_told_first_too(client: Client) -> None:
    event = an_event_here(1)
    bo = registered(event, "Bo")
    form = filled(client, event)
    cancel(bo, MONTH_BEFORE)
    answer = send(client, event, form)
    assert answer.status_code == 409
    assert "Nu finns det en plats" in answer.content.decode()


def test_a_new_price_or_time_is_told_before_anything_is_written(client: Client) -> None:
    event = an_event_here(price_sv="Gratis")
    form = filled(client, event)
    with revisions(lambda: MONTH_BEFORE):
        row = Event.objects.get()
        row.price_sv = "200 kr"
        row.starts_at = NOON - timedelta(hours=1)
        row.save()
    answer = send(client, event, form)
    page = words(page_of_answer(answer))
    assert answer.status_code == 409
    assert not Attendee.objects.exists()
    assert "Pris: 200 kr. Förut: Gratis." in page
    assert "När: tisdag 13 april 2027 kl. 11.00–13.00." in page


def test_registration_that_has_closed_says_so_and_keeps_what_was_typed(client: Client) -> None:
    event = an_event_here(
        asks={"asks_food": True}, registration_closes_at=MONTH_BEFORE + timedelta(hours=1)
    )
    form = filled(client, event, food="Vego")
    with time_machine.travel(MONTH_BEFORE + timedelta(hours=2), tick=False):
        answer = send(client, event, form)
    page = page_of_answer(answer)
    assert answer.status_code == 409
    assert "Anmälan har stängt." in words(page)
    assert "Vego" in words(page)
    assert not page.select("form.ask button")
    assert not Attendee.objects.exists()


def test_a_form_that_was_open_for_days_is_read_through_again(client: Client) -> None:
    event = an_event_here()
    form = filled(client, event)
    with time_machine.travel(MONTH_BEFORE + timedelta(days=2), tick=False):
        answer = send(client, event, form)
    assert answer.status_code == 409
    assert not Attendee.objects.exists()
    other = an_event_here(slug_sv="annat", slug_en="other")
    assert send(client, other, form).status_code == 409


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"registration_opens_at": MONTH_BEFORE + timedelta(days=1)}, "Anmälan öppnar"),
        ({"registration_closes_at": MONTH_BEFORE}, "Anmälan är stängd"),
        ({"status": "cancelled"}, "Anmälan är stängd"),
        ({"status": "cancelled"}, "Inställt. Evenemanget den 13 april 2027 blir inte av."),
        ({"status": "postponed"}, "Uppskjutet. Nytt datum är inte bestämt."),
        ({"capacity": 0, "asks": {"has_waiting_list": False}}, "Alla platser är tagna"),
    ],
)
def test_without_registration_there_is_no_form_but_a_reason(
    client: Client, fields: dict[str, Any], said: str
) -> None:
    page = page_of(client, path_of(an_event_here(**fields)))
    assert said in words(page)
    assert not page.select("form.ask")


def test_without_mail_the_form_leads_to_the_event(client: Client, settings: Any) -> None:
    event = an_event_here()
    settings.EMAIL_URL = ""
    answer = client.get(path_of(event))
    assert (answer.status_code, answer["Location"]) == (302, path_of(event)[: -len("anmalan/")])
    assert client.post(path_of(event), {}).status_code == 302
    assert client.get(f"{path_of(event)}tack/").status_code == 404


def test_an_event_with_another_registration_has_no_form(client: Client) -> None:
    event = an_event_here()
    Event.objects.update(registration="not_needed")
    assert client.get(f"{path_of(event)}tack/").status_code == 404
    assert client.get(path_of(event)).status_code == 404


def test_the_longest_answers_fit(client: Client) -> None:
    event = an_event_here(asks=ALL_ASKED)
    long = {"organisation": "å" * 120, "access_needs": "å" * 500, "food": "å" * 500}
    typed = filled(client, event, name="å" * 120, answer="å" * 1000, **long)
    assert send(client, event, typed).status_code == 303
