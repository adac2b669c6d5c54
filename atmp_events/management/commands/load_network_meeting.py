"""`manage.py load_network_meeting`: creates the first event of a new site."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone

from ...actions.seeding import load_network_meeting


class Command(BaseCommand):
    """Prints a line for each row: created, or left alone."""

    help = (
        "Creates the network meeting of 5 March 2024 and the information pages where they are "
        "missing. What exists is left as it is, so the command can be run at every start."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the missing rows."""
        try:
            seeded = load_network_meeting(now=timezone.now())
        except IntegrityError as error:
            raise CommandError(
                f"Nothing was loaded: another row has an address that is needed ({error})."
            ) from error
        for name, created in seeded if options["verbosity"] else ():
            self.stdout.write(f"{'Created' if created else 'Left alone'}: {name}")
