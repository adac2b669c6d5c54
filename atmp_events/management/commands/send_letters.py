"""`manage.py send_letters`: sends the letters that wait. Run it each minute."""

import time
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from ...mail.outbox import sends_letters
from ...mail.sending import send_due
from ...participation import changes
from ...participation.following import queue_news
from ...participation.places import fill_due_events

LONGEST: Final = 24 * 60 * 60  # seconds


class Command(BaseCommand):
    """May run twice at the same time: the second one ends at once."""

    help = "Sends the letters that wait in the outbox. Without EMAIL_URL it does nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the option to run for ever."""
        parser.add_argument(
            "--every", type=int, metavar="SECONDS", help="go on, and send at this interval"
        )

    def handle(self, *args: Any, every: int | None, **options: Any) -> None:
        """Send the letters that are due, once or at intervals."""
        if every is not None and not 1 <= every <= LONGEST:
            raise CommandError(f"--every takes from 1 to {LONGEST} seconds.")
        while True:
            if sends_letters():
                self.send()
            if not every:
                break
            close_old_connections()
            time.sleep(every)

    def send(self) -> None:
        """Queue letters that are due by time, and send all, even if queuing fails."""
        try:
            now = timezone.now()
            fill_due_events(now)
            changes.queue_change_letters(now)
            queue_news(now)
        finally:
            if sent := send_due(timezone.now):
                self.stdout.write(f"Letters sent: {sent}.")
