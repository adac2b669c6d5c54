"""Followers: readers who asked for emails about one event's changes, or about new events."""

from typing import Self

from django.core.signing import Signer
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .event import Event
from .recipient import Recipient
from .series import Series


class FollowerQuerySet(models.QuerySet["Follower"]):
    """The queries of followers."""

    def confirmed(self) -> Self:
        """Filter to those who have confirmed: only they get news."""
        return self.filter(confirmed_at__isnull=False)

    def of_new_events(self) -> Self:
        """Filter to followers of new events; all rows of one address get one letter."""
        return self.confirmed().filter(event=None).order_by("pk")


class Follower(Recipient):
    """An address that follows one event, or new events of one series or of all.

    Without event and series it follows all new events. Before `confirmed_at` it gets only the
    letter that asks for the confirmation.
    """

    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="followers"
    )
    series = models.ForeignKey(
        Series, models.CASCADE, null=True, blank=True, related_name="followers"
    )
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # For letters about new events: the events published until then were in earlier letters.
    told_at = models.DateTimeField(null=True, blank=True)

    objects = FollowerQuerySet.as_manager()
    signer = Signer(sep=".", salt="follower")

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=True) | Q(series__isnull=True),
                name="follower_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=("event", "email_folded"), name="follower_of_event_once"
            ),
            models.UniqueConstraint(
                fields=("series", "email_folded"), name="follower_of_series_once"
            ),
            models.UniqueConstraint(
                fields=("email_folded",),
                condition=Q(event__isnull=True, series__isnull=True),
                name="follower_of_all_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"  # Logs must not have the address.
