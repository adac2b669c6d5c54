"""`manage.py tidy`: removes deleted events and unused files for good. Run it daily."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from ...actions.soft_delete import delete_for_good
from ...admin.throttling import delete_old_counters
from ...images.renditions import remove_stale_renditions
from ...images.storage import remove_unused
from ...mail.outbox import delete_old_letters
from ...participation.following import delete_old_followers
from ...participation.personal_data import erase_due


class Command(BaseCommand):
    """Safe to run at any time, and repeatedly."""

    help = (
        "Deletes for good the events that were deleted in the admin: after thirty days, or, if "
        "they had been public, when calendars have been told for a year that they are gone. "
        "Forgets sessions that have ended, failed sign-ins that no longer count, and letters "
        "that were sent a day ago or failed a week ago. "
        "Removes pictures that were replaced thirty days ago, and the smaller copies of deleted "
        "pictures. Erases those who registered for an event, on the day that they were told, "
        "and those who followed one, a week after it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove old data, and print what was removed."""
        now = timezone.now()
        self.stdout.write(f"Events deleted for good: {delete_for_good(now=now)}.")
        call_command("clearsessions")
        delete_old_counters(now=now)
        delete_old_letters(now=now)
        self.stdout.write(f"Attendees erased: {erase_due(now)}.")
        self.stdout.write(f"Followers erased: {delete_old_followers(now=now)}.")
        self.stdout.write(f"Pictures that were replaced: {remove_unused(now=now)} removed.")
        stale = remove_stale_renditions(now=now)
        self.stdout.write(f"Smaller copies of deleted pictures: {stale} removed.")
