"""Former addresses of events, which redirect to the present one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .bilingual import LANGUAGES
from .natural_key import NaturalKeyModel


class FormerAddress(NaturalKeyModel):
    """A former address of an event in one language."""

    NATURAL_KEY = ("language", "year", "slug")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="former_addresses")
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES])
    year = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=100)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.UniqueConstraint(
                fields=("language", "year", "slug"), name="former_address_leads_to_one_event"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.year}/{self.slug}"
