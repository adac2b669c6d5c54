"""Addresses of events that were deleted for good, which answer 410."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .bilingual import LANGUAGES
from .natural_key import NaturalKeyModel


class GoneAddress(NaturalKeyModel):
    """An address in one language of an event that was deleted for good."""

    NATURAL_KEY = ("language", "year", "slug")

    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES])
    year = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=100)
    gone_at = models.DateTimeField()  # until then calendars showed the event as cancelled

    class Meta:
        verbose_name = _("address of a deleted event")
        verbose_name_plural = _("addresses of deleted events")
        constraints = [
            models.UniqueConstraint(fields=("language", "year", "slug"), name="gone_address_once"),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.year}/{self.slug}"
