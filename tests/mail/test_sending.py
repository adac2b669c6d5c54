"""Sending letters to a real mail server on the loopback."""

import json
import logging
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import trustme
from django.conf import LazySettings
from django.core.management import call_command
from django.utils import timezone
from post_office.models import STATUS, Email, Log

from atmp_events.actions.erasing import erase_name
from atmp_events.mail.letters import check_address
from atmp_events.mail.outbox import (
    delete_letters_to,
    queue,
    requeue_failed_letters,
    state_of_outbox,
)
from atmp_events.mail.sending import EmailBackend, send_at_once, send_due
from atmp_events.models import Website

from .conftest import set_mail_server
from .letters import a_letter
from .mail_server import MailServer, mail_server

pytestmark = pytest.mark.django_db

CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:M\xc3\xb6te\r\nEND:VCALENDAR\r\n"
LEAVE = f"https://events.example.org/sv/folj/{'x1-' * 60}/"


def clock_ahead(**wait: float) -> Callable[[], datetime]:
    """Return a clock that is ahead by `wait` (arguments of timedelta)."""
    return lambda: timezone.now() + timedelta(**wait)


def test_letter_has_the_headers_for_mail_programs(server: MailServer) -> None:
    name = "ATMP-centrum Uppsala"
    Website.objects.create(name_sv=name, name_en=name, contact_email="centre@example.org")
    queue(a_letter(subject="Mötet är\r\nBcc: bo@example.org flyttat", leave_url=LEAVE))
    call_command("send_letters")
    (letter,) = server.letters()
    assert letter["Subject"] == "Mötet är Bcc: bo@example.org flyttat"
    assert letter["From"] == "ATMP-centrum Uppsala <no-reply@events.example.org>"
    assert (letter["To"], letter["Bcc"]) == ("anna@example.org", None)
    assert letter["Reply-To"] == "centre@example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "sv"
    assert letter["List-Unsubscribe"].strip() == f"<{LEAVE}>"
    assert f"<{LEAVE}>" in server.file.read_text(), "Mail programs cannot read an encoded header."
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Message-ID"].endswith("@events.example.org>")
    assert letter["Date"]
    assert {"X-Mailer", "Expires", "X-Peer"}.isdisjoint(letter.keys())


