"""The programme: talks and the people who appear at them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .bilingual import Bilingual, column_pair
from .choices import check_languages
from .natural_key import NaturalKeyModel
from .people import Person
from .rich_text import ProseField


class Talk(NaturalKeyModel):
    """An item of an event's programme (schema.org subEvent)."""

    NATURAL_KEY = ("event__uid", "position")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="talks")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    starts_at = models.DateTimeField(
        _("starts"), null=True, blank=True, help_text=_("In the event's own time zone.")
    )
    title_sv, title_en = column_pair(models.CharField, _("title"), max_length=200, blank=True)
    title = Bilingual()
    abstract_sv, abstract_en = column_pair(ProseField, _("abstract"), blank=True)
    abstract = Bilingual()

    # Filled in after the talk. Readers see it once `consent_on` is set.
    recording_url = models.URLField(_("recording"), blank=True)
    caption_languages = models.CharField(
        _("languages of the captions"),
        max_length=30,
        blank=True,
        validators=[check_languages],
    )
    slides_file = models.FileField(_("slides (PDF)"), upload_to="slides/", blank=True)
    slides_url = models.URLField(_("link to the slides"), blank=True)
    consent_on = models.DateField(
        _("the speaker agreed on"),
        null=True,
        blank=True,
        help_text=_(
            "The day on which the speaker agreed that everyone may see the slides and the "
            "recording. Nobody sees them before it is written here."
        ),
    )

    class Meta:
        verbose_name = _("talk")
        verbose_name_plural = _("programme")
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title_sv="", title_en=""),
                name="talk_has_a_title",
                violation_error_message=_("Give the talk a title in at least one language."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def has_materials(self) -> bool:
        """Whether there are slides or a recording, shown to readers or not."""
        return bool(self.recording_url or self.slides_file or self.slides_url)


class Appearance(NaturalKeyModel):
    """A person at an event, with role and affiliation *as they were that day*.

    A person with two affiliations has two rows at the same talk, and is shown once with both.
    Without a talk the person takes part in the whole event, for example as its moderator.
    """

    NATURAL_KEY = ("event__uid", "position")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="appearances")
    talk = models.ForeignKey(
        Talk,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="appearances",
        verbose_name=_("talk"),
        help_text=_("Empty for somebody who leads the event as a whole."),
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="appearances", verbose_name=_("person")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    role_sv, role_en = column_pair(models.CharField, _("role"), max_length=120, blank=True)
    role = Bilingual()
    affiliation_sv, affiliation_en = column_pair(
        models.CharField, _("affiliation"), max_length=160, blank=True
    )
    affiliation = Bilingual()

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return str(self.person)

    def clean(self) -> None:
        """Refuse a talk of another event."""
        if self.talk_id and self.event_id and self.talk and self.talk.event_id != self.event_id:
            raise ValidationError({"talk": _("That talk belongs to another event.")})
