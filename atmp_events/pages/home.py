"""The home page, and the redirect to it from the root of the site."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from ..error_pages import read_only
from ..facts.calendar_links import add_links, feed_of_all_events
from ..facts.centre import get_centre
from ..facts.paths import route_path, with_query
from ..facts.progress import Phase
from ..languages import accepted_language, current_language
from ..models import Event
from ..selection import Selection
from .entities import rows_of_index
from .event_at_moment import EventAtMoment, coming_and_past
from .information import about_atmp
from .months import months_of
from .paging import Cursor
from .render import render_page
from .subscribe import feed_links

MAX_EVENTS_READ = 30  # events that are read, to find the first one and those that last for weeks
MAX_ROWS = 8


@read_only
def redirect_to_home(request: HttpRequest) -> HttpResponse:
    """Redirect to the home page in the browser's preferred language, or the site's first one."""
    language = accepted_language(request) or get_centre(current_language()).first_language
    return HttpResponseRedirect(route_path("home", language))


@read_only
def home(request: HttpRequest) -> HttpResponse:
    """Show the next or current event, then the next ones by month, years, and about ATMP.

    If nothing is planned, the page shows the latest event first, and names the series.
    """
    now, language = timezone.now(), current_language()
    public = Event.objects.public(now)
    coming_keys = public.coming(now).values_list("pk", flat=True)[:MAX_EVENTS_READ]
    past_keys = public.past(now).values_list("pk", flat=True)[:1]
    coming, latest = coming_and_past([*coming_keys, *past_keys], language, now)
    held = [event for event in coming if event.progress.takes_place]
    lead = min(held, key=_rank, default=None)
    going_on = [event for event in held if event.progress.is_under_way and event is not lead]
    rest = [event for event in coming if event is not lead and event not in going_on]
    planned = [event for event in rest if not _is_overdue(event, now)]
    centre = get_centre(language)
    context = {
        "centre": centre,
        "lead": lead,
        "going_on": going_on,
        "months": months_of(planned[:MAX_ROWS], public, language),
        "is_more": len(planned) > MAX_ROWS,
        "overdue": [event for event in rest if event not in planned],
        "more": public.coming(now).count(),
        "this_year": str(timezone.localdate(now).year),
        "latest": latest,
        "series": [] if lead else rows_of_index("series", now, language),
        "links": add_links(lead.facts) if lead else (),
        "feed": feed_of_all_events(centre),
        "feeds": feed_links(Selection(language)),
        "archive": _archive(latest, now),
        "about": about_atmp(language),
    }
    return render_page(request, "public/pages/home.html", context)


def _rank(event: EventAtMoment) -> int:
    """Return the rank of an event as the first one of the page; 0 is the best.

    The order: events that begin today, events that began earlier, later events, and at the end
    those that go on for weeks. Of events with the same rank, the one that starts first is chosen.
    """
    progress = event.progress
    if progress.is_long_running:
        return 3
    if progress.began_before:
        return 1
    return 0 if progress.is_under_way or progress.phase == Phase.TODAY else 2


def _is_overdue(event: EventAtMoment, now: datetime) -> bool:
    """Return whether the day of a postponed event has passed."""
    when = event.facts.when
    return when is not None and when.ends_at <= now


def _archive(latest: list[EventAtMoment], now: datetime) -> dict[int, str]:
    """Return the years that have past events, the latest first, each with the path of their list.

    The list of this year leaves out coming events.
    """
    when = latest[0].facts.when if latest else None
    if when is None:
        return {}
    path, this_year = reverse("events"), timezone.localdate(now).year
    past = {"before": str(Cursor(datetime(this_year + 1, 1, 1, tzinfo=UTC), pk=0))}
    years: list[int] = Event.objects.public(now).distinct_values("year")
    return {
        year: with_query(path, {"year": str(year)} | (past if year == this_year else {}))
        for year in reversed(years)
        if year <= when.starts_at.year
    }
