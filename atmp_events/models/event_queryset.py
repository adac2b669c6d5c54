"""Questions asked of events. The moment is always an argument."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, Self

from django.db import connections, models
from django.db.models import Aggregate, JSONField, Min, OuterRef, Prefetch, Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONArray

from .choices import State
from .organiser import EventOrganiser, Organiser
from .person import Affiliation
from .talk import Appearance
from .withdrawable import TOLD_FOR

# What events are chosen by in their order: without these, the few of one kind among very many
# would be looked for from the latest event on.
CHOSEN_BY: Final = ("series", "venue", "kind", "attendance_mode")
# What public events have few different values of; an index gives the next one of each.
CODES: Final = {"kind": "text", "year": "integer", "spoken_languages": "text"}
INDEXES: Final = [
    models.Index(fields=("state", "starts_at"), name="event_by_start"),
    models.Index(fields=("state", "ends_at", "starts_at"), name="event_by_end"),
    # What decides whether an event is public, and what is the next one to be.
    models.Index(fields=("state", "deleted_at", "publish_at"), name="event_by_publishing"),
    *(models.Index(fields=("state", "deleted_at", it), name=f"event_{it}") for it in CODES),
    models.Index(fields=("contact", "starts_at"), name="event_by_contact"),
    *(models.Index(fields=(it, "starts_at"), name=f"event_by_{it}") for it in CHOSEN_BY),
    models.Index(fields=("state", "registration_opens_at"), name="event_by_opening"),
    models.Index(fields=("state", "registration_closes_at"), name="event_by_closing"),
]
AFFILIATION: Final = tuple(field.attname for field in Affiliation._meta.concrete_fields)
ORGANISER: Final = tuple(field.attname for field in Organiser._meta.concrete_fields)


def typed(column: str, codes: Iterable[str]) -> list[Any]:
    """Return the values of a column (a key of `CODES`) that were selected as text, in order."""
    return sorted(map(int, codes) if CODES[column] == "integer" else codes)


def affiliations_of_contact(event: "Event") -> list[Affiliation]:  # type: ignore[name-defined]  # noqa: F821
    """Return what an event's contact person is today, in order; `with_facts` has fetched it."""
    if "contact_today" not in event.__dict__:
        return list(event.contact.affiliations.all()) if event.contact else []
    found = (Affiliation.from_db(None, AFFILIATION, row) for row in event.contact_today or ())
    return sorted(found, key=lambda it: (it.position, it.pk))


def organisers_in_order(event: "Event") -> list[Organiser]:  # type: ignore[name-defined]  # noqa: F821
    """Return an event's organisers in their order; `with_facts` has fetched them."""
    if "organisers_now" not in event.__dict__:
        return [link.organiser for link in event.organiser_links.all()]
    rows = sorted(event.organisers_now or (), key=lambda row: row[:2])
    return [Organiser.from_db(None, ORGANISER, row[2:]) for row in rows]


def let_go(event: "Event") -> None:  # type: ignore[name-defined]  # noqa: F821
    """Part an event from its programme when it is no longer needed.

    They name each other: they would stay until somebody looks for garbage.
    """
    event.__dict__.get("_prefetched_objects_cache", {}).clear()


class Together(Aggregate):
    """All values of a group in one JSON array."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Write it as PostgreSQL calls it."""
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


