"""The front door and the home page."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from ..error_pages import only_read
from ..facts.calendar_links import add_links
from ..facts.subscription import subscription_to_all
from ..languages import current
from ..models import Event
from .event_at_moment import EventAtMoment, coming_and_past
from .information import about_atmp
from .render import render_page, twin_of

COMING = 30
LATEST = 5


@only_read
def front_door(request: HttpRequest) -> HttpResponse:
    """Send the reader to the home page in the language the browser prefers."""
    return HttpResponseRedirect(reverse("home"))


@only_read
def home(request: HttpRequest) -> HttpResponse:
    """Lead with the event that is next or under way; two lists of events, their years, and ATMP."""
    now, language = timezone.now(), current()
    public = Event.objects.public(now)
    ahead = public.coming(now).values_list("pk", flat=True)[:COMING]
    behind = public.past(now).values_list("pk", flat=True)[:LATEST]
    coming, latest = coming_and_past([*ahead], [*behind], language, now)
    lead = next((event for event in coming if event.standing.takes_place), None)
    context = {
        "lead": lead,
        "coming": [event for event in coming if event is not lead],
        "latest": latest,
        "links": add_links(lead.facts, site_url=settings.SITE_URL) if lead else (),
        "feed": subscription_to_all(language, site_url=settings.SITE_URL),
        "years": _years(latest, now),
        "about": about_atmp(language),
    }
    return render_page(request, "public/pages/home.html", context, twin=twin_of("home"))


def _years(latest: list[EventAtMoment], now: datetime) -> list[int]:
    """Return the years that have past events, the latest first."""
    when = latest[0].facts.when if latest else None
    if when is None:
        return []
    years: list[int] = Event.objects.public(now).distinct_values("year")
    return [year for year in reversed(years) if year <= when.starts_at.year]
