"""`manage.py load_empty_site`: creates the information pages of a site that has no name yet."""

from typing import Any

from django.core.management.base import BaseCommand

from ...actions.seeding import load_empty_site


class Command(BaseCommand):
    """Creates what a new centre begins with."""

    help = (
        "Creates the information pages where they are missing, and no event. The rest is filled "
        "in in the admin. What exists is left as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the missing pages."""
        load_empty_site()
