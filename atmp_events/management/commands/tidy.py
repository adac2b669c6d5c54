"""`manage.py tidy`: deletes for good what was deleted long ago. Run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ...actions.withdrawing import tidy
from ...pictures.renditions import sweep


class Command(BaseCommand):
    """Safe to run at any time, and again."""

    help = (
        "Deletes for good the events that were deleted in the admin: after thirty days, or, if "
        "they had been public, when calendars have been told for a year that they are gone. "
        "Removes the smaller sizes of pictures that are no longer there."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Tidy, and tell."""
        self.stdout.write(f"Deleted for good: {tidy(now=timezone.now()).events} events.")
        self.stdout.write(f"Sizes of pictures that are gone: {sweep()} removed.")
