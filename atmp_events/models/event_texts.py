"""What is made of the texts of events: words to search, and digests to compare."""

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


class AgreedTexts(models.Model):
    """The digests of an event's pairs of texts, by `facts.translations.Pair.key`: [sv, en].

    They have a table of their own, so that saving an event neither loses them nor counts them as
    a change for readers.
    """

    event = models.OneToOneField("events.Event", models.CASCADE, related_name="agreed_texts")
    digests = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("agreed texts")
        verbose_name_plural = _("agreed texts")

    def __str__(self) -> str:
        return str(self.event)
