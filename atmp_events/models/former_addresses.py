"""Former addresses: they redirect to the present ones, or answer 410 if the event is deleted."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .bilingual import LANGUAGES, BilingualText, Language
from .identifiers import SLUG_LENGTH, free_slug
from .natural_key import NaturalKeyModel

MODELS: Final = ("series", "person", "venue", "organiser")


class OldAddress(NaturalKeyModel):
    """An address that an event had, in one language."""

    NATURAL_KEY = ("language", "year", "slug")

    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES])
    year = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=100)

    class Meta:
        abstract = True


class FormerAddress(OldAddress):
    """A former address of an event, which redirects to the present one."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="former_addresses")

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.UniqueConstraint(
                fields=("language", "year", "slug"), name="former_address_leads_to_one_event"
            ),
        ]


class GoneAddress(OldAddress):
    """An address of an event that was deleted for good."""

    gone_at = models.DateTimeField()  # until then calendars showed the event as cancelled

    class Meta:
        verbose_name = _("address of a deleted event")
        verbose_name_plural = _("addresses of deleted events")
        constraints = [
            models.UniqueConstraint(fields=("language", "year", "slug"), name="gone_address_once"),
        ]


class FormerSlug(models.Model):
    """A former slug of a row in one language, after a change of the slug or a merge.

    It has no foreign key, so that it survives a deletion, which may be undone.
    """

    kind = models.CharField(max_length=30, choices=[(name, name) for name in MODELS])
    row = models.PositiveBigIntegerField()  # primary key of the row to redirect to
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES])
    slug = models.SlugField(max_length=80)
    # Primary key of the row that had the slug, if it was merged into `row`.
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
    def of(cls, row: "SluggedModel") -> "models.QuerySet[FormerSlug]":
        """Return the former slugs of a row."""
        return cls.objects.filter(kind=row._meta.model_name, row=row.pk)

    @classmethod
    def pk_of(cls, kind: str, language: Language, slug: str) -> int | None:
        """Return the primary key of the row of a model that had this slug, or None."""
        found = cls.objects.filter(kind=kind, language=language, slug=slug)
        return found.values_list("row", flat=True).first()

    @classmethod
    def row_at(cls, rows: "models.QuerySet[Any]", slug: str, language: Language) -> Any:
        """Return the one of `rows` that has this slug, or else had it; None if there is none."""
        row = rows.filter(**{rows.model.slug_column(language): slug}).first()
        if row is None and (key := cls.pk_of(rows.model._meta.model_name, language, slug)):
            row = rows.filter(pk=key).first()
        return row

    @classmethod
    def store(cls, row: "SluggedModel", slugs: BilingualText, *, merged: int | None = None) -> None:
        """Store the slugs that the row no longer has, to redirect to it."""
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


class SluggedModel(NaturalKeyModel):
    """A model with pages of its own, whose former slugs redirect to the present ones."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row, and store the slugs that it had in the database until now."""
        before = type(self)._default_manager.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        if before and before.slugs != self.slugs:
            FormerSlug.store(self, before.slugs)

    def clean(self) -> None:
        """Refuse a slug that another row has had: links to it would lead here."""
        kind, slugs = str(self._meta.model_name), self.slugs
        for language in LANGUAGES:
            row = FormerSlug.pk_of(kind, language, slugs.written(language))
            if row not in (None, self.pk):
                message = _("Another record has had this address.")
                raise ValidationError({self.slug_column(language): message})

    def free_slug(self, slug: str, language: Language) -> str:
        """Return `slug`, with a number if another row has it or has had it."""
        others = type(self)._default_manager.exclude(pk=self.pk)
        former = FormerSlug.objects.filter(kind=self._meta.model_name, language=language)
        theirs = former.exclude(row=self.pk)
        return free_slug(slug[:SLUG_LENGTH], (others, self.slug_column(language)), (theirs, "slug"))

    @classmethod
    def slug_column(cls, language: Language) -> str:
        """Return the column of the slug in a language; some models have one for both."""
        column = f"slug_{language}"
        return column if hasattr(cls, column) else "slug"

    @property
    def slugs(self) -> BilingualText:
        """The slug in each language, which may be the same."""
        slug: Any = getattr(self, "slug")  # noqa: B009 (a field or a pair)
        return slug if isinstance(slug, BilingualText) else BilingualText(slug, slug)
