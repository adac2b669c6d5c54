"""`manage.py maintenance on`: closes the site to readers while IT works on it."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ...operations.maintenance import close, closed_until, open_again


class Command(BaseCommand):
    """Takes effect with the next request, in every process that shares DATA_DIR."""

    help = "Answers every request with a page that says when to try again, or ends that."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which, and for how long."""
        parser.add_argument("switch", choices=["on", "off", "status"])
        parser.add_argument("--minutes", type=int, default=15, help="Default: 15")

    def handle(self, *args: Any, switch: str, minutes: int = 15, **options: Any) -> None:
        """Throw the switch, and tell."""
        if switch == "on":
            close(until=timezone.now() + timedelta(minutes=minutes))
        if switch == "off":
            open_again()
        until = closed_until()
        self.stdout.write(f"Closed until about {until:%H:%M}." if until else "Open.")
