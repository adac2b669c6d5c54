"""`manage.py create_demo_coordinator`: creates the first user, for a demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from ...actions.accounts import FIRST_USERNAME, create_first_coordinator


class Command(BaseCommand):
    """Prints the password once; only its hash is stored."""

    help = (
        f"Creates the coordinator and administrator “{FIRST_USERNAME}” with a random "
        "password and prints it, if nobody can sign in yet."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the user, and print address and password."""
        password = create_first_coordinator()
        if password is None:
            if options["verbosity"]:
                self.stdout.write("A user exists already; none was created.")
            return
        address = f"{settings.SITE_URL}{reverse('admin:index')}"
        self.stdout.write(f"Sign in at {address} as {FIRST_USERNAME} with the password {password}")
