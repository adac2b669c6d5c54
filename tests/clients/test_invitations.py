"""Letters to a follower, imported from the mail server into calendar programs."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from atmp_events.actions.soft_delete import delete
from atmp_events.models import Event, Follower, Language, Status
from atmp_events.participation.following import ask_to_follow, confirm
from tests.builders import NOON, a_venue, an_event
from tests.clients.invitation_programs import CalendarEvent, evolution, kde, khal
from tests.mail.conftest import set_mail_server
from tests.mail.mail_server import MailServer, mail_server
from tests.missing_programs import collect_missing

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def server(mail: None, settings: Any, tmp_path: Path) -> Iterator[MailServer]:
    settings.DATA_DIR = tmp_path
    with mail_server(tmp_path) as server:
        set_mail_server(settings, server.port)
        yield server


def send_letters(clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=6))
    call_command("send_letters", verbosity=0)


def move(event: Event) -> None:
    event.starts_at, event.ends_at = NOON + 3 * HOUR, NOON + 4 * HOUR
    event.save()


def cancel(event: Event) -> None:
    event.status = Status.CANCELLED
    event.save()


def remove(event: Event) -> None:
    delete(Event.objects.filter(pk=event.pk), now=timezone.now())


def calendar_of(letter: EmailMessage) -> str:
    """Return the invitation in a letter: the last of its alternative parts."""
    assert letter.get_content_type() == "multipart/alternative"
    plain, html, calendar = letter.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("charset") == "utf-8"
    content = calendar.get_content()
    assert f"METHOD:{calendar.get_param('method')}" in content.splitlines()
    return content


def files_of(server: MailServer, folder: Path) -> list[Path]:
    """Write the calendar part of each received letter to a file."""
    files = []
    for number, letter in enumerate(it for it in server.letters() if it.is_multipart()):
        if (
            letter.get_content_type() == "multipart/alternative"
            and len(list(letter.iter_parts())) == 3
        ):
            files.append(folder / f"{number}.ics")
            files[-1].write_bytes(
                calendar_of(letter).replace("\r\n", "\n").replace("\n", "\r\n").encode()
            )
    return files


@pytest.mark.parametrize(
    ("language", "title", "end"), [("sv", "Om celler", cancel), ("en", "On cells", remove)]
)
def test_calendar_has_one_event_after_invitation_update_and_cancellation(
    server: MailServer,
    clock: time_machine.Traveller,
    tmp_path: Path,
    language: Language,
    title: str,
    end: Callable[[Event], None],
) -> None:
    event = an_event(venue=a_venue())
    ask_to_follow("anna@example.org", language, event, timezone.now())
    confirm(Follower.objects.get().pk, timezone.now())
    send_letters(clock)
    move(event)
    send_letters(clock)
    end(event)
    send_letters(clock)

    invitation, update, cancellation = files_of(server, tmp_path)
    files = [invitation, update, invitation, cancellation]  # The first arrives once more, late.
    missing: list[str] = []
    for program in (evolution, kde, khal):
        home = tmp_path / program.__name__
        home.mkdir()
        with collect_missing(missing):
            invited, moved, late, ended = program(files, home)
            assert invited == [CalendarEvent(event.uid, title, "2027-04-13T10:00Z", "CONFIRMED")]
            assert moved == [CalendarEvent(event.uid, title, "2027-04-13T13:00Z", "CONFIRMED")]
            assert [it.uid for it in late] == [event.uid]
            assert late == moved or program is khal  # khal ignores SEQUENCE.
            # The program removes the event or shows it as cancelled.
            assert [(it.uid, it.status) for it in ended] in ([], [(event.uid, "CANCELLED")])
    if missing:
        pytest.skip("; ".join(missing))
