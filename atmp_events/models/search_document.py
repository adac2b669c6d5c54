"""The words by which an event is found."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchDocumentManager(models.Manager["SearchDocument"]):
    """Finds documents by what fixtures call them."""

    def get_by_natural_key(self, uid: str) -> "SearchDocument":
        """Return the document of the event with this UID."""
        return self.get(event__uid=uid)


class SearchDocument(models.Model):
    """The words of an event in both languages, folded for comparison (`search.words.fold`).

    `search.refresh` writes it. Each word has a space before and after it: " stamceller i rymden ".
    """

    event = models.OneToOneField("events.Event", models.CASCADE, related_name="search_document")
    title = models.TextField(blank=True, editable=False)
    words = models.TextField(blank=True, editable=False)  # of the title and all other texts

    objects = SearchDocumentManager()

    class Meta:
        verbose_name = _("search words")
        verbose_name_plural = _("search words")

    def __str__(self) -> str:
        return str(self.event)

    def natural_key(self) -> tuple[str]:
        """Return the name that fixtures use: that of the event."""
        return self.event.natural_key()

    natural_key.dependencies = ["events.event"]  # type: ignore[attr-defined]
