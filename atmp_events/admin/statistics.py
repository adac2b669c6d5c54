"""The page “The year in figures”: the events of a year, and the numbers of their attendees."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from django.db.models import Count, Q, TextChoices
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ..facts.progress import is_over
from ..languages import current_language
from ..models import AttendanceMode, Attendee, Event, Kind, Language, SpokenLanguage, Status
from ..models.collation import sort_key
from ..models.identifiers import parse_number
from .admin_page import render_admin_page
from .csv_table import csv_response


class Outcome(TextChoices):
    """Whether an event was held. The outcomes are the columns of the tables."""

    HELD = "held", _("Held")
    COMING = "coming", _("To come")
    CANCELLED = "cancelled", pgettext_lazy("figures", "Cancelled")
    POSTPONED = "postponed", pgettext_lazy("figures", "Postponed")
    NOT_PUBLIC = "not_public", _("Drafts and not yet public")


Columns: TypeAlias = dict[Outcome, set[Any]]  # the keys of the things that a row counts
WITH_EMPTY_ROWS: Final = ("events", "programme")  # tables that show empty rows too
# The last rows of their tables.
NO_SERIES, NO_LANGUAGE = _("No series"), _("Not stated")
NO_ORGANISER = _("No organiser named")
HAS_PLACE: Final = Q(state=Attendee.State.CONFIRMED)
ATTENDANCE: Final = {
    "places": Count("pk", filter=HAS_PLACE),
    "came": Count("pk", filter=HAS_PLACE & Q(came_at__isnull=False)),
    "away": Count("pk", filter=HAS_PLACE & Q(came_at=None)),
    "waited": Count("pk", filter=Q(state__in=(Attendee.State.WAITING, Attendee.State.OFFERED))),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures."""

    key: str
    title: str
    headings: Sequence[Any]
    rows: Sequence[tuple[str, tuple[int | None, ...]]]  # a name and its figures; None is unknown
    note: str = ""


def outcome_of(event: Event, now: datetime) -> Outcome:
    """Return the outcome of an event at `now`."""
    if not event.is_public(now):
        return Outcome.NOT_PUBLIC
    if event.status == Status.CANCELLED:
        return Outcome.CANCELLED
    if event.status == Status.POSTPONED:
        return Outcome.POSTPONED
    return Outcome.HELD if is_over(event, now) else Outcome.COMING


def statistics_page(model_admin: Any, request: HttpRequest) -> HttpResponseBase:
    """Show the figures of `?year=`, by default of the latest year that has begun, or send a CSV."""
    now = timezone.now()
    years = Event.objects.filter(deleted_at=None).distinct_values("year")[::-1]
    this_year = timezone.localdate(now).year
    chosen = parse_number(request.GET.get("year", ""))
    if chosen not in years:
        chosen = max((year for year in years if year <= this_year), default=this_year)
    events = list(Event.objects.filter(deleted_at=None, year=chosen).with_facts())
    tables = [*tables_of(events, now, current_language()), attendance(events, now)]
    if "csv" in request.GET:
        return csv_response(_csv_rows(tables), gettext("figures-%(year)s") % {"year": chosen})
    return render_admin_page(
        model_admin,
        request,
        "admin/figures.html",
        title=_("The year in figures"),
        years=years,
        year=chosen,
        tables=tables,
        undated=Event.objects.filter(deleted_at=None, year=None).count(),
    )


def tables_of(events: list[Event], now: datetime, language: Language) -> Iterator[Table]:
    """Yield the tables about the events of a year. `events` need `with_facts`."""
    found: dict[str, dict[str, Columns]] = {}
    for event in events:
        outcome = outcome_of(event, now)
        for key, name, thing in _counted_things(event, language):
            row = found.setdefault(key, {}).setdefault(str(name), {})
            row.setdefault(outcome, set()).add(thing)
    last = {str(name) for name in (NO_SERIES, NO_LANGUAGE, NO_ORGANISER)}
    for key, title, order, note in _headings():
        table = found.get(key, {})
        others = sorted(
            table.keys() - {*order}, key=lambda it: (it in last, sort_key(it, language))
        )
        names = [it for it in (*order, *others) if it in table or key in WITH_EMPTY_ROWS]
        rows = [(name, _figures(table.get(name, {}))) for name in names]
        yield Table(key, title, [*Outcome.labels, _("Total")], rows, note)


