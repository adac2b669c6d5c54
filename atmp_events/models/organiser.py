"""Organisers of events (schema.org organizer), in order."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .addresses import Addressed
from .bilingual import Bilingual, in_both
from .natural_key import NaturalKeyModel


class Organiser(Addressed):
    """An organisation, with its name in each language."""

    NATURAL_KEY = ("slug_sv",)

    name_sv, name_en = in_both(models.CharField, _("name"), max_length=160)
    name = Bilingual()
    slug_sv, slug_en = in_both(models.SlugField, _("web address"), max_length=80, unique=True)
    slug = Bilingual()
    web_page = models.URLField(_("web page"), blank=True)
    logo = models.ImageField(_("logotype"), upload_to="organisers/", blank=True)

    class Meta:
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")
        ordering = ("name_sv",)

    def __str__(self) -> str:
        return str(self.name)


class EventOrganiser(NaturalKeyModel):
    """An organiser of an event, with its position."""

    NATURAL_KEY = ("event__uid", "organiser__slug_sv")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="organiser_links")
    organiser = models.ForeignKey(
        Organiser, models.PROTECT, related_name="event_links", verbose_name=_("organiser")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("organiser of the event")
        verbose_name_plural = _("organisers of the event")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("event", "organiser"),
                name="event_organiser_once",
                violation_error_message=_("This organiser is already named."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organiser)
