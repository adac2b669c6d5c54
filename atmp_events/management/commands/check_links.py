"""`manage.py check_links`: checks the links of drafts and coming events."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils import timezone

from ...models import Event, LinkCheck, State
from ...proofreading.dead_links import check_links, external_links_of, links_to_check


class Command(BaseCommand):
    """Prints the number of checked links, and the dead ones."""

    help = (
        "Asks every link of drafts and coming events that was not asked within a day. Dead ones "
        "are shown on the coordinator's start page. Only the public internet is connected to."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the links and print the dead ones."""
        now = timezone.now()
        wanted = Q(state=State.DRAFT) | Q(ends_at__gt=now)
        events = Event.objects.filter(wanted, deleted_at=None).with_facts()
        addresses = links_to_check(events, now=now)
        check_links(addresses, now=now)
        self.stdout.write(f"{len(addresses)} links asked.")
        there = {address for event in events for _field, address in external_links_of(event)}
        for row in LinkCheck.objects.filter(dead_since_at__isnull=False, address__in=there):
            since = f"{row.dead_since_at:%Y-%m-%d}"
            self.stdout.write(f"Dead since {since}: {row.address} ({row.answer})")
