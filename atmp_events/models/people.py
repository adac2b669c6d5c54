"""People: speakers and contact persons, and the organisers of events, in order."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .bilingual import Bilingual, column_pair
from .former_addresses import SluggedModel
from .natural_key import NaturalKeyModel
from .rich_text import ProseField


class Person(SluggedModel):
    """A speaker or a contact person of events, or both (schema.org Person)."""

    NATURAL_KEY = ("slug",)

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("web address"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the page's address."),
    )
    bio_sv, bio_en = column_pair(ProseField, _("about the person"), blank=True)
    bio = Bilingual()
    email = models.EmailField(
        _("email"),
        blank=True,
        help_text=_("Shown to everyone wherever the person is the contact."),
    )
    phone = models.CharField(
        _("telephone"),
        max_length=40,
        blank=True,
        help_text=_("Shown to everyone wherever the person is the contact."),
    )
    web_page = models.URLField(_("web page"), blank=True)
    portrait = models.ImageField(_("portrait"), upload_to="people/", blank=True)
    portrait_alt_sv, portrait_alt_en = column_pair(
        models.CharField, _("what the portrait shows"), max_length=200, blank=True
    )
    portrait_alt = Bilingual()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Affiliation(NaturalKeyModel):
    """A present role and affiliation of a person. Those at an event are in Appearance."""

    NATURAL_KEY = ("person__slug", "position")

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    role_sv, role_en = column_pair(
        models.CharField,
        _("role"),
        max_length=120,
        blank=True,
        help_text=_("For example: professor, senior physician, coordinator."),
    )
    role = Bilingual()
    organisation_sv, organisation_en = column_pair(
        models.CharField, _("organisation"), max_length=160, blank=True
    )
    organisation = Bilingual()

    class Meta:
        verbose_name = _("role and affiliation")
        verbose_name_plural = _("roles and affiliations")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return ", ".join(filter(None, map(str, (self.role, self.organisation))))


class Organiser(SluggedModel):
    """An organisation, with its name in each language (schema.org organizer)."""

    NATURAL_KEY = ("slug_sv",)

    name_sv, name_en = column_pair(models.CharField, _("name"), max_length=160)
    name = Bilingual()
    slug_sv, slug_en = column_pair(models.SlugField, _("web address"), max_length=80, unique=True)
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
