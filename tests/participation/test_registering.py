"""The registration form."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from atmp_events.actions.revising import revisions
from atmp_events.models import Attendee, Event
from atmp_events.participation.places import cancel, register
from tests.builders import NOON, save, the_website
from tests.pages.parsing import get_page, page_of, text_of

from .registration import (
    MONTH_BEFORE,
    an_event_with_registration,
    an_unsaved_attendee,
    attendee_states,
    queued_letters,
    register_attendee,
    registration_data,
    registration_path,
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


def post_form(client: Client, event: Event, typed: dict[str, str], language: str = "sv") -> Any:
    return client.post(registration_path(event, language), typed)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_registration_is_saved_and_a_letter_is_queued(client: Client, language: str) -> None:
    event = an_event_with_registration(registration_settings=ALL_ASKED)
    answers = {"organisation": "UU", "access_needs": "Slinga", "food": "Vego", "answer": "Tisdag"}
    response = post_form(
        client, event, registration_data(client, event, language, **answers), language
    )
    assert response.status_code == 303
    saved = Attendee.objects.values("name", "email", "language", "state", *answers).get()
    assert saved == {
        "name": "Ada Lund",
        "email": "ada@example.org",
        "language": language,
        "state": "confirmed",
        **answers,
    }
    assert [it.to for it in queued_letters()] == [["ada@example.org"]]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_thank_you_page_and_its_address_contain_no_personal_data(
    client: Client, language: str
) -> None:
    event = an_event_with_registration()
    response = post_form(client, event, registration_data(client, event, language), language)
    page = text_of(get_page(client, response["Location"]))
    assert response["Location"].removeprefix(registration_path(event, language)) in {
        "tack/",
        "thanks/",
    }
    assert ("Tack" if language == "sv" else "Thank you") in page
    assert "ada" not in page.casefold()


def test_registration_form_sets_no_cookie_and_has_no_script(client: Client) -> None:
    event = an_event_with_registration()
    form_response = client.get(registration_path(event))
    sent_response = Client(enforce_csrf_checks=True).post(
        registration_path(event), registration_data(client, event)
    )
    assert not client.cookies
    assert not sent_response.cookies
    assert sent_response.status_code == 303
    assert b"<script" not in form_response.content
    for response in (form_response, sent_response):
        assert response["Cache-Control"] == "private, no-store"


def test_form_has_only_the_fields_that_the_event_asks(client: Client) -> None:
    event = an_event_with_registration(registration_settings={"asks_food": True})
    form = get_page(client, registration_path(event)).select_one("form.ask")
    names = [it["name"] for it in form.select("input:not([type=hidden]), textarea")]
    assert names == ["website", "name", "email", "food"]
    post_form(client, event, registration_data(client, event, organisation="UU", state="x"))
    assert Attendee.objects.get().organisation == ""


@pytest.mark.parametrize(("language", "quoted"), [("sv", "”Dag?”"), ("en", "“Day?”")])
def test_question_has_the_quotation_marks_of_the_language(
    client: Client, language: str, quoted: str
) -> None:
    event = an_event_with_registration(
        registration_settings={"question_sv": "Dag?", "question_en": "Day?"}
    )
    assert quoted in text_of(get_page(client, registration_path(event, language)))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_privacy_notice_names_controller_data_and_erasure_date(
    client: Client, language: str
) -> None:
    the_website()
    event = an_event_with_registration(registration_settings={"asks_food": True, "days_kept": 10})
    page = text_of(get_page(client, registration_path(event, language)))
    assert "Region Uppsala" in page
    assert "dpo@example.org" in page
    if language == "sv":
        assert "(namn, mejladress och mat)" in page
        assert "Allt raderas den 23 april 2027." in page
    else:
        assert "(name, email and food)" in page
        assert "All of it is erased on 23 April 2027." in page


@pytest.mark.parametrize(
    ("name", "value", "text"),
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
def test_form_error_stands_beside_its_field_and_input_is_kept(
    client: Client, name: str, value: str, text: str
) -> None:
    event = an_event_with_registration(registration_settings={"asks_food": True})
    response = post_form(
        client, event, registration_data(client, event, food="Vego", **{name: value})
    )
    assert response.status_code == 422
    assert not Attendee.objects.exists()
    page = page_of(response)
    field = page.select_one(f"#id_{name}")
    assert field["aria-invalid"] == "true"
    error = page.select_one(f"#id_{name}_error")
    assert text in text_of(error)
    assert error["id"] in field["aria-describedby"]
    assert page.select_one("#id_food").get_text().strip() == "Vego"
    assert page.select_one("title").get_text().startswith("Något är fel")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("email", "  ADA@Example.org "),
        ("email", "ada+atmp@example.org"),
        ("email", "ada@räksmörgås.se"),
        *[("name", it) for it in ("J.R.R. Tolkien", "Med.dr Åsa Ek", "Ada Lund/Bo Ek")],
        *[("name", it) for it in ("O’Brien", "山田太郎", "X Æ A-12")],
    ],
)
def test_name_and_email_address_are_saved_as_typed(client: Client, field: str, typed: str) -> None:
    event = an_event_with_registration()
    form = registration_data(client, event, **{field: typed})
    assert post_form(client, event, form).status_code == 303
    assert getattr(Attendee.objects.get(), field) == typed.strip()


def test_form_sent_twice_makes_one_registration_and_one_letter(client: Client) -> None:
    event = an_event_with_registration()
    form = registration_data(client, event)
    in_another_tab = registration_data(client, event, name="Ada")
    answers = [post_form(client, event, it) for it in (form, form, in_another_tab)]
    assert [it.status_code for it in answers] == [303, 303, 303]
    assert attendee_states(event) == {"Ada Lund": "confirmed"}
    assert len(queued_letters()) == 1


def test_second_registration_only_sends_the_letter_again(client: Client) -> None:
    event = an_event_with_registration(1, registration_settings={"asks_food": True})
    first = post_form(client, event, registration_data(client, event, food="Vego"))
    with time_machine.travel(MONTH_BEFORE + timedelta(hours=1), tick=False):
        again = post_form(
            client, event, registration_data(client, event, email="ADA@example.org", food="Fisk")
        )
        unknown = post_form(client, event, registration_data(client, event, email="bo@example.org"))
    # The response does not reveal whether an address is known.
    assert again["Location"] == unknown["Location"] == first["Location"]
    assert Attendee.objects.get(email="ada@example.org").food == "Vego"
    assert [it.to for it in queued_letters()] == [
        ["ada@example.org"],
        ["ada@example.org"],
        ["bo@example.org"],
    ]


def test_repeated_registrations_are_rate_limited(client: Client) -> None:
    event = an_event_with_registration(registration_settings={"asks_food": True})
    form = registration_data(client, event, food="Vego")
    answers = [post_form(client, event, form) for _ in range(11)]
    assert [it.status_code for it in answers] == [303] * 10 + [429]
    assert "Vänta några minuter" in answers[-1].content.decode()
    assert "Vego" in answers[-1].content.decode()  # The input is kept.
    assert post_form(client, event, form | {"email": "bo@example.org"}).status_code == 303


def test_filled_honeypot_field_registers_nobody(client: Client) -> None:
    event = an_event_with_registration()
    response = post_form(
        client, event, registration_data(client, event, website="https://spam.example")
    )
    assert response.status_code == 303
    assert not Attendee.objects.exists()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_visitor_must_confirm_when_the_last_place_is_taken_meanwhile(
    client: Client, language: str
) -> None:
    event = an_event_with_registration(1, registration_settings={"asks_food": True})
    form = registration_data(client, event, language, food="Vego")
    register_attendee(event, "Bo")
    response = post_form(client, event, form, language)
    page = page_of(response)
    assert response.status_code == 409
    assert attendee_states(event) == {"Bo": "confirmed"}
    notice = "Alla platser har" if language == "sv" else "All places have been taken"
    assert notice in text_of(page)
    assert "Vego" in text_of(page)
    # Sending the form again joins the waiting list.
    promise = page.select_one("input[name=promise]")["value"]
    assert post_form(client, event, form | {"promise": promise}, language).status_code == 303
    assert attendee_states(event) == {"Bo": "confirmed", "Ada Lund": "waiting"}


def test_form_returns_409_when_the_place_is_taken_while_saving(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = an_event_with_registration(1)
    form = registration_data(client, event)

    def register_after_bo(attendee: Attendee, now: Any, **options: Any) -> Attendee:
        register(an_unsaved_attendee(event, "Bo"), now)
        return register(attendee, now, **options)

    monkeypatch.setattr("atmp_events.participation.registration_views.register", register_after_bo)
    response = post_form(client, event, form)
    assert response.status_code == 409
    assert not Attendee.objects.filter(name="Ada Lund").exists()


def test_visitor_must_confirm_when_a_place_becomes_free_meanwhile(client: Client) -> None:
    event = an_event_with_registration(1)
    bo = register_attendee(event, "Bo")
    form = registration_data(client, event)
    cancel(bo, MONTH_BEFORE)
    response = post_form(client, event, form)
    assert response.status_code == 409
    assert "Nu finns det en plats" in response.content.decode()


def test_visitor_must_confirm_a_new_price_or_time(client: Client) -> None:
    event = an_event_with_registration(price_sv="Gratis")
    form = registration_data(client, event)
    with revisions(lambda: MONTH_BEFORE):
        row = Event.objects.get()
        save(row, price_sv="200 kr", starts_at=NOON - timedelta(hours=1))
    response = post_form(client, event, form)
    page = text_of(page_of(response))
    assert response.status_code == 409
    assert not Attendee.objects.exists()
    assert "Pris: 200 kr. Förut: Gratis." in page
    assert "När: tisdag 13 april 2027 kl. 11.00–13.00." in page


def test_form_sent_to_a_former_address_of_the_event_keeps_its_input(client: Client) -> None:
    event = an_event_with_registration()
    path, form = registration_path(event), registration_data(client, event, name="Eva Ek")
    with revisions(lambda: MONTH_BEFORE):
        event.starts_at, event.ends_at = (it.replace(year=2028) for it in (NOON, event.ends_at))
        event.save()
    page = client.post(path, form, follow=True)
    assert page.redirect_chain == [(registration_path(event), 308)]
    assert page.status_code == 409
    assert page_of(page).select_one("[value='Eva Ek']")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"registration_closes_at": MONTH_BEFORE}, "Anmälan har stängt."),
        (
            {"registration_opens_at": MONTH_BEFORE + timedelta(days=1)},
            "Anmälan har inte öppnat än.",
        ),
        (
            {"registration": "by_link", "registration_url": "https://example.org/register"},
            "Anmälan görs inte längre på den här sidan. Inget har skickats.",
        ),
    ],
    ids=["closed", "not opened yet", "elsewhere"],
)
def test_form_says_why_it_is_no_longer_accepted_and_keeps_the_input(
    client: Client, change: dict[str, Any], text: str
) -> None:
    event = an_event_with_registration(registration_settings={"asks_food": True})
    form = registration_data(client, event, food="Vego")
    Event.objects.update(**change)
    response = post_form(client, event, form)
    page = page_of(response)
    assert response.status_code == 409
    assert text in text_of(page)
    assert page.select_one("[name=name]")["value"] == "Ada Lund"
    assert "Vego" in text_of(page)
    assert page.select("form.ask a")[-1].text == "Se evenemanget"
    assert not page.select("form.ask button")
    assert not Attendee.objects.exists()


def test_visitor_must_confirm_a_form_older_than_a_day_or_of_another_event(client: Client) -> None:
    event = an_event_with_registration()
    form = registration_data(client, event)
    with time_machine.travel(MONTH_BEFORE + timedelta(days=2), tick=False):
        response = post_form(client, event, form)
    assert response.status_code == 409
    assert not Attendee.objects.exists()
    other = an_event_with_registration(slug_sv="annat", slug_en="other")
    assert post_form(client, other, form).status_code == 409


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"registration_opens_at": MONTH_BEFORE + timedelta(days=1)}, "Anmälan öppnar"),
        ({"registration_closes_at": MONTH_BEFORE}, "Anmälan är stängd"),
        ({"status": "cancelled"}, "Anmälan är stängd"),
        ({"status": "cancelled"}, "Inställt. Evenemanget den 13 april 2027 blir inte av."),
        ({"status": "postponed"}, "Uppskjutet. Nytt datum är inte bestämt."),
        (
            {"capacity": 0, "registration_settings": {"has_waiting_list": False}},
            "Alla platser är tagna",
        ),
    ],
)
def test_page_says_why_there_is_no_form(client: Client, fields: dict[str, Any], text: str) -> None:
    page = get_page(client, registration_path(an_event_with_registration(**fields)))
    assert text in text_of(page)
    assert not page.select("form.ask")


def test_page_of_a_past_cancelled_event_uses_past_words(client: Client) -> None:
    event = an_event_with_registration(status="cancelled")
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        for path in (registration_path(event), registration_path(event).replace("anmalan", "folj")):
            assert "13 april 2027 blev inte av." in text_of(get_page(client, path))


def test_form_redirects_to_the_event_without_mail(client: Client, settings: Any) -> None:
    event = an_event_with_registration()
    settings.EMAIL_URL = ""
    response = client.get(registration_path(event))
    assert (response.status_code, response["Location"]) == (
        302,
        registration_path(event)[: -len("anmalan/")],
    )
    assert client.post(registration_path(event), {}).status_code == 302
    assert client.get(f"{registration_path(event)}tack/").status_code == 404


def test_form_is_not_found_when_registration_is_not_here(client: Client) -> None:
    event = an_event_with_registration()
    Event.objects.update(registration="not_needed")
    assert client.get(f"{registration_path(event)}tack/").status_code == 404
    assert client.get(registration_path(event)).status_code == 404


def test_longest_allowed_answers_are_accepted(client: Client) -> None:
    event = an_event_with_registration(registration_settings=ALL_ASKED)
    long = {"organisation": "å" * 120, "access_needs": "å" * 500, "food": "å" * 500}
    typed = registration_data(client, event, name="å" * 120, answer="å" * 1000, **long)
    assert post_form(client, event, typed).status_code == 303


def test_control_characters_are_removed_from_answers(client: Client) -> None:
    event = an_event_with_registration(registration_settings=ALL_ASKED)
    typed = registration_data(client, event, food="Vego\x0b\x02", access_needs="Slinga\r\nRullstol")
    assert post_form(client, event, typed).status_code == 303
    saved = Attendee.objects.values("food", "access_needs").get()
    assert saved == {"food": "Vego ", "access_needs": "Slinga\r\nRullstol"}
