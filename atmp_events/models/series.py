"""Series of events (schema.org EventSeries)."""

from datetime import timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .bilingual import Bilingual, column_pair
from .event_queryset import EventQuerySet
from .former_addresses import SluggedModel
from .people import Person
from .rich_text import ProseField


class Series(SluggedModel):
    """A series, with default values of its events."""

    NATURAL_KEY = ("slug_sv",)

    title_sv, title_en = column_pair(models.CharField, _("title"), max_length=120, blank_en=True)
    title = Bilingual()
    slug_sv, slug_en = column_pair(models.SlugField, _("web address"), max_length=80, unique=True)
    slug = Bilingual()
    description_sv, description_en = column_pair(ProseField, _("description"), blank=True)
    description = Bilingual()
    usual_length = models.DurationField(
        _("usual length"),
        null=True,
        blank=True,
        validators=[MinValueValidator(timedelta(minutes=1))],
        help_text=_("For example 1 h 30 min, 1:30 or 90 min."),
    )
    contact = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="series",
        verbose_name=_("contact person"),
    )

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = pgettext_lazy("plural", "series")
        ordering = ("title_sv",)

    def __str__(self) -> str:
        return str(self.title)

    def next_number(self, year: int, *, besides: int | None = None) -> int:
        """Return the number after the highest in a year, among the `other_events`."""
        in_year = self.other_events(besides).filter(year=year)
        highest: int | None = in_year.aggregate(highest=models.Max("number"))["highest"]
        return (highest or 0) + 1

    def other_events(self, besides: int | None) -> EventQuerySet:
        """Return the events of the series, without deleted ones and the one with a key."""
        others = self.events.filter(deleted_at=None)
        return others.exclude(pk=besides) if besides else others
