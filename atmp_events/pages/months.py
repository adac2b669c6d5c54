"""Events by month: the small calendar of a month, and the page of a month."""

from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import register_converter, reverse
from django.utils import timezone

from ..error_pages import read_only
from ..facts.progress import LONG
from ..facts.when import day_range, last_day, midnight, shown_time, swedish_time
from ..languages import current_language
from ..models import Event, EventQuerySet, Language
from .event_at_moment import EVENT_LINK_COLUMNS, EventAtMoment, EventLink, event_link, events_at
from .render import render_page

MONDAY_FIRST: Final = Calendar()
CALENDAR_COLUMNS: Final = (*EVENT_LINK_COLUMNS, "code")


class MonthConverter:
    """A month in an address, "2027-04" (ISO 8601), as its first day."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """Return the first day of the month. Raises ValueError if there is no such month."""
        first = date.fromisoformat(f"{value}-01")
        if first == date.min:  # In Sweden it begins before the first moment of UTC.
            raise ValueError(value)
        return first

    def to_url(self, value: date) -> str:
        """Return the month as it is written in an address."""
        return value.isoformat()[:7]


register_converter(MonthConverter, "month")


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the small calendar. A day with events is a link, labelled with day and titles."""

    number: int
    path: str = ""
    label: str = ""
    is_called_off: bool = False  # all its events are cancelled or postponed


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its small calendar, and rows of its events."""

    first: date
    path: str
    # The ISO week and its days from Monday on; None for a day of another month.
    weeks: list[tuple[int, list[Day | None]]]
    rows: Sequence[EventAtMoment] = ()


def months_of(
    rows: Iterable[EventAtMoment], public: EventQuerySet, language: Language
) -> list[Month]:
    """Return the months in which events begin, in order. One query fetches the days of all."""
    by_month: dict[date, list[EventAtMoment]] = {}
    for row in rows:
        if row.facts.when:
            by_month.setdefault(row.facts.when.starts_at.date().replace(day=1), []).append(row)
    if not by_month:
        return []
    known = _events_between(public, min(by_month), _next_month(max(by_month)))
    return [_month(first, by_month[first], known, language) for first in sorted(by_month)]


@read_only
def month_page(request: HttpRequest, month: date) -> HttpResponse:
    """Show all events of a month, with a calendar, and links to the months before and after.

    The site map and the links name only months that have events.
    """
    now, language = timezone.now(), current_language()
    public = Event.objects.public(now)
    known = _events_between(public, month, _next_month(month))
    rows = events_at([event.pk for event in known], language, now)
    start = midnight(month)
    before = public.filter(starts_at__lt=start).order_by("-starts_at")
    after = public.filter(starts_at__gte=midnight(_next_month(month))).order_by("starts_at")
    context = {
        "month": _month(month, rows, known, language),
        "before": _neighbour(before),
        "after": _neighbour(after),
    }
    return render_page(request, "public/pages/month.html", context)


def month_path(first: date) -> str:
    """Return the path of the page of a month, in the active language."""
    return reverse("month", kwargs={"month": first})


def _neighbour(events: EventQuerySet) -> date | None:
    """Return the month in which the first of some events begins."""
    starts_at = events.values_list("starts_at", flat=True).first()
    return swedish_time(starts_at).date().replace(day=1) if starts_at else None


def _events_between(public: EventQuerySet, first: date, end: date) -> list[Event]:
    """Return the events between two days (`end` is excluded), with only the columns needed."""
    here = public.filter(starts_at__lt=midnight(end), ends_at__gt=midnight(first))
    return list(here.order_by("starts_at", "pk").only(*CALENDAR_COLUMNS))


def _month(
    first: date, rows: Sequence[EventAtMoment], known: Iterable[Event], language: Language
) -> Month:
    path, days = month_path(first), dict[date, list[tuple[EventLink, str]]]()
    for event in known:
        named = (event_link(event, language), event.code)
        for day in _days_of(event):
            days.setdefault(day, []).append(named)
    weeks = [
        (
            first.replace(day=max(week)).isocalendar().week,
            [_calendar_day(first.replace(day=it), days, path) if it else None for it in week],
        )
        for week in MONDAY_FIRST.monthdayscalendar(first.year, first.month)
    ]
    return Month(first, path, weeks, rows)


def _days_of(event: Event) -> Iterable[date]:
    """Return the days of an event; only the first if it goes on for weeks."""
    if event.starts_at is None or event.ends_at is None:
        return []
    begins, ends = shown_time(event, event.starts_at), shown_time(event, event.ends_at)
    first = begins.date()
    if ends - begins > LONG:
        return [first]
    return [first + timedelta(days=it) for it in range((last_day(begins, ends) - first).days + 1)]


def _calendar_day(day: date, days: dict[date, list[tuple[EventLink, str]]], path: str) -> Day:
    found = days.get(day, [])
    if not found:
        return Day(day.day)
    titles = "; ".join(
        f"{it.title} ({it.news.lower()})" if it.news else str(it.title) for it, _code in found
    )
    label = f"{day_range(day, day)}: {titles}"
    target = found[0][0].path if len(found) == 1 else f"{path}#e-{found[0][1]}"
    return Day(day.day, target, label, is_called_off=all(it.news for it, _code in found))


def _next_month(first: date) -> date:
    """Return the first day of the next month; for the last month of `date`, its last day."""
    is_last = (first.year, first.month) == (date.max.year, date.max.month)
    return date.max if is_last else (first + timedelta(days=31)).replace(day=1)
