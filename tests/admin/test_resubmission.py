"""A sign-in that ran out while typing: nothing is lost, and nothing saved by whoever is not in."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.test import Client

from atmp_events.models import Event, User
from tests.builders import an_event
from tests.pages.reading import words

from .desk import LISTS, change, refusals, rows, what_is_typed
from .signing_in import LOGIN, PASSWORD, fields_of

pytestmark = pytest.mark.django_db


def sign_in(client: Client, answer: Any, username: str = "anna") -> Any:
    """Fill in the sign-in page that answered."""
    typed = fields_of(answer) | {"username": username, "password": PASSWORD}
    return client.post(LOGIN, typed, follow=True)


def test_what_was_typed_is_saved_after_signing_in_again(client: Client, coordinator: User) -> None:
    event = an_event()
    tricky = 'Om <celler> & "vävnader"\r\nandra raden'
    asked = change(client, event, summary_sv=tricky, title_en="On tissue")
    assert asked.status_code == 401
    assert "Inget har gått förlorat" in words(BeautifulSoup(asked.content, "html.parser"))

    kept = sign_in(client, asked)
    page = BeautifulSoup(kept.content, "html.parser")
    assert Event.objects.get().title_en == "On cells"
    form = page.select_one("#content form")
    assert client.post(form["action"], fields_of(kept)).status_code == 302
    event.refresh_from_db()
    assert (event.summary_sv, event.title_en) == (tricky, "On tissue")
    # It comes once: the form is its own again.
    assert BeautifulSoup(client.get(form["action"]).content, "html.parser").title != page.title


def test_a_stranger_leaves_nothing_behind_and_changes_nothing(client: Client, db: None) -> None:
    event = an_event()
    change(client, event, title_en="On tissue")
    assert Event.objects.get().title_en == "On cells"
    assert dict(client.session) == {}


def test_a_form_as_large_as_may_be_sent_survives(client: Client, coordinator: User) -> None:
    event, large = an_event(), "å" * 1_000_000  # of the 2.5 MB that Django takes
    kept = sign_in(client, change(client, event, body_sv=large))
    assert fields_of(kept)["body_sv"] == large


def test_a_picture_must_be_chosen_again_and_the_page_says_so(
    client: Client, coordinator: User
) -> None:
    path = f"/admin/events/event/{an_event().pk}/change/"
    asked = client.post(path, what_is_typed() | {"image": ContentFile(b"x", "x.png")})
    kept = sign_in(client, asked)
    page = BeautifulSoup(kept.content, "html.parser")
    assert "Bilden som du hade valt måste väljas igen." in words(page)
    lists = {key: value for prefix in LISTS for key, value in rows(prefix).items()}
    assert "x.png" in refusals(client.post(path, fields_of(kept) | lists))["image"][0]


def test_it_is_given_back_to_nobody_else(client: Client, coordinator: User) -> None:
    event = an_event()
    client.post(LOGIN, {"username": "anna", "password": PASSWORD})
    del client.cookies["sessionid"]
    asked = change(client, event, title_en="On tissue")
    User.objects.create_superuser("kim", password=PASSWORD)
    for username, title in (("kim", "On cells"), ("anna", "On tissue")):
        kept = sign_in(client, asked, username=username)
        assert fields_of(kept)["title_en"] == title
        del client.cookies["sessionid"]


def test_what_did_not_come_from_our_own_page_is_not_taken(
    client: Client, coordinator: User
) -> None:
    for typed in ("{", "[]", "[" * 50_000, '{"path": "/admin/", "fields": [], "files": 0}'):
        form = {"username": "anna", "password": PASSWORD, "next": "/admin/", "typed": typed}
        page = client.post(LOGIN, form, follow=True)
        assert "<h1>Översikt" in page.content.decode()
        client.logout()


def test_a_form_that_cannot_be_kept_for_after_the_second_step_is_told_as_unsaved(
    client: Client, coordinator: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REQUIRE_TWO_FACTOR = True
    client.force_login(coordinator)
    client.raise_request_exception = False
    event = an_event()

    def full(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Session, "save", full)
    answer = change(client, event, summary_sv="Lång text")
    assert answer.status_code == 503
    assert "Lång text" in answer.content.decode()
