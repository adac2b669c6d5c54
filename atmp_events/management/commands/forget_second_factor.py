"""`manage.py forget_second_factor NAME`: for a user who lost phone, key and codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...actions.accounts import remove_second_factors
from ...models import User


class Command(BaseCommand):
    """Does what the admin can do, too; needed if the only administrator is locked out."""

    help = (
        "Removes the authenticator app, the passkeys and the recovery codes of an account, ends "
        "its sessions, and lets it try again at once. Be sure who asks before you do it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the username."""
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Remove the factors, and print their number."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account “{username}”.")
        count = remove_second_factors(user)
        self.stdout.write(f"{username}: {count} removed. The password is enough to sign in now.")
