"""`manage.py create_demo_coordinator`: creates the first user, for a demo."""

import secrets
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction
from django.urls import reverse

from ...models import User

USERNAME: Final = "koordinator"
PASSWORD_BYTES: Final = 15  # 20 characters of base64, 120 random bits


class Command(BaseCommand):
    """Prints the password once; only its hash is stored."""

    help = (
        f"Creates the coordinator and administrator “{USERNAME}” with a random "
        "password and prints it, if there is no user yet."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the user, and print address and password."""
        if User.objects.exists():
            if options["verbosity"]:
                self.stdout.write("A user exists already; none was created.")
            return
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        with transaction.atomic():
            user = User.objects.create_user(USERNAME, password=password, is_staff=True)
            user.groups.set(Group.objects.filter(name__in=("Coordinator", "Administrator")))
        address = f"{settings.SITE_URL}{reverse('admin:index')}"
        self.stdout.write(f"Sign in at {address} as {USERNAME} with the password {password}")
