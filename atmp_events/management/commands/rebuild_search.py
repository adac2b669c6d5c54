"""`manage.py rebuild_search`: rebuilds the search documents of all events."""

from typing import Any

from django.core.management.base import BaseCommand

from ...models import Event, SiteVersion
from ...search import rebuild


class Command(BaseCommand):
    """Prints the number of searchable events."""

    help = (
        "Writes anew the words by which events are found. They follow every save by themselves; "
        "run this after an upgrade that says so, or after rows were changed past the site."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild the search documents, and print their number."""
        total = rebuild(Event.objects.all())
        SiteVersion.increment()
        self.stdout.write(f"Events that can be found: {total}.")
