"""Addresses of events of which nothing is left. They say so for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .bilingual import LANGUAGES


class GoneAddressManager(models.Manager["GoneAddress"]):
    """Finds addresses by what fixtures call them."""

    def get_by_natural_key(self, language: str, year: int, slug: str) -> "GoneAddress":
        """Return the address that reads so."""
        return self.get(language=language, year=year, slug=slug)


class GoneAddress(models.Model):
    """An address in one language that an event had which has been deleted for good."""

    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES])
    year = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=100)
    gone_at = models.DateTimeField()  # when calendars were last told of the event

    objects = GoneAddressManager()

    class Meta:
        verbose_name = _("address of a deleted event")
        verbose_name_plural = _("addresses of deleted events")
        constraints = [
            models.UniqueConstraint(fields=("language", "year", "slug"), name="gone_address_once"),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.year}/{self.slug}"

    def natural_key(self) -> tuple[str, int, str]:
        """Return the name that fixtures use."""
        return (self.language, self.year, self.slug)
