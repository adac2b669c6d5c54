"""What readers were last told of an event, and since when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .natural_key import NaturalKeyModel


class EventVersion(NaturalKeyModel):
    """An event's version for calendars and feeds (RFC 5545, 3.8.7), and what is left of it.

    `actions.revising` alone writes it. It stands in a row of its own, so that whoever saves an
    event leaves it as it is. Once an event is withdrawn (unpublished, deleted, or postponed to a
    later publishing), `last_seen` stays what readers saw last: nothing of a later draft is told.
    """

    NATURAL_KEY = ("event__uid",)

    event = models.OneToOneField("events.Event", models.CASCADE, related_name="version")
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # The time, place and status that attendees were told.
    schedule = models.JSONField(null=True, editable=False)
    # When something that a reader sees last changed, be it the venue or a person's name.
    changed_at = models.DateTimeField(null=True, editable=False)
    # When the event itself last changed.
    news_at = models.DateTimeField(null=True, editable=False, db_index=True)
    # Since when, or from when, readers see it.
    visible_at = models.DateTimeField(null=True, editable=False)
    # Since when they no longer do.
    withdrawn_at = models.DateTimeField(null=True, editable=False, db_index=True)
    # When it last left a selection of events: another place, another series.
    left_at = models.DateTimeField(null=True, editable=False)
    last_seen = models.JSONField(null=True, editable=False)

    class Meta:
        verbose_name = _("version of the event")
        verbose_name_plural = _("versions of the events")

    def __str__(self) -> str:
        return f"{self.event} ({self.sequence})"
