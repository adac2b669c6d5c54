"""`manage.py load_samples`: creates sample events, for demos and development."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...actions.samples import load_samples


class Command(BaseCommand):
    """Refuses on a public site, since samples are published events."""

    help = (
        "Creates sample events dated from today, labelled “Exempel:” and “Sample:”. Run again, "
        "it renews their dates. It touches no other event."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add `--force`."""
        parser.add_argument(
            "--force", action="store_true", help="Load them on a public site (TLS=true) too."
        )

    def handle(self, *args: Any, force: bool = False, **options: Any) -> None:
        """Create or renew the sample events."""
        if settings.TLS and not force:
            raise CommandError(
                "This is a public site (TLS=true). Add --force to show samples on it."
            )
        created, renewed = load_samples(now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"Sample events: {created} created, {renewed} renewed.")
