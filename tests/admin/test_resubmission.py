"""A form that is sent after the session has ended is restored after sign-in."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.test import Client

from atmp_events.models import Event, User
from tests.builders import an_event
from tests.pages.parsing import get_page, page_of, page_text, text_of

from .authentication import LOGIN_PATH, PASSWORD, input_values
from .event_form import FORMSET_PREFIXES, form_data, form_errors, formset_data, send_change_form

TOKEN = "csrfmiddlewaretoken"


def sign_in(client: Client, response: Any, username: str = "anna") -> Any:
    """Fill in and send the sign-in page of a response."""
    typed = input_values(response) | {"username": username, "password": PASSWORD}
    return client.post(LOGIN_PATH, typed, follow=True)


def test_form_is_saved_after_signing_in_again(client: Client, coordinator: User) -> None:
    event = an_event()
    summary = 'Om <celler> & "vävnader"\r\nandra raden'
    sign_in_page = send_change_form(client, event, summary_sv=summary, title_en="On tissue")
    assert sign_in_page.status_code == 401
    assert "Inget har gått förlorat" in page_text(sign_in_page)

    restored = sign_in(client, sign_in_page)
    page = page_of(restored)
    assert Event.objects.get().title_en == "On cells"
    form = page.select_one("#content form")
    assert client.post(form["action"], input_values(restored)).status_code == 302
    event.refresh_from_db()
    assert (event.summary_sv, event.title_en) == (summary, "On tissue")
    # The form is restored once only.
    assert get_page(client, form["action"]).title != page.title


def test_form_is_saved_after_signing_in_again_in_another_tab(coordinator: User) -> None:
    event = an_event()
    browser = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    sign_in(browser, browser.get(LOGIN_PATH))
    token = input_values(browser.get(f"/admin/events/event/{event.pk}/change/"))[TOKEN]
    del browser.cookies["sessionid"]
    sign_in(browser, browser.get(LOGIN_PATH))  # in the other tab
    form = {"title_en": "On tissue", TOKEN: token}
    restored = send_change_form(browser, event, **form)
    assert (restored.status_code, Event.objects.get().title_en) == (200, "On cells")
    path = page_of(restored).select_one("#content form")["action"]
    assert browser.post(path, input_values(restored)).status_code == 302
    assert Event.objects.get().title_en == "On tissue"

    assert browser.post(path, form, HTTP_ORIGIN="https://evil.example").status_code == 403
    secret = {"new_password1": "granskog vid ån", TOKEN: token}
    assert browser.post("/admin/password_change/", secret).status_code == 403
    browser.logout()
    assert send_change_form(browser, event, **form).status_code == 403


def test_second_tab_with_the_sign_in_page_leads_to_the_start_page(coordinator: User) -> None:
    browser = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    first, second = browser.get(LOGIN_PATH), browser.get(LOGIN_PATH)
    for page in (first, second):
        assert sign_in(browser, page).redirect_chain[-1] == ("/admin/", 302)


def test_form_of_an_anonymous_client_changes_and_stores_nothing(client: Client, db: None) -> None:
    event = an_event()
    send_change_form(client, event, title_en="On tissue")
    assert Event.objects.get().title_en == "On cells"
    assert dict(client.session) == {}


def test_largest_allowed_form_is_restored(client: Client, coordinator: User) -> None:
    event, large = an_event(), "å" * 1_000_000  # Django accepts 2.5 MB.
    restored = sign_in(client, send_change_form(client, event, body_sv=large))
    assert input_values(restored)["body_sv"] == large


def test_picture_must_be_chosen_again_after_signing_in(client: Client, coordinator: User) -> None:
    path = f"/admin/events/event/{an_event().pk}/change/"
    sign_in_page = client.post(path, form_data() | {"image": ContentFile(b"x", "x.png")})
    restored = sign_in(client, sign_in_page)
    page = page_of(restored)
    assert "Bilden som du hade valt måste väljas igen." in text_of(page)
    lists = {
        key: value for prefix in FORMSET_PREFIXES for key, value in formset_data(prefix).items()
    }
    assert "x.png" in form_errors(client.post(path, input_values(restored) | lists))["image"][0]


def test_form_is_restored_for_the_same_user_only(client: Client, coordinator: User) -> None:
    event = an_event()
    client.post(LOGIN_PATH, {"username": "anna", "password": PASSWORD})
    del client.cookies["sessionid"]
    sign_in_page = send_change_form(client, event, title_en="On tissue")
    User.objects.create_superuser("kim", password=PASSWORD)
    for username, title in (("kim", "On cells"), ("anna", "On tissue")):
        restored = sign_in(client, sign_in_page, username=username)
        assert input_values(restored)["title_en"] == title
        del client.cookies["sessionid"]


def test_forged_form_data_is_ignored(client: Client, coordinator: User) -> None:
    for typed in ("{", "[]", "[" * 50_000, '{"path": "/admin/", "fields": [], "files": 0}'):
        form = {"username": "anna", "password": PASSWORD, "next": "/admin/", "typed": typed}
        page = client.post(LOGIN_PATH, form, follow=True)
        assert "<h1>Översikt" in page.content.decode()
        client.logout()


def test_form_is_shown_as_unsaved_when_the_session_cannot_be_stored(
    client: Client, coordinator: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REQUIRE_TWO_FACTOR = True
    client.force_login(coordinator)
    client.raise_request_exception = False
    event = an_event()

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Session, "save", fail)
    response = send_change_form(client, event, summary_sv="Lång text")
    assert response.status_code == 503
    assert "Lång text" in response.content.decode()
