"""Rows that the site itself writes about events: versions, changes, search words and others."""

from functools import cache
from hashlib import sha256
from typing import Any, Final

from django.db import connection, models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from .bilingual import LANGUAGES, BilingualText, Language
from .natural_key import NaturalKeyModel

DIGEST: Final = 64  # hexadecimal digits of SHA-256


class EventVersion(NaturalKeyModel):
    """SEQUENCE and LAST-MODIFIED of an event (RFC 5545, 3.8.7), and its last public facts.

    Only `actions.revising` writes it. It has a table of its own, so that saving an event leaves it
    unchanged. When an event is withdrawn (unpublished, deleted, or scheduled for later),
    `last_seen` stays as it is, so that nothing of a later draft is shown.
    """

    NATURAL_KEY = ("event__uid",)

    event = models.OneToOneField("events.Event", models.CASCADE, related_name="version")
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # The last public time, place and status (`actions.revising.schedule_of`).
    schedule = models.JSONField(null=True, editable=False)
    # Last change of anything that readers see, also of the venue or of a person's name.
    changed_at = models.DateTimeField(null=True, editable=False)
    # The last such change in each language; None stands for `changed_at`.
    sv_changed_at = models.DateTimeField(null=True, editable=False)
    en_changed_at = models.DateTimeField(null=True, editable=False)
    # Last change of the event itself.
    news_at = models.DateTimeField(null=True, editable=False, db_index=True)
    # When readers began to see the event, or will begin to.
    visible_at = models.DateTimeField(null=True, editable=False)
    # When the event was withdrawn from readers.
    withdrawn_at = models.DateTimeField(null=True, editable=False, db_index=True)
    # The last public facts (`facts.withdrawn.facts_to_store`).
    last_seen = models.JSONField(null=True, editable=False)

    class Meta:
        verbose_name = _("version of the event")
        verbose_name_plural = _("versions of the events")


class Change(NaturalKeyModel):
    """A change of time, place or status of a public event.

    `before` and `after` are schedules as `actions.revising.schedule_of` makes them.
    """

    NATURAL_KEY = ("event__uid", "changed_at")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="changes")
    changed_at = models.DateTimeField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("-changed_at", "-pk")


class KnownFeed(NaturalKeyModel):
    """A slug of a series, person, venue or organiser whose feeds were public, in one language.

    These feeds answer their subscribers for good, also after the row was deleted. Only a digest
    of the slug is stored, since the slug of an erased person is a name.
    """

    NATURAL_KEY = ("digest",)

    digest = models.CharField(max_length=DIGEST, unique=True)

    class Meta:
        verbose_name = _("address of a feed")
        verbose_name_plural = _("addresses of feeds")

    @staticmethod
    def digest_of(kind: str, language: Language, slug: str) -> str:
        """Return the digest of a slug of a kind (a key of `selection.ENTITIES`)."""
        return sha256(f"{kind}/{language}/{slug}".encode()).hexdigest()

    @classmethod
    def digests_of(cls, kind: str, slugs: BilingualText) -> set[str]:
        """Return the digests of the slugs of a row in each language."""
        return {cls.digest_of(kind, language, slugs.written(language)) for language in LANGUAGES}

    @classmethod
    def is_known(cls, kind: str, language: Language, slug: str) -> bool:
        """Return whether the feeds with this slug were ever public."""
        return cls.objects.filter(digest=cls.digest_of(kind, language, slug)).exists()

    @staticmethod
    def remember(digests: set[str], *, using: str | None = None) -> None:
        """Store the digests that are not stored yet."""
        rows = [KnownFeed(digest=digest) for digest in sorted(digests)]
        KnownFeed.objects.using(using).bulk_create(rows, ignore_conflicts=True)


class Departure(NaturalKeyModel):
    """A public event that left feeds: until `left_at`, filters found it by other values.

    Those feeds show the event as cancelled, with the facts that their readers last saw.
    """

    NATURAL_KEY = ("event__uid", "left_at")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="departures")
    left_at = models.DateTimeField()
    sequence = models.PositiveIntegerField()  # SEQUENCE in the feeds that it left
    seen = models.JSONField()  # `facts.withdrawn.facts_to_store`, until then

    class Meta:
        verbose_name = _("departure from feeds")
        verbose_name_plural = _("departures from feeds")
        ordering = ("-left_at", "-pk")


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


class AgreedTexts(models.Model):
    """The digests of an event's texts when both languages last agreed.

    `digests` has [sv, en] by `facts.translations.Pair.key`. It has a table of its own, so that
    saving an event does not lose it, and writing it is no change for readers.
    """

    event = models.OneToOneField("events.Event", models.CASCADE, related_name="agreed_texts")
    digests = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("agreed texts")
        verbose_name_plural = _("agreed texts")

    def __str__(self) -> str:
        return str(self.event)


class SiteVersion(models.Model):
    """One row with a number, which each transaction that changes public content increments.

    The number is in the keys of cached pages (`middleware`), so that a save is visible at the
    next request to any process.
    """

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """Return the present number, in one query."""
        with connection.cursor() as cursor:
            cursor.execute(*_statement())
            row = cursor.fetchone()
        return row[0] if row else 0

    @classmethod
    def increment(cls) -> None:
        """Increment the number. Call it in the transaction that writes."""
        row = cls.objects.filter(pk=1)
        if not row.update(number=F("number") + 1):
            cls.objects.get_or_create(pk=1)  # The first of two saves at once creates it.
            row.update(number=F("number") + 1)


@cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """Return the SQL of `current`, and its parameters.

    Every request needs it, and compiling it each time would take half the time of a cached page.
    """
    return SiteVersion.objects.filter(pk=1).values_list("number").query.sql_with_params()
