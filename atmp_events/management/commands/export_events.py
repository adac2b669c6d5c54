"""`manage.py export_events`: everything the site tells, in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from ...actions.transfer import export_events


class Command(BaseCommand):
    """Writes what `import_events` reads."""

    help = (
        "Writes all events, people, venues, organisers, series, pages, former addresses and "
        "changes into one JSON file, for import_events. UIDs and versions are kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether its pictures come along."""
        parser.add_argument("file", type=Path, help="Where to write; overwritten if it exists.")
        parser.add_argument("--no-pictures", action="store_true", help="Leave the pictures out.")

    def handle(self, *args: Any, file: Path, no_pictures: bool, **options: Any) -> None:
        """Export, and tell where to."""
        content = export_events(with_pictures=not no_pictures)
        file.write_text(content, encoding="utf-8")
        self.stdout.write(f"Written: {file} ({len(content.encode()):,} bytes).")
