"""Queries of events. The time is always an argument."""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce

from .choices import Registration, State, Status
from .people import EventOrganiser
from .retention import WITHDRAWN_SHOWN_FOR
from .talk import Appearance, Talk

if TYPE_CHECKING:
    from .event import Event


class EventQuerySet(models.QuerySet["Event"]):
    """The queries that pages, calendars and feeds use."""

    def get_by_natural_key(self, uid: str) -> "Event":
        """Return the event with a UID."""
        return self.get(uid=uid)

    def lock(self) -> None:
        """Lock the rows until the end of the transaction, in one order, to avoid deadlocks.

        `no_key` lets others save rows that refer to an event.
        """
        locked = self.order_by("pk").select_for_update(of=("self",), no_key=True)
        list(locked.values_list("pk"))

    def public(self, now: datetime) -> Self:
        """Filter to events that readers see at `now`; `Event.is_public` is the same rule."""
        is_due = Q(publish_at=None) | Q(publish_at__lte=now)
        return self.filter(is_due, state=State.PUBLISHED, deleted_at=None)

    def distinct_values(self, column: str) -> list[Any]:
        """Return the distinct values of a column, in order, without None."""
        values = self.filter(**{f"{column}__isnull": False}).order_by(column)
        return list(values.values_list(column, flat=True).distinct())

    def withdrawn(self, now: datetime) -> Self:
        """Filter to events that were public and are not at `now`, the latest withdrawn first."""
        hidden = ~Q(state=State.PUBLISHED) | Q(deleted_at__isnull=False) | Q(publish_at__gt=now)
        known = self.filter(hidden, version__withdrawn_at__isnull=False).select_related("version")
        return known.order_by("-version__withdrawn_at", "-pk")

    def recently_withdrawn(self, now: datetime) -> Self:
        """Filter to withdrawn events that calendars show as cancelled (`WITHDRAWN_SHOWN_FOR`)."""
        known = self.withdrawn(now).filter(version__last_seen__isnull=False)
        return known.filter(version__withdrawn_at__gt=now - WITHDRAWN_SHOWN_FOR)

    def coming(self, now: datetime) -> Self:
        """Filter to events that have not ended at `now`, soonest first.

        A postponed event is coming until it has a new date or is cancelled.
        """
        is_postponed = Q(status=Status.POSTPONED, ends_at__isnull=False)
        return self.filter(Q(ends_at__gt=now) | is_postponed).order_by("starts_at", "pk")

    def past(self, now: datetime) -> Self:
        """Filter to events that have ended at `now`, latest first."""
        ended = self.filter(ends_at__lte=now, starts_at__lt=now)
        return ended.exclude(status=Status.POSTPONED).order_by("-starts_at", "-pk")

    def after(self, starts_at: datetime, pk: int) -> Self:
        """Filter to events after a position in the order of starts, soonest first."""
        later = Q(starts_at__gt=starts_at) | Q(pk__gt=pk)
        return self.filter(later, starts_at__gte=starts_at).order_by("starts_at", "pk")

    def before(self, starts_at: datetime, pk: int) -> Self:
        """Filter to events before a position in the order of starts, latest first."""
        earlier = Q(starts_at__lt=starts_at) | Q(pk__lt=pk)
        return self.filter(earlier, starts_at__lte=starts_at).order_by("-starts_at", "-pk")

    def with_facts(self) -> Self:
        """Fetch all that `facts_of` needs, in five queries for any number of events."""
        found = self.with_facts_of_one().with_places()
        found = found.select_related("version", "registration_settings")
        return found.prefetch_related("contact__affiliations")

    def with_facts_of_one(self) -> Self:
        """Fetch what `facts_of` needs of each event, in four queries.

        `facts_of` makes more queries for some events: for the places and the settings of a
        registration on this site, and for the affiliations of a contact person without a role.
        """
        organisers = EventOrganiser.objects.select_related("organiser").order_by()
        appearances = Appearance.objects.select_related("person").order_by()
        found = self.annotate(sequence=F("version__sequence"))  # all that a page reads of it
        return found.select_related("venue", "series", "contact").prefetch_related(
            Prefetch("organiser_links", organisers),
            Prefetch("appearances", appearances),
            Prefetch("talks", Talk.objects.order_by()),
        )

    def with_places(self) -> Self:
        """Count the places of events with registration on this site, in the same query.

        `places_taken` and `places_waited_for` are None for all others.
        """
        return self.annotate(
            places_taken=_attendees(self.model, "confirmed", "offered"),
            places_waited_for=_attendees(self.model, "waiting"),
        )


@cache
def _attendees(model: "type[Event]", *states: str) -> Case:
    """Return the number of attendees of each event in some of `Attendee.State`."""
    attendees: Any = model._meta.get_field("attendees").related_model
    rows = attendees.objects.filter(event=OuterRef("pk"), state__in=states).order_by()
    count = rows.values("event").annotate(count=Count("pk")).values("count")
    return Case(When(registration=Registration.HERE, then=Coalesce(Subquery(count), 0)))
