"""The public body that runs the site, with the facts for its accessibility statement."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .bilingual import Bilingual, in_both
from .prose import ProseField

TEXT = models.CharField


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


class Operator(models.Model):
    """The public body that runs the site: one row, or none yet.

    The facts are those of Digg's regulation MDFFS 2019:1 on accessibility statements, and of
    Article 13 GDPR on who is responsible for personal data.
    """

    name_sv, name_en = in_both(TEXT, _("public body"), max_length=120)
    name = Bilingual()
    contact_email = models.EmailField(
        _("e-mail of the centre"),
        blank=True,
        help_text=_("At the foot of every page. Somebody must read it and answer."),
    )
    contact_phone = TEXT(_("telephone of the centre"), max_length=40, blank=True)
    proposals_sv, proposals_en = in_both(
        ProseField,
        _("how to propose a talk"),
        blank=True,
        help_text=_(
            "To whom to write, what to tell and what happens then. On the page about the centre."
        ),
    )
    proposals = Bilingual()
    email = models.EmailField(
        _("e-mail for faults in accessibility"),
        blank=True,
        help_text=_("Somebody must read it and answer. An e-mail or a telephone number is needed."),
    )
    phone = TEXT(_("telephone for the same"), max_length=40, blank=True)
    data_protection_email = models.EmailField(
        _("e-mail of the data protection officer"), blank=True, help_text=_("On the privacy page.")
    )

    conformity = TEXT(
        _("the website and the law"),
        max_length=10,
        choices=Conformity.choices,
        blank=True,
        help_text=_("The conclusion of the assessment. Empty: it has not been made."),
    )
    faults_sv, faults_en = in_both(
        ProseField,
        _("known faults"),
        blank=True,
        help_text=_("What does not meet the law, for whom it is an obstacle, and until when."),
    )
    faults = Bilingual()
    burden_sv, burden_en = in_both(
        ProseField,
        _("disproportionate burden"),
        blank=True,
        help_text=_("What would be unreasonably costly to adapt, and why. Empty: nothing."),
    )
    burden = Bilingual()
    outside_sv, outside_en = in_both(
        ProseField,
        _("not covered by the law"),
        blank=True,
        help_text=_("For example recordings made before 23 September 2020. Empty: nothing."),
    )
    outside = Bilingual()
    method = TEXT(_("assessed by"), max_length=10, choices=Method.choices, blank=True)
    method_note_sv, method_note_en = in_both(
        TEXT,
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

    class Meta:
        verbose_name = _("who runs the site")
        verbose_name_plural = _("who runs the site")
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="operator_is_one",
                violation_error_message=_("There is one body that runs the site."),
            ),
            models.CheckConstraint(
                condition=~Q(conformity__in=(Conformity.PARTIAL, Conformity.NONE))
                | (~Q(faults_sv="") & ~Q(faults_en=""))
                | (~Q(burden_sv="") & ~Q(burden_en=""))
                | (~Q(outside_sv="") & ~Q(outside_en="")),
                name="operator_says_what_is_amiss",
                violation_error_message=_(
                    "Where the website is not fully compliant, say in both languages in what."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

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
