"""Venues (schema.org Place), with directions and accessibility."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .bilingual import Bilingual, column_pair
from .former_addresses import SluggedModel


class Venue(SluggedModel):
    """A building where events are held. Empty fields are not shown."""

    NATURAL_KEY = ("slug",)

    name_sv, name_en = column_pair(models.CharField, _("name"), max_length=160, blank_en=True)
    name = Bilingual()
    slug = models.SlugField(
        _("web address"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the page's address."),
    )
    entrance_sv, entrance_en = column_pair(
        models.CharField,
        _("entrance"),
        max_length=80,
        blank=True,
        help_text=_("As on the door, for example 100/101. An event can name another."),
    )
    entrance = Bilingual()
    street = models.CharField(_("street"), max_length=160, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(
        _("country"), max_length=2, default="SE", help_text=_("Two letters, for example SE.")
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    directions_sv, directions_en = column_pair(
        models.TextField,
        _("directions"),
        blank=True,
        help_text=_("From the street to the door, as you would tell a visitor."),
    )
    directions = Bilingual()
    nearest_stop_sv, nearest_stop_en = column_pair(
        models.CharField, _("nearest stop"), max_length=160, blank=True
    )
    nearest_stop = Bilingual()
    step_free = models.BooleanField(
        _("step-free access"), null=True, blank=True, help_text=_("Unknown is not shown.")
    )
    hearing_loop = models.BooleanField(
        _("hearing loop"), null=True, blank=True, help_text=_("Unknown is not shown.")
    )
    accessibility_sv, accessibility_en = column_pair(
        models.TextField, _("more about accessibility"), blank=True
    )
    accessibility = Bilingual()
    web_page = models.URLField(_("web page"), blank=True)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ("name_sv",)
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__isnull=False,
                    longitude__range=(-180, 180),
                ),
                name="venue_coordinates_together",
                violation_error_message=_(
                    "Give both latitude (−90 to 90) and longitude (−180 to 180), or neither."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)
