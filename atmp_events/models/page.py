"""Information pages, edited by the coordinator."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .bilingual import Bilingual, in_both
from .natural_key import NaturalKeyModel
from .prose import ProseField


class Page(NaturalKeyModel):
    """An information page. The text about ATMP is also shown on the page of each event."""

    NATURAL_KEY = ("key",)

    class Key(models.TextChoices):
        """The keys of the pages, each with a path of its own."""

        ABOUT = "about", _("About ATMP")
        ACCESSIBILITY = "accessibility", _("Accessibility")
        PRIVACY = "privacy", _("Privacy")

    key = models.CharField(_("page"), max_length=20, choices=Key.choices, unique=True)
    title_sv, title_en = in_both(models.CharField, _("title"), max_length=120)
    title = Bilingual()
    body_sv, body_en = in_both(ProseField, _("text"), blank=True)
    body = Bilingual()
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")
        ordering = ("key",)

    def __str__(self) -> str:
        return str(self.title)
