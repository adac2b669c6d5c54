"""`manage.py import_events`: what `export_events` has written, into this database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from ...actions.transfer import NotAnExportError, import_events


class Command(BaseCommand):
    """All or nothing; a second time changes nothing."""

    help = (
        "Reads a file of export_events. What is already there under the same name is replaced, "
        "the rest is left alone; if anything goes wrong, nothing is changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="What export_events has written.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Import, and tell how much."""
        try:
            imported = import_events(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, NotAnExportError) as error:
            raise CommandError(f"{file} cannot be imported. {error}") from error
        except IntegrityError as error:
            raise CommandError(
                f"Nothing is imported: something in {file} is taken here already. {error}"
            ) from error
        self.stdout.write(
            f"Imported: {imported.events} events, {imported.rows} rows, "
            f"{imported.pictures} pictures."
        )
