"""The screen in a foyer: events of today and the next ones, with their places."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ..error_pages import read_only
from ..facts.when import swedish_time
from ..languages import current_language
from ..models import Event
from ..selection import Options, Selection, selection_of
from .event_at_moment import EventAtMoment, events_at
from .render import render_page

MAX_EVENTS_READ: Final = 40  # events read from the database
MAX_TODAY: Final = 6
MAX_NEXT: Final = 5  # a screen in landscape shows three of them
NIGHT_BEGINS, NIGHT_ENDS = 22, 6  # hours of the Swedish clock
MAX_LINE_LENGTH: Final = 28  # characters in the largest type
RELOAD: Final = 30  # seconds


@dataclass(frozen=True, slots=True)
class ScreenEvent:
    """An event in large type."""

    event: EventAtMoment
    clock: str  # "16.00–17.30"; with the day if it does not begin today
    has_place: bool  # whether to show the place: not if nobody should go there today

    @property
    def is_wide(self) -> bool:
        """Whether its entrance and room do not fit on one line in the largest type."""
        where = self.event.facts.where
        return (
            len(where.entrance_in_words) + len(where.room) > MAX_LINE_LENGTH
            or len(where.short) > MAX_LINE_LENGTH
        )


@read_only
def screen(request: HttpRequest) -> HttpResponse:
    """Show today's events and the next ones of a selection, usually those of a venue.

    A header reloads the page: no public page has a script, and a `<meta>` would also reload each
    saved copy. WCAG 2.2.1 (enough time) does not apply, since nobody operates a screen.
    """
    now, language = timezone.now(), current_language()
    selection = selection_of(request.GET, language, Options(now))
    is_night = not NIGHT_ENDS <= swedish_time(now).hour < NIGHT_BEGINS
    today, coming = ([], []) if is_night else _today_and_later(selection, now)
    shown = today or coming[:1]
    rest = coming if today else coming[1:]
    context = {
        "is_night": is_night,
        "is_today": bool(today),
        "date": swedish_time(now).date(),
        "shown": [_screen_event(it, now) for it in shown[:MAX_TODAY]],
        "more": len(shown[MAX_TODAY:]),
        "coming": rest[:MAX_NEXT],
        "venue": selection.venue.name.read(language) if selection.venue else None,
    }
    response = render_page(request, "public/pages/screen.html", context)
    response.headers["Refresh"] = str(RELOAD)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _today_and_later(
    selection: Selection, now: datetime
) -> tuple[list[EventAtMoment], list[EventAtMoment]]:
    """Return today's events and later ones; events that go on for weeks come last.

    There are none for a selection that cannot be read: a screen must not show the events of another
    house.
    """
    if selection.ignored:
        return [], []
    keys = selection.events(Event.objects.public(now)).coming(now).values_list("pk", flat=True)
    events = events_at([*keys[:MAX_EVENTS_READ]], selection.language, now)
    today = [it for it in events if _is_today(it, now)]
    later = [it for it in events if it not in today and not it.facts.is_called_off]
    return today, sorted(later, key=lambda it: it.progress.is_long_running)


def _is_today(event: EventAtMoment, now: datetime) -> bool:
    """Return whether people may come today: the event is, or was, planned for today."""
    facts, today = event.facts, swedish_time(now).date()
    if facts.when is None or event.progress.is_long_running:
        return False
    was = facts.previous_starts_at
    return (
        event.progress.is_under_way
        or facts.when.starts_at.date() == today
        or (was is not None and was.date() == today)
    )


def _screen_event(event: EventAtMoment, now: datetime) -> ScreenEvent:
    """Return an event with its time as needed today; without a date, with no time."""
    when, today = event.facts.when, swedish_time(now).date()
    if when is None:
        return ScreenEvent(event, "", has_place=False)
    has_moved = when.starts_at.date() > today and event.facts.previous_starts_at is not None
    clock = when.lines[1]
    if not when.is_one_day:
        clock = f"{when.day}, {' '.join(when.lines)}"
    elif when.starts_at.date() != today:
        clock = f"{when.weekday.capitalize()} {when.day} {clock}"
    return ScreenEvent(event, clock, has_place=not event.facts.is_called_off and not has_moved)
