"""The page “The year in figures”: how many events of a year were held, and what they were."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ..languages import current
from ..models import AttendanceMode, Event, Kind, Language, SpokenLanguage, Status
from ..models.alphabet import sort_key
from .attendance_figures import COLUMNS, Attendance, attendance
from .csv_table import csv_response
from .row_page import row_page

Names: TypeAlias = Callable[[Event, Language], Iterable[str]]


class Outcome(StrEnum):
    """What became of an event: each event has one, and they are the columns of each table."""

    HELD = "held"
    COMING = "coming"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    NOT_PUBLIC = "not_public"


OUTCOMES: Final = {
    Outcome.HELD: _("Held"),
    Outcome.COMING: _("To come"),
    Outcome.CANCELLED: pgettext_lazy("figures", "Cancelled"),
    Outcome.POSTPONED: pgettext_lazy("figures", "Postponed"),
    Outcome.NOT_PUBLIC: _("Drafts and not yet public"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: a number for each outcome, and for all."""

    name: str
    counts: tuple[int, ...]  # in the order of `OUTCOMES`
    total: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures."""

    key: str
    title: str
    rows: tuple[Row, ...]
    note: str = ""


def outcome_of(event: Event, now: datetime) -> Outcome:
    """Return what became of an event at `now`."""
    if not event.is_public(now):
        return Outcome.NOT_PUBLIC
    if event.status == Status.CANCELLED:
        return Outcome.CANCELLED
    if event.status == Status.POSTPONED:
        return Outcome.POSTPONED
    return Outcome.HELD if event.ends_at and event.ends_at <= now else Outcome.COMING


def figures_page(model_admin: Any, request: HttpRequest) -> HttpResponseBase:
    """Show the figures of `?year=`, or send them as CSV."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    now = timezone.now()
    years = Event.objects.filter(deleted_at=None).distinct_values("year")[::-1]
    form = YearForm(request.GET if "year" in request.GET else None, years=years)
    this_year = timezone.localdate(now).year
    chosen = form.cleaned_data["year"] if form.is_valid() else form.initial_year(this_year)
    events = list(Event.objects.filter(deleted_at=None, year=chosen).with_facts())
    tables, attended = list(tables_of(events, now, current())), attendance(events, now)
    if "csv" in request.GET:
        name = gettext("figures-%(year)s") % {"year": chosen}
        return csv_response([*_csv_rows(tables), *_csv_rows_of(attended)], name)
    return row_page(
        model_admin,
        request,
        "admin/figures.html",
        title=_("The year in figures"),
        form=form,
        year=chosen,
        tables=tables,
        outcomes=OUTCOMES.values(),
        attended=attended,
        attendance_columns=COLUMNS,
        undated=Event.objects.filter(deleted_at=None, year=None).count(),
    )


class YearForm(forms.Form):
    """The choice of a year in which there are events."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        """Offer the years, the latest first."""
        super().__init__(*args, **kwargs)
        self.years = years
        field: Any = self.fields["year"]
        field.choices = [(year, str(year)) for year in years]

    def initial_year(self, this_year: int) -> int:
        """Return the latest year that has begun, and choose it in a form that is only shown."""
        year = max((it for it in self.years if it <= this_year), default=this_year)
        self.initial["year"] = year
        return year


def tables_of(events: list[Event], now: datetime, language: Language) -> Iterator[Table]:
    """Yield the tables about the events of a year, `with_facts`, in the active language."""
    outcomes = {event.pk: outcome_of(event, now) for event in events}
    counted = Counter(outcomes.values())
    yield Table("events", gettext("Events"), (_row(gettext("All events"), counted),))
    for key, title, names_of, order, note in _groups():
        yield Table(key, title, _rows(events, outcomes, names_of, order, language), note)
    yield _programme(events, outcomes)


def _groups() -> Iterator[tuple[str, str, Names, list[str], str]]:
    """Yield key, title, names of an event, order of the rows (else the alphabet), and a note."""
    twice = gettext("An event in several rows is counted in each of them.")
    kinds = [str(label) for label in Kind.labels]
    yield "kind", gettext("By type"), lambda it, _: [str(it.get_kind_display())], kinds, ""
    yield "series", gettext("By series"), _series, [], ""
    modes = [str(label) for label in AttendanceMode.labels]
    mode: Names = lambda it, _: [str(it.get_attendance_mode_display())]  # noqa: E731
    yield "mode", gettext("On site and online"), mode, modes, ""
    languages = [str(label) for label in SpokenLanguage.labels]
    yield "language", gettext("By language"), _languages, languages, twice
    yield "organiser", gettext("By organiser"), _organisers, [], twice


def _series(event: Event, language: Language) -> list[str]:
    return [event.series.title.read(language) if event.series else gettext("No series")]


def _languages(event: Event, language: Language) -> list[str]:
    spoken = [str(SpokenLanguage(code).label) for code in event.languages()]
    return spoken or [gettext("Not stated")]


def _organisers(event: Event, language: Language) -> list[str]:
    names = [it.name.read(language) for it in event.organisers_in_order]
    return list(dict.fromkeys(names)) or [gettext("No organiser named")]


def _row(name: str, counted: Counter[Outcome]) -> Row:
    return Row(name, tuple(counted[outcome] for outcome in OUTCOMES), counted.total())


def _rows(
    events: list[Event],
    outcomes: dict[int, Outcome],
    names_of: Names,
    order: list[str],
    language: Language,
) -> tuple[Row, ...]:
    counted: dict[str, Counter[Outcome]] = {}
    for event in events:
        for name in names_of(event, language):
            counted.setdefault(name, Counter())[outcomes[event.pk]] += 1

    def place(name: str) -> tuple[int, Any]:
        return order.index(name) if name in order else len(order), sort_key(name, language)

    return tuple(_row(name, counted[name]) for name in sorted(counted, key=place))


def _programme(events: list[Event], outcomes: dict[int, Outcome]) -> Table:
    """Return the number of talks, and of people, each of whom is counted once in a column."""
    talks = Counter[Outcome]()
    people: dict[Outcome, set[int]] = {outcome: set() for outcome in Outcome}
    for event in events:
        outcome = outcomes[event.pk]
        talks[outcome] += len(event.talks.all())
        people[outcome] |= {row.person_id for row in event.appearances.all()}
    rows = (
        _row(gettext("Talks"), talks),
        Row(
            gettext("Speakers"),
            tuple(len(people[outcome]) for outcome in OUTCOMES),
            len(set().union(*people.values())),
        ),
    )
    note = gettext("A person is counted once in each column, and once in the total.")
    return Table("programme", gettext("Programme"), rows, note)


def _csv_rows(tables: list[Table]) -> Iterator[list[Any]]:
    heads = [str(label) for label in OUTCOMES.values()]
    yield [gettext("Table"), gettext("Row"), *heads, gettext("Total")]
    for table in tables:
        for row in table.rows:
            yield [table.title, row.name, *row.counts, row.total]


def _csv_rows_of(attended: list[Attendance]) -> Iterator[list[Any]]:
    if attended:
        yield [gettext("Table"), gettext("Row"), *map(str, COLUMNS)]
    for row in attended:
        counts = ("" if it is None else it for it in row.counts)
        yield [gettext("Registration on this site"), row.name, *counts]
