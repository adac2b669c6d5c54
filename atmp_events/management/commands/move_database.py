"""`manage.py move_database`: copies all rows to another database, and compares."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from ...operations.backup_file import BackupError
from ...operations.database import copy_database


class Command(BaseCommand):
    """Prints each table and whether it is equal; exit code 1 if any is not."""

    help = (
        "Copies every row of this database to an empty one, for example from SQLite to "
        "PostgreSQL, and compares both. Pictures stay in DATA_DIR. Stop the site meanwhile, or "
        "what is saved after the copy stays behind."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the address of the new database."""
        parser.add_argument(
            "address", help="As in DATABASE_URL: postgres://user:password@host:5432/name"
        )

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        """Copy all rows, and compare."""
        differing = 0
        try:
            for table, rows, is_equal in copy_database(address):
                self.stdout.write(f"{table:32} {rows:>9} {'equal' if is_equal else 'DIFFERENT'}")
                differing += not is_equal
        except (BackupError, Error, ImproperlyConfigured) as error:
            raise CommandError(f"The database was not moved: {error}") from error
        if differing:
            raise CommandError("The copies differ. Keep using the old database.")
        self.stdout.write("Every row is there. Set DATABASE_URL to the new address and start.")