class EventQuerySet(models.QuerySet["Event"]):  # type: ignore[name-defined]
    """What pages, calendars and feeds ask for."""

    def get_by_natural_key(self, uid: str) -> "Event":  # type: ignore[name-defined]  # noqa: F821
        """Return the event that fixtures call by this UID."""
        return self.get(uid=uid)

    def public(self, now: datetime) -> Self:
        """Return what readers may see at `now`; `Event.is_public` says the same of one."""
        return self.meant_for_readers().filter(Q(publish_at=None) | Q(publish_at__lte=now))

    def meant_for_readers(self) -> Self:
        """Return what readers see, now or later; `Event.is_meant_for_readers` says it of one."""
        return self.filter(state=State.PUBLISHED, deleted_at=None)

    def codes(self, column: str) -> list[Any]:
        """Return each value once that a column (a key of `CODES`) has in these events, in order."""
        sql, parameters = self.select_codes(column)
        with connections[self.db].cursor() as cursor:
            cursor.execute(sql, parameters)
            return typed(column, (code for _column, code in cursor.fetchall()))

    def select_codes(self, *columns: str) -> tuple[str, list[Any]]:
        """Return the SQL for rows of a column's name and one of its values, as text.

        It asks an index for the value after the last (a "loose index scan"): that costs what
        there are different values, however many events have them.
        """
        parts, parameters = [], list[Any]()
        for column in columns:
            sql, some = self._code_by_code(column)
            cast = f"SELECT '{column}' AS of_what, CAST(code AS text) AS code"
            parts.append(f"{cast} FROM ({sql}) AS of_{column}")
            parameters += some
        return " UNION ALL ".join(parts), parameters

    def _code_by_code(self, column: str) -> tuple[str, list[Any]]:
        last = RawSQL("found.code", ())
        first = self.filter(**{f"{column}__isnull": False})
        following = self.filter(**{f"{column}__gt": last})
        statements, parameters = [], list[Any]()
        for events in (first, following):
            sql, some = events.order_by(column).values(column)[:1].query.sql_with_params()
            statements.append(f"CAST(({sql}) AS {CODES[column]})")
            parameters += some
        start, go_on = statements
        return (
            f"WITH RECURSIVE found(code) AS (SELECT {start} UNION ALL"  # noqa: S608
            f" SELECT {go_on} FROM found WHERE code IS NOT NULL)"
            " SELECT code FROM found WHERE code IS NOT NULL"
        ), parameters

    def withdrawn(self, now: datetime) -> Self:
        """Return what readers could see once and cannot at `now`, the latest withdrawn first."""
        hidden = ~Q(state=State.PUBLISHED) | Q(deleted_at__isnull=False) | Q(publish_at__gt=now)
        return self.filter(hidden, withdrawn_at__isnull=False).order_by("-withdrawn_at", "-pk")

    def mourned(self, now: datetime) -> Self:
        """Return what calendars are still told is gone."""
        known = self.withdrawn(now).filter(last_seen__isnull=False)
        return known.filter(withdrawn_at__gt=now - TOLD_FOR)

    def coming(self, now: datetime) -> Self:
        """Return what has not ended at `now`, soonest first. An event under way is coming."""
        # In the order of starts all that has ended would be read first.
        coming = self.model.objects.filter(state=State.PUBLISHED, ends_at__gt=now).order_by()
        first = coming.values("state").annotate(first=Min("starts_at")).values("first")
        return self.filter(ends_at__gt=now, starts_at__gte=Subquery(first)).order_by(
            "starts_at", "pk"
        )

    def past(self, now: datetime) -> Self:
        """Return what has ended at `now`, latest first."""
        return self.filter(ends_at__lte=now, starts_at__lt=now).order_by("-starts_at", "-pk")

    def after(self, starts_at: datetime, pk: int) -> Self:
        """Return what comes after a place in the order of starts, soonest first."""
        later = Q(starts_at__gt=starts_at) | Q(pk__gt=pk)
        return self.filter(later, starts_at__gte=starts_at).order_by("starts_at", "pk")

    def before(self, starts_at: datetime, pk: int) -> Self:
        """Return what comes before a place in the order of starts, latest first."""
        earlier = Q(starts_at__lt=starts_at) | Q(pk__lt=pk)
        return self.filter(earlier, starts_at__lte=starts_at).order_by("-starts_at", "-pk")

    def beside(self, event: "Event") -> Self:  # type: ignore[name-defined]  # noqa: F821
        """Return what comes just before and just after an event of a series: at most two."""
        if event.series_id is None or event.starts_at is None:
            return self.none()
        series, place = self.filter(series=event.series_id), (event.starts_at, event.pk)
        previous = series.before(*place).values("pk")[:1]
        following = series.after(*place).values("pk")[:1]
        # Compared as values, not as sets: PostgreSQL then finds both by the primary key.
        beside = Q(pk=Subquery(previous)) | Q(pk=Subquery(following))
        found: Self = self.model.objects.filter(beside).order_by("starts_at", "pk")
        return found

    def with_facts(self) -> Self:
        """Fetch all that `facts_of` reads: three queries, however many events and speakers."""
        appearances = Appearance.objects.select_related("person")
        events = self.select_related("venue", "series", "contact").annotate(
            contact_today=Subquery(_affiliations_of_contact()),
            organisers_now=Subquery(_organisers()),
        )
        return events.prefetch_related(Prefetch("appearances", queryset=appearances), "talks")


def _affiliations_of_contact() -> models.QuerySet[Affiliation, Any]:
    """Select the contact's affiliations as `AFFILIATION`, in no order."""
    theirs = Affiliation.objects.filter(person=OuterRef("contact")).order_by()
    return theirs.values("person").annotate(all=Together(JSONArray(*AFFILIATION))).values("all")


def _organisers() -> models.QuerySet[EventOrganiser, Any]:
    """Select the organisers, each as its place in the order and `ORGANISER`, in no order."""
    links = EventOrganiser.objects.filter(event=OuterRef("pk")).order_by()
    columns = ("position", "pk", *(f"organiser__{name}" for name in ORGANISER))
    return links.values("event").annotate(all=Together(JSONArray(*columns))).values("all")
