"""Changes of a public event's time, place or status, for the list of changes on its page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .natural_key import NaturalKeyModel


class Change(NaturalKeyModel):
    """A change of time, place or status of a public event.

    `before` and `after` are schedules as `actions.revising.schedule_of` makes them.
    """

    NATURAL_KEY = ("event__uid", "changed_at")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="changes")
    changed_at = models.DateTimeField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("-changed_at", "-pk")

    def __str__(self) -> str:
        return f"{self.event} {self.changed_at:%Y-%m-%d %H:%M}"
