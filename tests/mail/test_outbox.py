"""The outbox: what is stored of a letter."""

import pytest
from django.conf import LazySettings
from post_office.models import Email

from atmp_events.mail.letters import Letter
from atmp_events.mail.outbox import forget, queue

pytestmark = pytest.mark.django_db


def letter(to: str = "anna@example.org", **more: object) -> Letter:
    return Letter(to, "sv", "Möte", "letters/base.html", {}, **more)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _mail_is_set_up(settings: LazySettings) -> None:
    settings.EMAIL_URL = "smtp://localhost"


def test_nothing_is_stored_where_no_mail_is_set_up(settings: LazySettings) -> None:
    settings.EMAIL_URL = ""
    queue(letter())
    assert not Email.objects.exists()


def test_an_erased_address_gets_no_letter() -> None:
    queue(letter(""), letter())
    assert Email.objects.get().to == ["anna@example.org"]


def test_letters_to_an_address_are_forgotten_however_it_is_typed() -> None:
    queue(letter("Anna@Example.org"), letter("bo@example.org"))
    forget(" anna@example.ORG")
    assert Email.objects.get().to == ["bo@example.org"]