def _counted_things(event: Event, language: Language) -> Iterator[tuple[str, Any, Any]]:
    """Yield the key of a table, the name of its row, and the key of the thing to count there."""
    yield "events", gettext("All events"), event.pk
    yield "kind", event.get_kind_display(), event.pk
    series = event.series.title.read(language) if event.series else NO_SERIES
    yield "series", series, event.pk
    yield "mode", event.get_attendance_mode_display(), event.pk
    spoken: list[Any] = [SpokenLanguage(code).label for code in event.languages()]
    for label in spoken or [NO_LANGUAGE]:
        yield "language", label, event.pk
    organisers: list[Any] = [it.name.read(language) for it in event.organisers_in_order]
    for name in organisers or [NO_ORGANISER]:
        yield "organiser", name, event.pk
    for talk in event.talks.all():
        yield "programme", gettext("Talks"), talk.pk
    for row in event.appearances.all():
        yield "programme", gettext("Speakers"), row.person_id


def _headings() -> Iterator[tuple[str, str, list[str], str]]:
    """Yield key, title, first rows and note of each table. Other rows follow by the alphabet."""
    kinds, modes, languages = (
        [str(label) for label in choices.labels]
        for choices in (Kind, AttendanceMode, SpokenLanguage)
    )
    twice = gettext("An event in several rows is counted in each of them.")
    once = gettext("A person is counted once in each column, and once in the total.")
    yield "events", gettext("Events"), [gettext("All events")], ""
    yield "kind", gettext("By type"), kinds, ""
    yield "series", gettext("By series"), [], ""
    yield "mode", gettext("On site and online"), modes, ""
    yield "language", gettext("By language"), languages, twice
    yield "organiser", gettext("By organiser"), [], twice
    yield "programme", gettext("Programme"), [gettext("Talks"), gettext("Speakers")], once


def _figures(columns: Columns) -> tuple[int, ...]:
    """Return the figures of a row. Each thing counts once in a column, and once in the total."""
    total = set().union(*columns.values())
    return (*(len(columns.get(outcome, ())) for outcome in Outcome), len(total))


def attendance(events: Sequence[Event], now: datetime) -> Table:
    """Return the table of attendees: how many had a place, came, stayed away and waited.

    The first row is the sum. Came and stayed away are None unless the event has ended and somebody
    was noted at the door.
    """
    attendees = Attendee.objects.filter(event__in=[it.pk for it in events]).order_by()
    counted = {it.pop("event"): it for it in attendees.values("event").annotate(**ATTENDANCE)}
    rows = []
    for event in sorted(events, key=lambda it: (it.starts_at or now, it.pk)):
        if counts := counted.get(event.pk):
            if not (is_over(event, now) and counts["came"]):
                counts |= {"came": None, "away": None}
            rows.append((str(event), tuple(counts[name] for name in ATTENDANCE)))
    if rows:
        known = [
            [it for it in column if it is not None]
            for column in zip(*(it for _name, it in rows), strict=True)
        ]
        rows.insert(0, (gettext("All events"), tuple(sum(it) if it else None for it in known)))
    note = gettext(
        "Who came is noted at the door. Where nobody was noted, nobody is said to have stayed "
        "away. Those who cancelled are not counted."
    )
    headings = (_("Had a place"), _("Came"), _("Stayed away"), _("Waited"))
    return Table("attended", gettext("Registration on this site"), headings, rows, note)


def _csv_rows(tables: list[Table]) -> Iterator[list[Any]]:
    """Yield the rows of all tables, with a row of headings where these change."""
    headings: list[str] = []
    for table in tables:
        own = list(map(str, table.headings))
        if table.rows and own != headings:
            yield [gettext("Table"), gettext("Row"), *own]
            headings = own
        for name, figures in table.rows:
            yield [table.title, name, *figures]
