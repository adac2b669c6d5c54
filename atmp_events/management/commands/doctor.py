"""`manage.py doctor`: is everything as it should be?"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ...operations.doctor import complaints


class Command(BaseCommand):
    """One line for each thing that is wrong; exit code 1 if there is any."""

    help = "Looks the installation over and says in one line each what is wrong and what to do."
    requires_system_checks: list[str] = []  # It runs them itself, and tells in its own words.

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, and tell."""
        found = list(complaints(now=timezone.now()))
        for line in found:
            self.stdout.write(f"- {line}")
        if found:
            raise SystemExit(1)
        self.stdout.write("All is well.")
