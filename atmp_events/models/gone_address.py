"""Addresses of events of which nothing is left. They say so for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .bilingual import LANGUAGES
from .natural_key import NaturalKeyModel


class GoneAddress(NaturalKeyModel):
    """An address in one language that an event had which has been deleted for good."""

    NATURAL_KEY = ("language", "year", "slug")

    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES])
    year = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=100)
    gone_at = models.DateTimeField()  # when calendars were last told of the event

    class Meta:
        verbose_name = _("address of a deleted event")
        verbose_name_plural = _("addresses of deleted events")
        constraints = [
            models.UniqueConstraint(fields=("language", "year", "slug"), name="gone_address_once"),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.year}/{self.slug}"
