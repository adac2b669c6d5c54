"""`manage.py move_database`: every row to another database, with a proof."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from ...operations.moving import NotEmptyError, NotUpToDateError, move


class Command(BaseCommand):
    """Says table by table that nothing was lost; exit code 1 if anything was."""

    help = (
        "Copies every row of this database to an empty one, for example from SQLite to "
        "PostgreSQL, and compares both. Pictures stay in DATA_DIR. Stop the site meanwhile, or "
        "what is saved during the copy stays behind."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address of the new database."""
        parser.add_argument(
            "address", help="As in DATABASE_URL: postgres://user:password@host:5432/name"
        )

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        """Copy, compare, and tell."""
        try:
            proofs = move(address)
        except NotUpToDateError as error:
            raise CommandError("Run `manage.py migrate` here first.") from error
        except NotEmptyError as error:
            raise CommandError("The new database has events or users. It must be empty.") from error
        except Error as error:
            raise CommandError(f"The new database did not take it: {error}") from error
        for proof in proofs:
            verdict = "alike" if proof.holds else "DIFFERENT"
            self.stdout.write(f"{proof.table:32} {proof.rows[0]:>9} {proof.rows[1]:>9} {verdict}")
        if not all(proof.holds for proof in proofs):
            raise CommandError("The copies differ. Keep using the old database.")
        self._index(address)
        self.stdout.write("Every row is there. Set DATABASE_URL to the new address and start.")

    def _index(self, address: str) -> None:
        """Write the search index in the new database, as the site that will use it."""
        subprocess.run(  # noqa: S603  # our own program
            [sys.executable, settings.BASE_DIR / "manage.py", "rebuild_search"],
            env={**os.environ, "DATABASE_URL": address},
            stdout=subprocess.DEVNULL,
            check=True,
        )
