"""Addresses that events have had. They lead to the present one for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .bilingual import LANGUAGES


class FormerAddressManager(models.Manager["FormerAddress"]):
    """Finds former addresses by what fixtures call them."""

    def get_by_natural_key(self, language: str, year: int, slug: str) -> "FormerAddress":
        """Return the former address that reads so."""
        return self.get(language=language, year=year, slug=slug)


class FormerAddress(models.Model):
    """An address in one language that an event has left."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="former_addresses")
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES])
    year = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=100)

    objects = FormerAddressManager()

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

    def natural_key(self) -> tuple[str, int, str]:
        """Return the name that fixtures use."""
        return (self.language, self.year, self.slug)

    natural_key.dependencies = ["events.event"]  # type: ignore[attr-defined]
