"""`manage.py restore`: restores a backup, after a backup of the current data."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from ...operations.backup import count_events, uploaded_files
from ...operations.backup_file import BackupError, Manifest
from ...operations.restore import read_compatible, restore


class Command(BaseCommand):
    """Without `--yes` it only prints the effect; an unsuitable file changes nothing."""

    help = (
        "Says what restoring a backup would replace. With --yes it does so, after making a backup "
        "of what is there now, in the folder “backups” of DATA_DIR."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file, `--yes` and `--exact`."""
        parser.add_argument("file", type=Path, help="A file that `manage.py backup` wrote.")
        parser.add_argument("--yes", action="store_true", help="Do it.")
        parser.add_argument(
            "--exact",
            action="store_true",
            help="Where no events are yet: keep SEQUENCE and LAST-MODIFIED as in the file, for "
            "nobody can have read anything later. Without it they rise.",
        )

    def handle(
        self, *args: Any, file: Path, yes: bool = False, exact: bool = False, **options: Any
    ) -> None:
        """Print the effect, and restore with `--yes`."""
        try:
            self._print_effect(read_compatible(file))
            if not yes:
                self.stdout.write("Nothing was changed. Add --yes to restore it.")
                return
            replaced = restore(
                file, keep_in=settings.DATA_DIR / "backups", now=timezone.now(), is_exact=exact
            )
        except (OSError, BackupError, Error) as error:
            raise CommandError(f"{file} was not restored, nothing was changed. {error}") from error
        if replaced:
            self.stdout.write(f"What was here before is in {replaced}")
        self.stdout.write("Restored.")

    def _print_effect(self, manifest: Manifest) -> None:
        self.stdout.write(
            f"A backup of {manifest.made_at:%Y-%m-%d %H:%M %Z}, version {manifest.version}.\n"
            f"events: {count_events()} now, {manifest.events} after\n"
            f"uploaded files: {len([*uploaded_files()])} now, {manifest.uploaded_files} after\n"
            "Everything else too is as in the file: accounts, their rights and passwords, and "
            "people whose data have been erased since. Restore only what was written here."
        )
