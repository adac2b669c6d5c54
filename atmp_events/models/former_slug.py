"""Addresses that series, people, venues and organisers have had. They lead on for ever."""

from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from .bilingual import LANGUAGES, Both, Language
from .natural_key import NaturalKeyModel

MODELS: Final = ("series", "person", "venue", "organiser")


class FormerSlug(models.Model):
    """An address in one language that a row has left, by a new name or by being merged.

    It names its row by model and key, so that it outlives a deletion that may be undone.
    """

    kind = models.CharField(max_length=30, choices=[(name, name) for name in MODELS])
    row = models.PositiveBigIntegerField()  # the key of the one that it leads to
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES])
    slug = models.SlugField(max_length=80)
    # The key of the row that had it, where that was merged into the one it leads to.
    merged = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "language", "slug"), name="former_slug_leads_to_one_row"
            ),
        ]
        indexes = [models.Index(fields=("kind", "row"), name="former_slugs_of_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}: {self.slug}"

    @classmethod
    def of(cls, row: "Addressed") -> "models.QuerySet[FormerSlug]":
        """Return the addresses that lead to a row."""
        return cls.objects.filter(kind=row._meta.model_name, row=row.pk)

    @classmethod
    def leading_from(cls, kind: str, language: Language, slug: str) -> int | None:
        """Return the key of the row of a model that had this address; None for none."""
        had = cls.objects.filter(kind=kind, language=language, slug=slug)
        return had.values_list("row", flat=True).first()

    @classmethod
    def keep(cls, row: "Addressed", slugs: Both, *, merged: int | None = None) -> None:
        """Let the addresses that are not the row's own any longer lead to it."""
        present = row.slugs
        for language in LANGUAGES:
            slug = slugs.written(language)
            cls.of(row).filter(language=language, slug=present.written(language)).delete()
            if slug and slug != present.written(language):
                cls.objects.update_or_create(
                    kind=row._meta.model_name,
                    language=language,
                    slug=slug,
                    defaults={"row": row.pk, "merged": merged},
                )


class Addressed(NaturalKeyModel):
    """A row with pages of its own, whose former addresses lead to the present ones."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row, and remember the address that it had in the database until now."""
        before = type(self)._default_manager.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        if before and before.slugs != self.slugs:
            FormerSlug.keep(self, before.slugs)

    @property
    def slugs(self) -> Both:
        """The row's address in each language, which may be the same."""
        slug: Any = getattr(self, "slug")  # noqa: B009 (a field or a pair, as the model has it)
        return slug if isinstance(slug, Both) else Both(slug, slug)
