"""`manage.py rebuild_search`: writes the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand

from ...models import SiteVersion
from ...search import index


class Command(BaseCommand):
    """Says how far it has come, and how many events can be found at the end."""

    help = (
        "Writes the search index anew from the events. It is kept up to date by itself; run this "
        "after an upgrade that says so, or after rows were changed past the site."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, and tell."""
        total = index.rebuild(self._tell)
        SiteVersion.increment()
        self.stdout.write(f"Search index: {total} events can be found.")

    def _tell(self, done: int, total: int) -> None:
        self.stdout.write(f"{done} of {total}")
