"""What readers were told of an event before, and what they are told since."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from .order import first_of


class ChangeManager(models.Manager["Change"]):
    """Finds changes by what fixtures call them."""

    def get_by_natural_key(self, event: str, changed_at: datetime) -> "Change":
        """Return the change of an event (by UID) at a moment."""
        return first_of(self.filter(event__uid=event, changed_at=changed_at))


class Change(models.Model):
    """A change of time, place or status of an event that readers could already see.

    `before` and `after` are what `actions.revising.schedule_of` returned then.
    """

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="changes")
    changed_at = models.DateTimeField()
    before = models.JSONField()
    after = models.JSONField()

    objects = ChangeManager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("-changed_at", "-pk")

    def __str__(self) -> str:
        return f"{self.event} {self.changed_at:%Y-%m-%d %H:%M}"

    def natural_key(self) -> tuple[str, datetime]:
        """Return the name that fixtures use."""
        return (self.event.uid, self.changed_at)

    natural_key.dependencies = ["events.event"]  # type: ignore[attr-defined]
