"""The event: its fields, and its address, which is a year and a slug."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from operator import attrgetter
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .bilingual import LANGUAGES, Bilingual, Language, column_pair
from .choices import AttendanceMode, Kind, Registration, State, Status, check_languages
from .event_constraints import ALL_CHECKS, CHECKS, INDEXES, UNIQUE_ADDRESSES
from .event_queryset import EventQuerySet
from .former_addresses import FormerAddress, GoneAddress
from .identifiers import (
    SLUG_COLUMN,
    free_slug,
    has_been_public,
    needs_new_slug,
    new_code,
    new_uid,
    slug_of,
)
from .people import EventOrganiser, Organiser, Person
from .rich_text import ProseField
from .series import Series
from .talk import Appearance, Talk
from .time_zone import check_time_zone, in_zone
from .venue import Venue

ADDRESS: Final = ("year", "slug_sv", "slug_en")
BY_POSITION: Final = attrgetter("position", "pk")


class Event(models.Model):
    """An event (schema.org Event; RFC 5545 VEVENT)."""

    # What
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices, default=Kind.SEMINAR)
    series = models.ForeignKey(
        Series,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("series"),
    )
    number = models.PositiveSmallIntegerField(
        _("number in the series"),
        null=True,
        blank=True,
        help_text=_("Its place among the series' meetings of the year."),
    )
    title_sv, title_en = column_pair(models.CharField, _("title"), max_length=200, blank=True)
    title = Bilingual()
    slug_sv, slug_en = column_pair(
        models.SlugField,
        _("web address"),
        max_length=SLUG_COLUMN,
        blank=True,
        help_text=_("Made from the title when left empty. A former address keeps working."),
    )
    slug = Bilingual()
    summary_sv, summary_en = column_pair(
        models.TextField,
        _("lead"),
        blank=True,
        help_text=_("The first paragraph, in larger type. Plain text."),
    )
    summary = Bilingual()
    body_sv, body_en = column_pair(ProseField, _("text"), blank=True)
    body = Bilingual()

    # When
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    all_day = models.BooleanField(_("all day"), default=False)
    timezone = models.CharField(
        _("time zone"),
        max_length=60,
        default="Europe/Stockholm",
        validators=[check_time_zone],
        help_text=_("The clock on the wall where the event is held."),
    )
    year = models.PositiveSmallIntegerField(null=True, editable=False)

    # Status
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.SCHEDULED
    )
    previous_starts_at = models.DateTimeField(
        _("previous start"),
        null=True,
        blank=True,
        help_text=_("When it was to start before it got a new date."),
    )
    status_note_sv, status_note_en = column_pair(
        models.CharField, _("a word to readers about the status"), max_length=300, blank=True
    )
    status_note = Bilingual()

    # Where
    attendance_mode = models.CharField(
        _("on site or online"),
        max_length=10,
        choices=AttendanceMode.choices,
        default=AttendanceMode.ON_SITE,
    )
    venue = models.ForeignKey(
        Venue,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("venue"),
    )
    entrance_sv, entrance_en = column_pair(
        models.CharField,
        _("entrance"),
        max_length=80,
        blank=True,
        help_text=_("As on the door, for example 100/101. Empty: the venue's own."),
    )
    entrance = Bilingual()
    room_sv, room_en = column_pair(models.CharField, _("room"), max_length=120, blank=True)
    room = Bilingual()
    online_url = models.URLField(
        _("link for taking part online"),
        blank=True,
        help_text=_("Shown to everyone. Leave it empty if only those registered may have it."),
    )

    # Who
    organisers = models.ManyToManyField(
        Organiser, through=EventOrganiser, related_name="events", verbose_name=_("organisers")
    )
    contact = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_for",
        verbose_name=_("contact person"),
    )
    spoken_languages = models.CharField(
        _("languages spoken"),
        max_length=30,
        blank=True,
        validators=[check_languages],
        help_text=_("What is spoken at the event, not what this page is written in."),
    )
    audience_sv, audience_en = column_pair(
        models.CharField, _("who may come"), max_length=200, blank=True
    )
    audience = Bilingual()

    # Registration
    registration = models.CharField(
        _("registration"),
        max_length=12,
        choices=Registration.choices,
        default=Registration.UNSTATED,
    )
    registration_url = models.URLField(_("registration link"), blank=True)
    registration_email = models.EmailField(
        _("email address for registration"),
        blank=True,
        help_text=_("Shown to everyone, as the way to register."),
    )
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    capacity = models.PositiveIntegerField(_("number of places"), null=True, blank=True)
    fully_booked = models.BooleanField(_("fully booked"), default=False)
    price_sv, price_en = column_pair(models.CharField, _("price"), max_length=120, blank=True)
    price = Bilingual()

    # More to read and see
    web_page = models.URLField(
        _("web page"), blank=True, help_text=_("The event's page with an organiser, if any.")
    )
    recording_url = models.URLField(_("recording"), blank=True)
    slides_url = models.URLField(_("slides"), blank=True)
    no_materials = models.BooleanField(
        _("there will be no slides or recording"),
        default=False,
        help_text=_("The start page does not ask for them then."),
    )

    image = models.ImageField(
        _("picture"),
        upload_to="events/",
        blank=True,
        width_field="image_width",
        height_field="image_height",
    )
    image_width = models.PositiveIntegerField(null=True, editable=False)
    image_height = models.PositiveIntegerField(null=True, editable=False)
    image_alt_sv, image_alt_en = column_pair(
        models.CharField,
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("For those who cannot see it."),
    )
    image_alt = Bilingual()
    image_credit = models.CharField(_("picture by"), max_length=120, blank=True)

    # Publishing
    state = models.CharField(
        _("publishing"), max_length=10, choices=State.choices, default=State.DRAFT
    )
    publish_at = models.DateTimeField(
        _("publish at"), null=True, blank=True, help_text=_("Empty: at once.")
    )

    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False, db_index=True)

    # Identity (RFC 5545, 3.8.4.7). SEQUENCE and LAST-MODIFIED are in EventVersion.
    uid = models.CharField(max_length=100, unique=True, default=new_uid, editable=False)
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("saved"), auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("-starts_at", "-pk")
        get_latest_by = "starts_at"
        permissions = [("publish_event", _("Can publish events, and change published ones"))]
        indexes = INDEXES
        constraints = [*CHECKS, *UNIQUE_ADDRESSES]

    def __str__(self) -> str:
        return str(self.title) or str(_("(untitled)"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Set the year and empty slugs; redirect from an address that was public."""
        columns = kwargs.get("update_fields")
        with transaction.atomic(savepoint=False):
            stored = None
            if columns is None or {*columns} & {*ADDRESS}:
                stored = self.__dict__.pop("_stored_at_clean", None) or self._stored()
            if columns is None:
                self._set_address(stored)
            super().save(*args, **kwargs)
            if stored and has_been_public(stored):
                self._redirect_from(stored)

    def natural_key(self) -> tuple[str]:
        """Return the UID, which is never edited."""
        return (self.uid,)

    @property
    def zone(self) -> ZoneInfo:
        """The event's own time zone."""
        return ZoneInfo(self.timezone)

    def local(self, moment: datetime) -> datetime:
        """Return an aware datetime in the event's time zone."""
        return in_zone(moment, self.zone)

    def is_public(self, now: datetime) -> bool:
        """Return whether readers see the event at `now`: the rule of `EventQuerySet.public`."""
        return self.is_public_or_scheduled and (self.publish_at is None or self.publish_at <= now)

    @property
    def is_public_or_scheduled(self) -> bool:
        """Whether readers see the event now or from `publish_at` on."""
        return self.state == State.PUBLISHED and self.deleted_at is None

    def languages(self) -> tuple[str, ...]:
        """Return the ISO 639 codes of the spoken languages, the main one first."""
        return tuple(filter(None, self.spoken_languages.split(",")))

    def address(self, language: Language) -> tuple[int | None, str]:
        """Return the year and the slug in the path of the event's page."""
        return self.year, self.slug.written(language)

    @property
    def organisers_in_order(self) -> list[Organiser]:
        """The organisers. Sorted here: `with_facts` fetches all parts of an event unsorted."""
        return [link.organiser for link in sorted(self.organiser_links.all(), key=BY_POSITION)]

    @property
    def talks_in_order(self) -> list[Talk]:
        """The talks of the programme."""
        return sorted(self.talks.all(), key=BY_POSITION)

    @property
    def appearances_in_order(self) -> list[Appearance]:
        """The appearances of people at the event and its talks."""
        return sorted(self.appearances.all(), key=BY_POSITION)

    def clean(self) -> None:
        """Set the year and the slugs before the constraints are checked."""
        self._stored_at_clean = self._stored()
        self._set_address(self._stored_at_clean)

    def _set_address(self, stored: "Event | None") -> None:
        """Set the year, and each slug that nobody has typed or that is taken in a new year."""
        self._set_year()
        for language in LANGUAGES:
            slug = self.slug.written(language)
            if stored and stored.slug.written(language) == slug:
                if needs_new_slug(stored, self, language):
                    slug = ""
                elif self.year != stored.year:
                    slug = self.free_slug(slug, language)
            slug = slug or self.free_slug(slug_of(self, language), language)
            setattr(self, f"slug_{language}", slug)

    def _set_year(self) -> None:
        with suppress(ValueError, ZoneInfoNotFoundError):  # check_time_zone has the message.
            self.year = self.local(self.starts_at).year if self.starts_at else None

    def _stored(self) -> "Event | None":
        """Return the event as it is in the database."""
        # Deferred: Django would read a missing size from the picture's file, which may be gone.
        stored = Event.objects.filter(pk=self.pk).select_related("version").defer("image")
        return None if self._state.adding else stored.first()

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check each column; skip the query for a foreign key whose row has been fetched.

        Skip the picture too: Django would read its size from the file, which may be gone.
        """
        found = {name for name in ("series", "venue", "contact") if _is_fetched(self, name)}
        super().clean_fields(exclude={*(exclude or ()), *found, "image"})

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[Any]]]:
        """Return the constraints to check.

        `ALL_CHECKS` tests all check constraints in one query. Only if it fails, each is checked
        by a query of its own, for its message.
        """
        with suppress(ValidationError):
            ALL_CHECKS.validate(Event, self)
            return [(Event, UNIQUE_ADDRESSES)]
        return [(Event, self._meta.constraints)]

    def free_address(self) -> None:
        """Replace each slug that another event of that year has or has had."""
        self._set_year()
        for language in LANGUAGES:
            slug = self.slug.written(language)
            setattr(self, f"slug_{language}", self.free_slug(slug, language))

    def free_slug(self, slug: str, language: Language) -> str:
        """Return `slug`, with a number if another event of that year has it or has had it."""
        # A deleted event keeps its slug if it has been public.
        keeps_slug = Q(deleted_at=None) | Q(version__withdrawn_at__isnull=False)
        others = Event.objects.filter(keeps_slug, year=self.year).exclude(pk=self.pk)
        former = ((rows, "slug") for rows in self._former_addresses_of_others(language))
        return free_slug(slug, (others, f"slug_{language}"), *former)

    def takes_former_address(self, language: Language) -> bool:
        """Return whether another event had this address: links to it would lead here."""
        slug, former = self.slug.written(language), self._former_addresses_of_others(language)
        return any(rows.filter(slug=slug).exists() for rows in former)

    def _former_addresses_of_others(self, language: Language) -> "list[models.QuerySet[Any]]":
        """Return the former addresses, in the event's year, of other events."""
        here = {"language": language, "year": self.year}
        former = FormerAddress.objects.filter(**here)
        return [
            former.exclude(event=self.pk) if self.pk else former,
            GoneAddress.objects.filter(**here),
        ]

    def _redirect_from(self, stored: "Event") -> None:
        """Redirect from the addresses that the event had until now to the present ones."""
        for language in LANGUAGES:
            (year, slug), (old_year, old_slug) = self.address(language), stored.address(language)
            if old_year is None or (old_year, old_slug) == (year, slug):
                continue
            if year is not None:
                self.former_addresses.filter(language=language, year=year, slug=slug).delete()
            FormerAddress.objects.update_or_create(
                language=language, year=old_year, slug=old_slug, defaults={"event": self}
            )


def _is_fetched(event: Event, name: str) -> bool:
    """Return whether the row of a foreign key has been fetched."""
    column: Any = Event._meta.get_field(name)
    return bool(column.is_cached(event) and getattr(event, name))
