"""`manage.py generate_events`: synthetic events by the thousand, to try the site at size."""

from argparse import ArgumentParser
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...actions.generating import generate

WIDTH: Final = 40  # characters of the bar


class Command(BaseCommand):
    """Refuses where the site is public, since they are published events."""

    help = (
        "Creates synthetic events with series, talks and people in both languages, labelled "
        "“Syntetiskt” and “Synthetic”, and indexes them for the search."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many."""
        parser.add_argument("--count", type=int, required=True, help="How many events to make.")
        parser.add_argument(
            "--force", action="store_true", help="Make them on a public site (TLS=true) too."
        )

    def handle(self, *args: Any, count: int, force: bool = False, **options: Any) -> None:
        """Make them, and show how far it has come."""
        if settings.TLS and not force:
            raise CommandError("This is a public site (TLS=true). Add --force to fill it.")
        if count < 1:
            raise CommandError("--count must be at least 1.")

        def tell(done: int) -> None:
            bar = "#" * (WIDTH * done // count)
            end = "\n" if done == count else "\r"
            self.stdout.write(f"[{bar:<{WIDTH}}] {done} of {count}", ending=end)
            self.stdout.flush()

        generate(count, now=timezone.now(), progress=tell)
