"""`manage.py restore`: puts a backup back, and keeps what it replaces."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...operations.archive import DamagedError
from ...operations.restore import Plan, plan, restore
from ...operations.schema import UnknownMigrationsError


class Command(BaseCommand):
    """Without `--yes` it only tells; a damaged file changes nothing."""

    help = (
        "Says what restoring a backup would replace. With --yes it does so, after making a backup "
        "of what is there now, in the folder “backups” of DATA_DIR."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether it is meant."""
        parser.add_argument("file", type=Path, help="A file that `manage.py backup` wrote.")
        parser.add_argument("--yes", action="store_true", help="Do it.")

    def handle(self, *args: Any, file: Path, yes: bool = False, **options: Any) -> None:
        """Tell, and do it if it is meant."""
        try:
            self._tell(plan(file))
            if not yes:
                self.stdout.write("Nothing was changed. Add --yes to restore it.")
                return
            replaced = restore(file, keep_in=settings.DATA_DIR / "backups", now=timezone.now())
        except DamagedError as error:
            raise CommandError(f"{file} is damaged, nothing was changed. {error}") from error
        except UnknownMigrationsError as error:
            raise CommandError(
                f"{file} comes from a newer version of the site, which knows {error}. Nothing was "
                "changed. Install that version first."
            ) from error
        except OSError as error:
            raise CommandError(f"It was not restored: {error}") from error
        if replaced:
            self.stdout.write(f"What was here before is in {replaced.path}")
        self.stdout.write("Restored.")

    def _tell(self, planned: Plan) -> None:
        self.stdout.write(
            f"A backup of {planned.made_at:%Y-%m-%d %H:%M %Z}, version {planned.version}"
            f"{', which will be brought up to date' if planned.older else ''}."
        )
        for table, (now, then) in planned.rows.items():
            if now or then:
                self.stdout.write(f"{table:32} {now:>9} rows now {then:>9} after")
        now, then = planned.pictures
        self.stdout.write(f"{'pictures':32} {now:>9} now      {then:>9} after")
