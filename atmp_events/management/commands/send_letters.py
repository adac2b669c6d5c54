"""`manage.py send_letters`: sends the letters that wait. Run it each minute."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from ...mail.outbox import is_on
from ...mail.sending import send_due


class Command(BaseCommand):
    """Two at the same time do no harm: the second ends at once."""

    help = "Sends the letters that wait in the outbox. Without EMAIL_URL it does nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the option to go on."""
        parser.add_argument(
            "--every", type=int, metavar="SECONDS", help="go on, and send at this interval"
        )

    def handle(self, *args: Any, every: int | None, **options: Any) -> None:
        """Send what is due."""
        while True:
            close_old_connections()
            if is_on():
                # What the clock lets follow (places that are offered, weekly letters) is queued
                # here, before it is sent.
                sent = send_due(timezone.now)
                if sent:
                    self.stdout.write(f"Letters sent: {sent}.")
            if not every:
                break
            time.sleep(every)
