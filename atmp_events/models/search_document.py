"""The searchable words of events."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .natural_key import NaturalKeyModel


class SearchDocument(NaturalKeyModel):
    """The words of an event in both languages, folded for comparison (`search.words.fold`).

    `search.refresh` writes it. Each word has a space before and after it: " stamceller i rymden ".
    """

    NATURAL_KEY = ("event__uid",)

    event = models.OneToOneField("events.Event", models.CASCADE, related_name="search_document")
    title = models.TextField(blank=True, editable=False)
    words = models.TextField(blank=True, editable=False)  # of the title and all other texts

    class Meta:
        verbose_name = _("search words")
        verbose_name_plural = _("search words")

    def __str__(self) -> str:
        return str(self.event)
