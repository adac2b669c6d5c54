"""The outbox in the admin: numbers and reasons without email addresses, and a retry button."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import STATUS, Email

from atmp_events.mail.letters import Letter
from atmp_events.mail.outbox import queue

pytestmark = pytest.mark.usefixtures("roles")

OUTBOX = "/admin/outbox/"


@pytest.fixture
def letter(settings: Any) -> Email:
    settings.EMAIL_URL = "smtp://localhost"
    queue(Letter("anna@example.org", "sv", "Ny tid", "letters/base.html", {}))
    return Email.objects.get()


def test_outbox_is_not_found_without_mail(staff_client: Client) -> None:
    assert staff_client.get(OUTBOX).status_code == 404
    assert OUTBOX not in staff_client.get("/admin/").content.decode()


def test_start_page_warns_of_letters_queued_for_more_than_an_hour(
    staff_client: Client, letter: Email
) -> None:
    warning = "Mejl har väntat mer än en timme på att skickas."
    assert warning not in staff_client.get("/admin/").content.decode()
    Email.objects.update(created=timezone.now() - timedelta(hours=2))
    start, page = (staff_client.get(it).content.decode() for it in ("/admin/", OUTBOX))
    assert warning in start
    assert warning in page
    assert "Mejl som väntar: 1" in page
    assert "anna@" not in page


def test_failed_letters_are_counted_by_reason_and_queued_again(
    staff_client: Client, letter: Email
) -> None:
    letter.logs.create(status=STATUS.failed, message="550 5.1.1")
    Email.objects.update(status=STATUS.failed)
    page = staff_client.get(OUTBOX).content.decode()
    assert "<td>550 5.1.1</td><td>1</td>" in page
    assert "anna@" not in page
    assert "Mejl kunde inte skickas." in staff_client.get("/admin/").content.decode()
    again = staff_client.post(OUTBOX, follow=True).content.decode()
    assert "1 mejl väntar på att skickas igen." in again
    assert Email.objects.get().status == STATUS.queued


def test_outbox_shows_when_a_letter_is_retried(staff_client: Client, letter: Email) -> None:
    assert "det första skulle ha skickats:" in staff_client.get(OUTBOX).content.decode()
    later = timezone.now() + timedelta(minutes=5)
    Email.objects.update(status=STATUS.requeued, scheduled_time=later)
    assert "det första prövas igen:" in staff_client.get(OUTBOX).content.decode()
