"""Questions asked of events. The moment is always an argument."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Prefetch, Q

from .choices import State
from .organiser import EventOrganiser
from .talk import Appearance


class EventQuerySet(models.QuerySet["Event"]):  # type: ignore[name-defined]
    """What pages, calendars and feeds ask for."""

    def get_by_natural_key(self, uid: str) -> "Event":  # type: ignore[name-defined]  # noqa: F821
        """Return the event that fixtures call by this UID."""
        return self.get(uid=uid)

    def public(self, now: datetime) -> Self:
        """Return what readers may see at `now`; `Event.is_public` says the same of one."""
        published = Q(state=State.PUBLISHED)
        return self.filter(published & (Q(publish_at=None) | Q(publish_at__lte=now)))

    def coming(self, now: datetime) -> Self:
        """Return what has not ended at `now`, soonest first. An event under way is coming."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: datetime) -> Self:
        """Return what has ended at `now`, latest first."""
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def with_facts(self) -> Self:
        """Fetch all that `facts_of` reads: five queries, however many events and speakers."""
        organisers = EventOrganiser.objects.select_related("organiser")
        appearances = Appearance.objects.select_related("person")
        return self.select_related("venue", "series", "contact").prefetch_related(
            Prefetch("organiser_links", queryset=organisers),
            Prefetch("appearances", queryset=appearances),
            "talks",
            "contact__affiliations",
        )
