"""Constraints and indexes of the table of events."""

from functools import reduce
from operator import and_
from typing import Any, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .bilingual import LANGUAGES
from .choices import Registration, State, Status

CHECKS: Final = [
    models.CheckConstraint(
        condition=Q(ends_at__gt=F("starts_at")),
        name="event_ends_after_start",
        violation_error_message=_("The event must end after it starts."),
    ),
    models.CheckConstraint(
        condition=Q(starts_at__isnull=True, ends_at__isnull=True)
        | Q(starts_at__isnull=False, ends_at__isnull=False),
        name="event_start_and_end_together",
        violation_error_message=_("Give both a start and an end, or neither yet."),
    ),
    models.CheckConstraint(
        condition=Q(state=State.DRAFT) | ~Q(title_sv="", title_en=""),
        name="event_public_has_title",
        violation_error_message=_("A published event needs a title in at least one language."),
    ),
    models.CheckConstraint(
        condition=Q(state=State.DRAFT)
        | (Q(starts_at__isnull=False) & ~Q(slug_sv="") & ~Q(slug_en="")),
        name="event_public_has_time_and_address",
        violation_error_message=_("A published event needs a start and an end."),
    ),
    models.CheckConstraint(
        condition=~Q(status=Status.RESCHEDULED) | Q(previous_starts_at__isnull=False),
        name="event_rescheduled_from",
        violation_error_message=_("An event with a new date needs its previous start."),
    ),
    models.CheckConstraint(
        condition=~Q(status=Status.MOVED_ONLINE) | ~Q(attendance_mode="on_site"),
        name="event_moved_online_is_online",
        violation_error_message=_("An event that has moved online cannot be on site only."),
    ),
    models.CheckConstraint(
        condition=~Q(registration=Registration.BY_LINK) | ~Q(registration_url=""),
        name="event_registration_has_link",
        violation_error_message=_("Registration by a link needs the link."),
    ),
    models.CheckConstraint(
        condition=~Q(registration=Registration.BY_EMAIL) | ~Q(registration_email=""),
        name="event_registration_has_email",
        violation_error_message=_("Registration by email needs the email address."),
    ),
    models.CheckConstraint(
        condition=Q(registration_closes_at__gt=F("registration_opens_at")),
        name="event_registration_closes_after_opening",
        violation_error_message=_("Registration must close after it opens."),
    ),
    models.CheckConstraint(
        condition=Q(state=State.DRAFT) | Q(image="") | (~Q(image_alt_sv="") & ~Q(image_alt_en="")),
        name="event_image_has_alternative",
        violation_error_message=_("Say in both languages what the picture shows."),
    ),
    models.CheckConstraint(
        condition=Q(number__isnull=True) | Q(series__isnull=False),
        name="event_number_needs_series",
        violation_error_message=_("A number needs a series to count in."),
    ),
]
# All checks in one query: a query for each would cost three statements, with its savepoint.
ALL_CHECKS: Final[Any] = models.CheckConstraint(
    condition=reduce(and_, (Q(check.condition) for check in CHECKS)), name="event_every_check"
)
UNIQUE_ADDRESSES: Final[list[Any]] = [
    models.UniqueConstraint(
        fields=("year", f"slug_{language}"),
        condition=~Q(**{f"slug_{language}": ""}) & Q(deleted_at__isnull=True),
        name=f"event_address_{language}_once",
        violation_error_message=_("Another event of that year has this address."),
    )
    for language in LANGUAGES
]
# Lists are filtered by these columns and sorted by start. Without the indexes, the database reads
# all events from the latest on to find a few.
FILTERED_BY: Final = ("series", "venue", "kind", "attendance_mode")
# Columns with few distinct values.
FEW_VALUES: Final = ("kind", "year", "spoken_languages")
INDEXES: Final = [
    models.Index(fields=("state", "starts_at"), name="event_by_start"),
    models.Index(fields=("state", "ends_at", "starts_at"), name="event_by_end"),
    # For events that are public, and for the one that becomes public next.
    models.Index(fields=("state", "deleted_at", "publish_at"), name="event_by_publishing"),
    # For the choices of the filters, which need nothing but this index.
    models.Index(
        fields=("state", "deleted_at", *FEW_VALUES, "publish_at", "starts_at", "ends_at"),
        name="event_by_few_values",
    ),
    models.Index(fields=("contact", "starts_at"), name="event_by_contact"),
    *(models.Index(fields=(it, "starts_at"), name=f"event_by_{it}") for it in FILTERED_BY),
    models.Index(fields=("state", "registration_opens_at"), name="event_by_opening"),
    models.Index(fields=("state", "registration_closes_at"), name="event_by_closing"),
]
