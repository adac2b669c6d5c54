"""What an event's texts were when its two languages last said the same."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgreedTexts(models.Model):
    """The digests of an event's pairs of texts, by `facts.translations.Pair.key`: [sv, en].

    It stands in a row of its own, so that saving an event neither loses it nor counts as a
    change to readers.
    """

    event = models.OneToOneField("events.Event", models.CASCADE, related_name="agreed_texts")
    digests = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("agreed texts")
        verbose_name_plural = _("agreed texts")

    def __str__(self) -> str:
        return str(self.event)
