"""`manage.py backup`: writes database and uploaded files into one verified file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from ...operations.backup import (
    back_up,
    count_events,
    missing_files,
    remove_old,
    remove_unfinished,
    uploaded_files,
)
from ...operations.backup_file import BackupError
from ...operations.database import migrations_done

KEEP: Final = 30


class Command(BaseCommand):
    """Prints the path and contents of the backup; exit code 1 if it failed."""

    help = (
        "Writes database and uploaded files into one file, while the site is in use, verifies it, "
        "and removes all but the newest backups of the folder."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the folder, and the number of backups to keep."""
        folder = settings.DATA_DIR / "backups"
        parser.add_argument(
            "--to", type=Path, default=folder, metavar="FOLDER", help=f"Default: {folder}"
        )
        parser.add_argument(
            "--keep", type=int, default=KEEP, help=f"How many; 0 keeps all. Default: {KEEP}"
        )

    def handle(self, *args: Any, to: Path, keep: int, **options: Any) -> None:
        """Write and verify a backup, and remove old ones."""
        if keep < 0:
            raise CommandError("--keep takes 0 or a larger number.")
        folder = to.absolute()
        try:
            path = back_up(folder, now=timezone.now())
        except (OSError, BackupError, Error) as error:
            raise CommandError(f"There is no backup: {error}") from error
        size = path.stat().st_size
        self.stdout.write(f"Written and verified: {path}")
        counts = f"Events: {count_events()}, uploaded files: {len([*uploaded_files()])}"
        self.stdout.write(f"{counts}, {size:,} bytes")
        for name in missing_files() if migrations_done() else ():
            self.stderr.write(f"Missing on disk, though the database names it: {name}")
        for old in (*remove_old(folder, keep), *remove_unfinished(folder, now=timezone.now())):
            self.stdout.write(f"Removed: {old.name}")
