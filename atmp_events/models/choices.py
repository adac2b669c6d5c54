"""Choices of an event's fields, with the names of schema.org and RFC 5545."""

from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """The kind of an event. Its series is another field."""

    SEMINAR = "seminar", _("Seminar")
    LECTURE = "lecture", _("Lecture")
    NETWORK_MEETING = "network_meeting", _("Network meeting")
    WORKSHOP = "workshop", _("Workshop")
    COURSE = "course", _("Course")
    CONFERENCE = "conference", _("Conference")
    INFORMATION_MEETING = "information_meeting", _("Information meeting")
    DISSERTATION = "dissertation", _("Thesis defence")
    OTHER = "other", _("Other event")


class Status(models.TextChoices):
    """The status of an event (schema.org EventStatusType)."""

    SCHEDULED = "scheduled", _("Takes place as planned")
    CANCELLED = "cancelled", _("Cancelled")
    POSTPONED = "postponed", _("Postponed")
    RESCHEDULED = "rescheduled", _("New date")
    MOVED_ONLINE = "moved_online", _("Moved online")


NOT_HELD: Final = {Status.CANCELLED, Status.POSTPONED}  # not held on the date that is stored


class AttendanceMode(models.TextChoices):
    """How to take part (schema.org EventAttendanceModeEnumeration)."""

    ON_SITE = "on_site", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class Registration(models.TextChoices):
    """Whether one must register, and how."""

    UNSTATED = "unstated", _("Say nothing about registration")
    NOT_NEEDED = "not_needed", _("No registration needed")
    BY_LINK = "by_link", _("Registration by a link")
    BY_EMAIL = "by_email", _("Registration by email")
    HERE = "here", _("Registration on this site")


REGISTRATION_REQUIRED: Final = {Registration.BY_LINK, Registration.BY_EMAIL, Registration.HERE}


class State(models.TextChoices):
    """Whether readers may see an event."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class SpokenLanguage(models.TextChoices):
    """Languages that are spoken at events (ISO 639), the most frequent first."""

    SWEDISH = "sv", pgettext_lazy("spoken language", "Swedish")
    ENGLISH = "en", pgettext_lazy("spoken language", "English")
    DANISH = "da", pgettext_lazy("spoken language", "Danish")
    NORWEGIAN = "no", pgettext_lazy("spoken language", "Norwegian")
    FINNISH = "fi", pgettext_lazy("spoken language", "Finnish")
    GERMAN = "de", pgettext_lazy("spoken language", "German")
    FRENCH = "fr", pgettext_lazy("spoken language", "French")
    SPANISH = "es", pgettext_lazy("spoken language", "Spanish")
    ARABIC = "ar", pgettext_lazy("spoken language", "Arabic")


def check_languages(codes: str) -> None:
    """Raise ValidationError unless `codes` are known languages, separated by commas."""
    unknown = [code for code in codes.split(",") if code and code not in SpokenLanguage.values]
    if unknown:
        raise ValidationError(
            _("Unknown language: %(codes)s."), params={"codes": ", ".join(unknown)}
        )
