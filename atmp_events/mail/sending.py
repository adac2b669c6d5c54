"""Sending of the letters in the outbox: each once; a refused letter is tried again later."""

import email.policy
import fcntl
import logging
import re
import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.charset import QP, Charset
from functools import partial
from mmap import mmap
from pathlib import Path
from select import select
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from threading import Thread
from typing import Any, Final

import django
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q, QuerySet
from post_office.connections import connections
from post_office.mail import get_queued
from post_office.models import STATUS, Email, Log

from .letters import Letter
from .outbox import WAITING, email_of, sender_file

logger = logging.getLogger(__name__)

FIRST_WAIT: Final = timedelta(minutes=5)  # doubled at each refusal
MAX_WAIT: Final = timedelta(hours=4)
GIVE_UP: Final = timedelta(days=3)
END_OF_DATA: Final = b"\r\n.\r\n"  # RFC 5321, 4.1.1.4
NOTE_BYTES: Final = 1024  # more than a Message-ID has
QUOTED: Final = Charset("utf-8")
QUOTED.body_encoding = QP
METHOD: Final = re.compile(r"^METHOD:(\w+)", re.MULTILINE)


class _Policy(email.policy.EmailPolicy):
    """Writes List-Unsubscribe on one line: Python would encode an address longer than a line."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a header as it is sent."""
        if name == "List-Unsubscribe":
            return f"{name}: {value}{self.linesep}".encode()
        return super().fold_binary(name, value)


class _Message(EmailMultiAlternatives):
    """An email in ASCII: if a server has to encode it anew, DKIM fails (RFC 6376, 5.3)."""

    def message(self, **given: Any) -> Any:
        """Return the message to send. From Django 6 on, a policy sets the encoding."""
        if django.VERSION < (6,):
            self.encoding = QUOTED
        else:
            policy = given.get("policy", email.policy.SMTP)
            given["policy"] = _Policy(linesep=policy.linesep, cte_type="7bit")
        return super().message(**given)


class _NotingConnection:
    """Calls `note` before the line that ends a letter, at which the server accepts the letter."""

    def __init__(self, note: Callable[[], None], *args: Any, **kwargs: Any) -> None:
        self.note = note
        super().__init__(*args, **kwargs)

    def send(self, s: Any) -> None:
        """Send bytes; if `note` raises, hang up, so that the server drops the letter."""
        if isinstance(s, bytes) and s.endswith(END_OF_DATA):
            super().send(s[:-3])  # type: ignore[misc]
            sock: socket.socket = self.sock  # type: ignore[attr-defined]
            timeout, end = sock.gettimeout(), s[-3:]
            # The last line must wait neither for an acknowledgement nor for room in the buffer.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            select([], [sock], [], timeout)
            sock.setblocking(False)
            try:
                self.note()
                sock.send(end)  # Directly after `note`: a kill between the two loses the letter.
            except BaseException:
                self.close()  # type: ignore[attr-defined]
                raise
            sock.settimeout(timeout)
        else:
            super().send(s)  # type: ignore[misc]


class _SMTP(_NotingConnection, smtplib.SMTP):
    """A connection without TLS, or with STARTTLS."""


class _SMTPS(_NotingConnection, smtplib.SMTP_SSL):
    """A connection with TLS from the start."""


class EmailBackend(smtp.EmailBackend):
    """Django's backend, which calls `note` just before the server accepts a letter."""

    note: Callable[[], None] = staticmethod(lambda: None)

    @property
    def connection_class(self) -> Any:
        """The function that makes a connection."""
        return partial(_SMTPS if self.use_ssl else _SMTP, lambda: self.note())


class LetterChangedError(Exception):
    """A letter must not be sent as it was read: it was deleted or changed meanwhile."""


def send_due(clock: Callable[[], datetime]) -> int:
    """Send the letters that are due; return how many. Does nothing if another process sends.

    A letter is noted in a file just before its last line, at which the server accepts it, and
    stored as sent afterwards. After a kill, the next process reads there which letter was sent.
    """
    with _only_sender() as file:
        if file is None:
            return 0
        _store_letter_of_killed_sender(clock())
        _give_up(clock())
        sent, problem = 0, ""
        while not problem and (rows := list(get_queued())):
            number, problem = _send_all(rows, clock)
            sent += number
        file.truncate(0)  # The file's time is that of the last run.
        file.write(problem or "ok")
        return sent


def send_at_once(letter: Letter) -> bool:
    """Send a letter without storing it; return whether the mail server accepted it."""
    return _deliver(lambda: message_of(email_of(letter)))


def send_in_thread(letter: Letter) -> None:
    """Send a letter without storing it, in a thread: nobody can measure how long it takes."""
    row = email_of(letter)  # here, since a thread would have a database connection of its own
    Thread(target=_deliver, args=(lambda: message_of(row),)).start()


def _deliver(made: Callable[[], EmailMultiAlternatives]) -> bool:
    try:
        return bool(made().send())
    except Exception as error:
        logger.error("A letter was not sent: %s", reason_of(error))  # no addresses
        return False


