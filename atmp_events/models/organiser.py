"""Those who arrange events (schema.org organizer), in the order they are to be named."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .bilingual import Bilingual, in_both, label
from .former_slug import Addressed
from .order import first_of


class OrganiserManager(models.Manager["Organiser"]):
    """Finds organisers by what fixtures call them."""

    def get_by_natural_key(self, slug_sv: str) -> "Organiser":
        """Return the organiser with this Swedish address."""
        return self.get(slug_sv=slug_sv)


class Organiser(Addressed):
    """An organisation under its one canonical name in each language."""

    name_sv, name_en = in_both(
        lambda language: models.CharField(label(_("name"), language), max_length=160)
    )
    name = Bilingual()
    slug_sv, slug_en = in_both(
        lambda language: models.SlugField(label(_("address"), language), max_length=80, unique=True)
    )
    slug = Bilingual()
    web_page = models.URLField(_("web page"), blank=True)
    logo = models.ImageField(_("logotype"), upload_to="organisers/", blank=True)

    objects = OrganiserManager()

    class Meta:
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")
        ordering = ("name_sv",)

    def __str__(self) -> str:
        return self.name.read("sv")

    def natural_key(self) -> tuple[str]:
        """Return the name that fixtures use."""
        return (self.slug_sv,)


class EventOrganiserManager(models.Manager["EventOrganiser"]):
    """Finds an event's organisers by what fixtures call them."""

    def get_by_natural_key(self, event: str, organiser: str) -> "EventOrganiser":
        """Return the link between an event (by UID) and an organiser (by Swedish address)."""
        return first_of(self.filter(event__uid=event, organiser__slug_sv=organiser))


class EventOrganiser(models.Model):
    """One organiser of one event, and its place in the order."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="organiser_links")
    organiser = models.ForeignKey(
        Organiser, models.PROTECT, related_name="event_links", verbose_name=_("organiser")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = EventOrganiserManager()

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

    def natural_key(self) -> tuple[str, str]:
        """Return the name that fixtures use."""
        return (self.event.uid, self.organiser.slug_sv)

    natural_key.dependencies = ["events.event", "events.organiser"]  # type: ignore[attr-defined]
