"""Settings and information pages of the site: name, organisers, accessibility statement."""

from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .bilingual import ENGLISH, SWEDISH, Bilingual, column_pair
from .natural_key import NaturalKeyModel
from .people import Organiser
from .rich_text import ProseField

SHORT_NAME: Final = 12  # characters: below an icon there is no room for more
DEFAULT_HUE: Final = 165  # degrees; the colours of static/site.css


class Conformity(models.TextChoices):
    """Conformity with the Act (2018:1937), in the words of the regulation."""

    FULL = "full", _("fully compliant")
    PARTIAL = "partial", _("partially compliant")
    NONE = "none", _("not compliant")


class Method(models.TextChoices):
    """The kind of assessment of the site's accessibility."""

    OWN = "own", _("a self-assessment by the public body")
    EXTERNAL = "external", _("an assessment by a third party")
    BOTH = "both", _("a self-assessment together with an assessment by a third party")


class Website(models.Model):
    """The settings of the site: one row, or none yet.

    The fields about accessibility are those of Digg's regulation MDFFS 2019:1 on accessibility
    statements; the contact for personal data is that of Article 13 GDPR.
    """

    name_sv, name_en = column_pair(
        models.CharField,
        _("name"),
        max_length=60,
        blank=True,
        help_text=_("The name of the centre: on every page, poster and card, and of calendars."),
    )
    name = Bilingual()
    short_name_sv, short_name_en = column_pair(
        models.CharField,
        _("short name"),
        max_length=SHORT_NAME,
        blank=True,
        help_text=_("Below the icon on a telephone: at most 12 characters."),
    )
    short_name = Bilingual()
    tagline_sv, tagline_en = column_pair(
        models.CharField,
        _("tagline"),
        max_length=100,
        blank=True,
        help_text=_(
            "What the site offers, in a few words. Above the first event of the home page."
        ),
    )
    tagline = Bilingual()
    description_sv, description_en = column_pair(
        models.CharField,
        _("description"),
        max_length=300,
        blank=True,
        help_text=_("A sentence or two for search engines and calendars. Empty: the tagline."),
    )
    description = Bilingual()
    first_language = models.CharField(
        _("first language"),
        max_length=2,
        choices=[(SWEDISH, _("Swedish")), (ENGLISH, _("English"))],
        default=SWEDISH,
        help_text=_("For readers whose browser asks for neither Swedish nor English."),
    )
    hue = models.PositiveSmallIntegerField(
        _("colour"),
        default=DEFAULT_HUE,
        validators=[MaxValueValidator(359)],
        help_text=_(
            "All colours are made from this hue, light and dark. "
            "Texts are as easy to read in every hue."
        ),
    )
    icon = models.ImageField(
        _("icon"),
        upload_to="website/",
        blank=True,
        help_text=_("A square picture of at least 512 pixels. Empty: the knot, in the colour."),
    )

    public_body_sv, public_body_en = column_pair(
        models.CharField, _("public body"), max_length=120, blank=True
    )
    public_body = Bilingual()
    contact_email = models.EmailField(
        _("email of the centre"),
        blank=True,
        help_text=_("At the foot of every page. Somebody must read it and answer."),
    )
    contact_phone = models.CharField(_("telephone of the centre"), max_length=40, blank=True)
    proposals_sv, proposals_en = column_pair(
        ProseField,
        _("how to propose a talk"),
        blank=True,
        help_text=_(
            "To whom to write, what to tell and what happens then. On the page about the centre."
        ),
    )
    proposals = Bilingual()
    email = models.EmailField(
        _("email for faults in accessibility"),
        blank=True,
        help_text=_("Somebody must read it and answer. An email or a telephone number is needed."),
    )
    phone = models.CharField(_("telephone for the same"), max_length=40, blank=True)
    data_protection_email = models.EmailField(
        _("email of the data protection officer"), blank=True, help_text=_("On the privacy page.")
    )

    conformity = models.CharField(
        _("the website and the law"),
        max_length=10,
        choices=Conformity.choices,
        blank=True,
        help_text=_("The conclusion of the assessment. Empty: it has not been made."),
    )
    faults_sv, faults_en = column_pair(
        ProseField,
        _("known faults"),
        blank=True,
        help_text=_("What does not meet the law, for whom it is an obstacle, and until when."),
    )
    faults = Bilingual()
    burden_sv, burden_en = column_pair(
        ProseField,
        _("disproportionate burden"),
        blank=True,
        help_text=_("What would be unreasonably costly to adapt, and why. Empty: nothing."),
    )
    burden = Bilingual()
    outside_sv, outside_en = column_pair(
        ProseField,
        _("not covered by the law"),
        blank=True,
        help_text=_("For example recordings made before 23 September 2020. Empty: nothing."),
    )
    outside = Bilingual()
    method = models.CharField(_("assessed by"), max_length=10, choices=Method.choices, blank=True)
    method_note_sv, method_note_en = column_pair(
        models.CharField,
        _("how it was assessed"),
        max_length=300,
        blank=True,
        help_text=_("One sentence more, for example who did it and with what."),
    )
    method_note = Bilingual()
    assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    stated_on = models.DateField(
        _("statement last gone through on"),
        null=True,
        blank=True,
        help_text=_("The law wants it gone through at least once a year."),
    )
    updated_at = models.DateTimeField(auto_now=True, null=True)  # None: never edited here

    class Meta:
        verbose_name = _("the website")
        verbose_name_plural = _("the website")
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="website_is_one",
                violation_error_message=_("There is one website."),
            ),
            models.CheckConstraint(
                condition=~Q(conformity__in=(Conformity.PARTIAL, Conformity.NONE))
                | (~Q(faults_sv="") & ~Q(faults_en=""))
                | (~Q(burden_sv="") & ~Q(burden_en=""))
                | (~Q(outside_sv="") & ~Q(outside_en="")),
                name="website_says_what_is_amiss",
                violation_error_message=_(
                    "Where the website is not fully compliant, say in both languages in what."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name) or str(_("The website"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save as the one row."""
        self.pk = 1
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a statement that is older than the assessment it rests on."""
        assessed, stated = self.assessed_on, self.stated_on
        if isinstance(assessed, date) and isinstance(stated, date) and stated < assessed:
            raise ValidationError(
                {"stated_on": _("The statement cannot be older than the assessment.")}
            )


class WebsiteOrganiser(NaturalKeyModel):
    """An organiser that runs the site, with its position."""

    NATURAL_KEY = ("organiser__slug_sv",)

    website = models.ForeignKey(Website, models.CASCADE, related_name="organiser_links")
    organiser = models.ForeignKey(
        Organiser, models.PROTECT, related_name="website_links", verbose_name=_("organiser")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("organiser of the website")
        verbose_name_plural = _("organisers of the website")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("website", "organiser"),
                name="website_organiser_once",
                violation_error_message=_("This organiser is already named."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organiser)


def get_website() -> Website:
    """Return the site; it is empty until somebody has described it."""
    return Website.objects.first() or Website()


class Page(NaturalKeyModel):
    """An information page. The text about ATMP is also shown on the page of each event."""

    NATURAL_KEY = ("key",)

    class Key(models.TextChoices):
        """The keys of the pages, each with a path of its own."""

        ABOUT = "about", _("About ATMP")
        ACCESSIBILITY = "accessibility", _("Accessibility")
        PRIVACY = "privacy", _("Privacy")

    key = models.CharField(_("page"), max_length=20, choices=Key.choices, unique=True)
    title_sv, title_en = column_pair(models.CharField, _("title"), max_length=120)
    title = Bilingual()
    body_sv, body_en = column_pair(ProseField, _("text"), blank=True)
    body = Bilingual()
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")
        ordering = ("key",)

    def __str__(self) -> str:
        return str(self.title)
