"""The screen in a foyer: what is held today and next, and where. Nobody touches it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ..error_pages import only_read
from ..facts.when import swedish_time
from ..languages import current
from ..models import Event
from ..models.bilingual import other
from ..selection import Options, Selection, selection_of
from .event_at_moment import EventAtMoment, events_at
from .render import render_page, twin_of

MOST: Final = 40  # events that are looked at
MOST_TODAY: Final = 6
MOST_NEXT: Final = 5  # a screen that lies shows three of them
NIGHT_BEGINS, NIGHT_ENDS = 22, 6  # hours of the Swedish clock
LONG: Final = 28  # characters
RELOAD: Final = 30  # seconds


@dataclass(frozen=True, slots=True)
class Shown:
    """An event in large type."""

    event: EventAtMoment
    clock: str  # "16.00–17.30"; with the day if it does not begin today
    has_place: bool  # where it is held: not if nobody should go there today

    @property
    def is_wide(self) -> bool:
        """Whether its entrance and room do not fit on one line in the largest type."""
        where = self.event.facts.where
        return len(where.entrance_in_words) + len(where.room) > LONG or len(where.short) > LONG


@only_read
def screen(request: HttpRequest) -> HttpResponse:
    """Show today's events and the next ones of a selection, above all those of a venue.

    The page asks for itself again by a header, not by a script, which no public page has. A
    `<meta>` would do the same in each copy of the page. A screen is never operated, so what WCAG
    2.2.1 protects, time to read and act, is not taken from anybody.
    """
    now, language = timezone.now(), current()
    selection = selection_of(request.GET, language, Options(now))
    is_night = not NIGHT_ENDS <= swedish_time(now).hour < NIGHT_BEGINS
    today, coming = ([], []) if is_night else _events(selection, now)
    shown = today or coming[:1]
    rest = coming if today else coming[1:]
    context = {
        "is_night": is_night,
        "is_today": bool(today),
        "date": swedish_time(now).date(),
        "shown": [_shown(it, now) for it in shown[:MOST_TODAY]],
        "more": len(shown[MOST_TODAY:]),
        "coming": rest[:MOST_NEXT],
        "venue": selection.venue.name.read(language) if selection.venue else None,
    }
    twin = twin_of("screen", selection.in_language(other(language)).values)
    response = render_page(request, "public/pages/screen.html", context, twin=twin)
    response.headers["Refresh"] = str(RELOAD)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _events(selection: Selection, now: datetime) -> tuple[list[EventAtMoment], list[EventAtMoment]]:
    """Return today's events and those after; what goes on for weeks is last.

    None for a selection that cannot be read: a screen never shows the events of another house.
    """
    if selection.ignored:
        return [], []
    keys = selection.events(Event.objects.public(now)).coming(now).values_list("pk", flat=True)
    events = events_at([*keys[:MOST]], selection.language, now)
    today = [it for it in events if _is_today(it, now)]
    later = [it for it in events if it not in today and not it.facts.is_struck]
    return today, sorted(later, key=lambda it: it.progress.goes_on)


def _is_today(event: EventAtMoment, now: datetime) -> bool:
    """Return whether somebody may come today: it is held, or was to be held, on this day."""
    facts, today = event.facts, swedish_time(now).date()
    if facts.when is None or event.progress.goes_on:
        return False
    was = facts.previous_starts_at
    return (
        event.progress.is_under_way
        or facts.when.starts_at.date() == today
        or (was is not None and was.date() == today)
    )


def _shown(event: EventAtMoment, now: datetime) -> Shown:
    """Return an event with its time as one needs it today. Without a date it has none."""
    when, today = event.facts.when, swedish_time(now).date()
    if when is None:
        return Shown(event, "", has_place=False)
    has_left = when.starts_at.date() > today and event.facts.previous_starts_at is not None
    clock = when.lines[1]
    if not when.is_one_day:
        clock = f"{when.day}, {' '.join(when.lines)}"
    elif when.starts_at.date() != today:
        clock = f"{when.weekday.capitalize()} {when.day} {clock}"
    return Shown(event, clock, has_place=not event.facts.is_struck and not has_left)