def message_of(row: Email) -> EmailMultiAlternatives:
    """Return the email of a row: text, HTML, and the calendar object as the last alternative."""
    message = _Message(
        row.subject,
        row.message,
        row.from_email,
        row.to,
        headers={**row.headers, "Message-ID": row.message_id},
    )
    message.attach_alternative(row.html_message, "text/html")
    if calendar := row.context["calendar"]:
        method = METHOD.search(calendar)
        parameter = f"; method={method[1]}" if method else ""
        message.attach_alternative(calendar, f"text/calendar{parameter}")
    return message


def reason_of(error: Exception) -> str:
    """Return why a letter was refused: the reply's codes (RFC 5321, RFC 3463), no address.

    The words of a reply are left out: they name mailboxes in many ways.
    """
    code, words = _reply(error)
    if code:
        enhanced = re.match(r"[245]\.\d{1,3}\.\d{1,3}", words)
        return f"{code} {enhanced[0]}" if enhanced else str(code)
    return getattr(error, "strerror", None) or type(error).__name__


def _reply(error: Exception) -> tuple[int, str]:
    words: bytes | str
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return 0, ""
    return code, words.decode(errors="replace") if isinstance(words, bytes) else words


@contextmanager
def _only_sender() -> Iterator[Any]:
    """Yield the file that a sender locks, or None if it is locked. A kill unlocks it."""
    with sender_file().open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield file


def _send_all(rows: list[Email], clock: Callable[[], datetime]) -> tuple[int, str]:
    """Send letters by one connection; return how many, and why the server cannot be reached."""
    sent = 0
    try:
        for row in rows:
            try:
                connection = connections["default"]
                connection.open()
            except OSError as error:  # or SMTPException: the server refuses the site, not a letter
                logger.warning("The mail server cannot be reached: %s", reason_of(error))
                return sent, reason_of(error)
            sent += _send(row, connection, clock)
    finally:
        connections.close()
    return sent, ""


def _send(row: Email, connection: BaseEmailBackend, clock: Callable[[], datetime]) -> bool:
    noted = row.message_id.encode().ljust(NOTE_BYTES, b"\0")
    with _open_note() as note_memory:

        def note() -> None:
            waiting = Email.objects.filter(pk=row.pk, status__in=WAITING)
            if waiting.values_list("last_updated", flat=True).first() != row.last_updated:
                raise LetterChangedError
            note_memory[:] = noted

        try:
            if isinstance(connection, EmailBackend):
                connection.note = note
            else:
                note()
            connection.send_messages([message_of(row)])
        except Exception as error:
            note_memory[:] = bytes(NOTE_BYTES)
            connection.close()
            if not isinstance(error, LetterChangedError):
                logger.warning("A letter was not sent: %s", reason_of(error))
                _store_refusal(row, error, clock())
            return False
    _mark_sent(Email.objects.filter(pk=row.pk), clock())
    return True


@contextmanager
def _open_note() -> Iterator[mmap]:
    """Yield the empty note file, mapped into memory: a note there outlives a killed process.

    A commit to the database would take milliseconds in which a kill loses the letter; a write to
    the file takes microseconds, and one kill in a hundred fell into these.
    """
    with _note_file().open("a+b") as file:
        file.truncate(NOTE_BYTES)
        with mmap(file.fileno(), NOTE_BYTES) as memory:
            memory[:] = bytes(NOTE_BYTES)
            yield memory


def _note_file() -> Path:
    """Return the file with the Message-ID of the letter that is being sent."""
    return sender_file().with_suffix(".sending")


def _store_letter_of_killed_sender(now: datetime) -> None:
    """Store as sent the letter that a killed sender had sent but not stored."""
    file = _note_file()
    if file.exists() and (message_id := file.read_text().rstrip("\0")):
        _mark_sent(Email.objects.filter(message_id=message_id, status__in=WAITING), now)


def _mark_sent(rows: QuerySet[Email], now: datetime) -> None:
    rows.update(status=STATUS.sent, last_updated=now)


def _store_refusal(row: Email, error: Exception, now: datetime) -> None:
    """Store that a letter was refused, and when it is tried again."""
    is_about_letter = isinstance(error, SMTPRecipientsRefused | SMTPDataError)
    is_final = isinstance(error, ValueError) or (is_about_letter and _reply(error)[0] >= 500)
    before = row.number_of_retries or 0
    fields = {
        "status": STATUS.failed if is_final else STATUS.requeued,
        "scheduled_time": now + min(FIRST_WAIT * 2**before, MAX_WAIT),
        "number_of_retries": before + 1,
        "last_updated": now,
    }
    if Email.objects.filter(pk=row.pk).update(**fields):
        row.logs.all().delete()
        row.logs.create(status=STATUS.failed, message=reason_of(error))


def _give_up(now: datetime) -> None:
    """Mark letters as failed that are too old or have expired."""
    late = Q(created__lt=now - GIVE_UP) | Q(expires_at__lt=now)
    rows = list(Email.objects.filter(late, status__in=WAITING))
    Email.objects.filter(pk__in=[it.pk for it in rows]).update(
        status=STATUS.failed, last_updated=now
    )
    known = set(Log.objects.filter(email__in=rows).values_list("email", flat=True))
    Log.objects.bulk_create(
        Log(email=it, status=STATUS.failed, message="too late") for it in rows if it.pk not in known
    )
