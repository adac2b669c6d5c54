"""The version of an event that calendars and feeds have."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .natural_key import NaturalKeyModel


class EventVersion(NaturalKeyModel):
    """SEQUENCE and LAST-MODIFIED of an event (RFC 5545, 3.8.7), and its last public facts.

    Only `actions.revising` writes it. It has a table of its own, so that saving an event leaves it
    unchanged. When an event is withdrawn (unpublished, deleted, or scheduled for later),
    `last_seen` stays as it is, so that nothing of a later draft is shown.
    """

    NATURAL_KEY = ("event__uid",)

    event = models.OneToOneField("events.Event", models.CASCADE, related_name="version")
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # The last public time, place and status (`actions.revising.schedule_of`).
    schedule = models.JSONField(null=True, editable=False)
    # Last change of anything that readers see, also of the venue or of a person's name.
    changed_at = models.DateTimeField(null=True, editable=False)
    # The same of each language's pages and files; None for `changed_at`.
    changed_at_sv = models.DateTimeField(null=True, editable=False)
    changed_at_en = models.DateTimeField(null=True, editable=False)
    # Last change of the event itself.
    news_at = models.DateTimeField(null=True, editable=False, db_index=True)
    # Since when, or from when on, readers see it.
    visible_at = models.DateTimeField(null=True, editable=False)
    # Since when readers no longer see it.
    withdrawn_at = models.DateTimeField(null=True, editable=False, db_index=True)
    # The last public facts (`facts.withdrawn.seen_of`).
    last_seen = models.JSONField(null=True, editable=False)

    class Meta:
        verbose_name = _("version of the event")
        verbose_name_plural = _("versions of the events")

    def __str__(self) -> str:
        return f"{self.event} ({self.sequence})"
