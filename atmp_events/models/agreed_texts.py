"""Digests of an event's texts when both languages last agreed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgreedTexts(models.Model):
    """The digests of an event's pairs of texts, by `facts.translations.Pair.key`: [sv, en].

    They have a table of their own, so that saving an event neither loses them nor counts them as
    a change for readers.
    """

    event = models.OneToOneField("events.Event", models.CASCADE, related_name="agreed_texts")
    digests = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("agreed texts")
        verbose_name_plural = _("agreed texts")

    def __str__(self) -> str:
        return str(self.event)