@pytest.mark.parametrize("encryption", ["smtps", "starttls"])
def test_letters_go_encrypted_to_a_server_with_a_known_certificate(
    encryption: str, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, authority_file = trustme.CA(), tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(authority_file)
    certificate = authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem
    certificate.write_to_path(tmp_path / "certificate.pem")
    queue(a_letter(), a_letter("bo@example.org", calendar=CALENDAR * 10_000))
    with mail_server(tmp_path, encryption) as server:
        set_mail_server(settings, server.port, encryption)
        assert send_due(timezone.now) == 0
        assert "certificate" in state_of_outbox().problem
        monkeypatch.setenv("SSL_CERT_FILE", str(authority_file))
        assert send_due(timezone.now) == 2
        assert [it["To"] for it in server.letters()] == ["anna@example.org", "bo@example.org"]


def test_letter_is_multipart_alternative_with_the_calendar_last(server: MailServer) -> None:
    queue(a_letter(calendar=CALENDAR), a_letter("bo@example.org"))
    send_due(timezone.now)
    letter, without_calendar = server.letters()
    assert letter.get_content_type() == "multipart/alternative"
    parts = list(letter.iter_parts())
    kinds = ["text/plain", "text/html", "text/calendar"]
    assert [it.get_content_type() for it in parts] == kinds
    assert parts[2]["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert parts[2].get_payload(decode=True).replace(b"\r\n", b"\n").strip() == (  # type: ignore[union-attr]
        CALENDAR.replace(b"\r\n", b"\n").strip()
    )
    assert parts[2].get_filename() is None
    assert [it.get_content_type() for it in without_calendar.iter_parts()] == kinds[:2]


def test_letter_is_ascii_with_lines_within_the_limit(server: MailServer) -> None:
    title = "Åldrande celler … " * 20
    queue(a_letter(subject=title, calendar=f"BEGIN:X\r\nSUMMARY:{title}\r\n".encode()))
    send_due(timezone.now)
    content = json.loads(server.file.read_text())["content"]
    assert content.isascii()
    assert max(map(len, content.splitlines())) <= 998  # RFC 5322, 2.1.1
    [letter] = server.letters()
    calendar = list(letter.iter_parts())[-1].get_payload(decode=True)
    assert isinstance(calendar, bytes)
    assert title.strip() in calendar.decode()


def test_recipient_with_a_unicode_host_is_sent_in_punycode(server: MailServer) -> None:
    check_address("anna@malmö.example")
    queue(a_letter("anna@malmö.example"))
    assert send_due(timezone.now) == 1
    assert "anna@xn--malm-8qa.example" in server.file.read_text()


def test_refused_address_fails_and_is_not_logged(
    server: MailServer, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    queue(a_letter("refused@example.org"), a_letter("spam@example.org"), a_letter())
    assert send_due(timezone.now) == 1
    assert state_of_outbox().failed == [("550 5.1.1", 1), ("554 5.7.1", 1)]
    assert not send_at_once(a_letter("refused@example.org"))
    assert "550 5.1.1" in caplog.text
    written = caplog.text + "".join(capfd.readouterr()) + str(list(Log.objects.values()))
    assert not [it for it in ("@example", "refused@", "spam@", "anna@") if it in written]


def test_temporary_refusal_is_retried_at_growing_intervals(server: MailServer) -> None:
    queue(a_letter("later@example.org"))
    waits = []
    for _try in range(3):
        due = Email.objects.get().scheduled_time or timezone.now()
        send_due(lambda due=due: due)  # type: ignore[misc]
        Email.objects.update(last_updated=due)
        row = Email.objects.get()
        waits.append(row.scheduled_time - due)
        Email.objects.update(scheduled_time=timezone.now())
    assert waits[1] > waits[0] > timedelta(0)
    assert row.status == STATUS.requeued
    assert not server.letters()


def test_unaccepted_letter_fails_after_days_and_can_be_tried_again(
    server: MailServer,
) -> None:
    queue(a_letter("later@example.org"), a_letter("anna@example.org"))
    Email.objects.filter(to="anna@example.org").update(scheduled_time=clock_ahead(days=9)())
    send_due(timezone.now)
    assert send_due(clock_ahead(days=4)) == 0
    assert state_of_outbox().failed == [("451 4.7.1", 1), ("too late", 1)]
    assert requeue_failed_letters(timezone.now()) == 2
    assert send_due(timezone.now) == 1


def test_expired_letter_is_not_sent(server: MailServer) -> None:
    queue(a_letter(expires_at=clock_ahead(hours=1)()))
    assert send_due(clock_ahead(hours=2)) == 0
    assert state_of_outbox().failed == [("too late", 1)]
    assert requeue_failed_letters(clock_ahead(hours=2)()) == 0
    assert not server.letters()


def test_letter_waits_while_the_mail_server_is_down(
    settings: LazySettings, server: MailServer
) -> None:
    queue(a_letter())
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        set_mail_server(settings, closed.getsockname()[1])
        assert send_due(timezone.now) == 0
    state = state_of_outbox()
    assert (state.waiting, state.problem) == (1, "Connection refused")
    assert state.is_stuck(clock_ahead(hours=2)())
    assert not state.is_stuck(timezone.now())
    set_mail_server(settings, server.port)
    assert send_due(timezone.now) == 1
    assert (state_of_outbox().problem, state_of_outbox().waiting) == ("", 0)


def test_letter_forgotten_during_sending_is_not_delivered(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = EmailBackend.send_messages

    def forget_and_send(self: EmailBackend, messages: list[object]) -> int:
        delete_letters_to("anna@example.org", link="https://events.example.org")
        return int(send(self, messages))

    monkeypatch.setattr(EmailBackend, "send_messages", forget_and_send)
    queue(a_letter(), a_letter("bo@example.org"))
    assert send_due(timezone.now) == 1
    assert [it["To"] for it in server.letters()] == ["bo@example.org"]


def test_letter_changed_during_sending_is_delivered_as_changed(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = EmailBackend.send_messages

    def erase_and_send(self: EmailBackend, messages: list[object]) -> int:
        erase_name("Ada Lund")
        return int(send(self, messages))

    monkeypatch.setattr(EmailBackend, "send_messages", erase_and_send)
    queue(a_letter(subject="Ada Lund talar"))
    assert send_due(timezone.now) == 1
    assert [it["Subject"] for it in server.letters()] == ["… talar"]


def test_second_sender_sends_nothing_while_the_outbox_is_locked(
    server: MailServer, tmp_path: Path
) -> None:
    import fcntl

    queue(a_letter())
    with (tmp_path / "outbox.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert send_due(timezone.now) == 0
    assert send_due(timezone.now) == 1


def test_letters_are_sent_with_another_email_backend(mailoutbox: list[object]) -> None:
    queue(a_letter())
    assert send_due(timezone.now) == 1
    assert send_due(timezone.now) == 0
    assert len(mailoutbox) == 1


def test_send_letters_makes_no_query_without_mail(
    settings: LazySettings, django_assert_num_queries: Callable[[int], object]
) -> None:
    settings.EMAIL_URL = ""
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        call_command("send_letters")
