"""`manage.py backup`: everything that must not be lost, in one verified file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...operations.archive import DamagedError
from ...operations.backup import back_up, thin
from ...operations.thinning import Rule


class Command(BaseCommand):
    """Says where the backup is and what is in it; exit code 1 if there is none."""

    help = (
        "Writes database and pictures into one file, while the site is in use, verifies it, and "
        "removes older backups by a rule: all of the last 24 hours stay, and of the latest days, "
        "weeks and months one each."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to, and how many to keep."""
        rule = Rule()
        folder = settings.DATA_DIR / "backups"
        parser.add_argument(
            "--to", type=Path, default=folder, metavar="FOLDER", help=f"Default: {folder}"
        )
        parser.add_argument("--days", type=int, default=rule.days, help=f"Default: {rule.days}")
        parser.add_argument("--weeks", type=int, default=rule.weeks, help=f"Default: {rule.weeks}")
        parser.add_argument(
            "--months", type=int, default=rule.months, help=f"Default: {rule.months}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, verify, thin, and tell."""
        folder: Path = options["to"].absolute()
        try:
            backup = back_up(folder, now=timezone.now())
        except (OSError, DamagedError) as error:
            raise CommandError(f"There is no backup: {error}") from error
        rows, pictures = sum(backup.manifest.rows.values()), len(backup.manifest.pictures)
        events = backup.manifest.rows["events.event"]
        size = backup.path.stat().st_size
        self.stdout.write(f"Written and verified: {backup.path}")
        self.stdout.write(f"{events} events, {rows} rows, {pictures} pictures, {size:,} bytes")
        for picture in backup.lost:
            self.stderr.write(f"Missing on disk, though the database names it: {picture}")
        for path in thin(folder, Rule(options["days"], options["weeks"], options["months"])):
            self.stdout.write(f"Removed: {path.name}")
