"""The outbox: queuing and deleting letters."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from post_office.models import STATUS, Email

from atmp_events.mail.outbox import delete_letters_to, queue

from .letters import a_letter

pytestmark = pytest.mark.django_db


def test_no_letter_is_queued_without_mail(settings: LazySettings) -> None:
    settings.EMAIL_URL = ""
    queue(a_letter())
    assert not Email.objects.exists()


def test_empty_address_gets_no_letter() -> None:
    queue(a_letter(""), a_letter())
    assert Email.objects.get().to == ["anna@example.org"]


def test_forget_deletes_letters_to_all_spellings_of_an_address() -> None:
    queue(a_letter("Anna@Example.org"), a_letter("bo@example.org"))
    delete_letters_to(" anna@example.ORG", link="https://events.example.org")
    assert Email.objects.get().to == ["bo@example.org"]


def test_address_with_a_comma_is_not_queued() -> None:
    with pytest.raises(ValidationError):
        queue(a_letter("a@example.org,bo@example.net"))
    assert not Email.objects.exists()


def test_tidy_deletes_sent_letters_after_a_day_and_failed_after_a_week() -> None:
    now = timezone.now()
    for status, days in (
        (STATUS.sent, 2),
        (STATUS.failed, 2),
        (STATUS.failed, 8),
        (STATUS.queued, 2),
    ):
        queue(a_letter())
        row = Email.objects.filter(status=STATUS.queued, last_updated__gt=now - timedelta(days=1))
        row.update(status=status, last_updated=now - timedelta(days=days))
    call_command("tidy")
    left = set(Email.objects.values_list("status", flat=True))
    assert (left, Email.objects.count()) == ({STATUS.failed, STATUS.queued}, 2)


def test_readyz_reports_unsent_letters_and_stays_ready(
    client: Client, settings: LazySettings
) -> None:
    queue(a_letter())
    assert client.get("/readyz").json()["letters"] == "ok"
    Email.objects.update(created=timezone.now() - timedelta(hours=2))
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["letters"]) == (200, "failing")
    settings.EMAIL_URL = ""
    assert "letters" not in client.get("/readyz").json()
