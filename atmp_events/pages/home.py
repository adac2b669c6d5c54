"""The home page, and the redirect to it from the root of the site."""

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

MOST_COMING = 30
MOST_LATEST = 5


@only_read
def redirect_to_home(request: HttpRequest) -> HttpResponse:
    """Redirect to the home page in the browser's preferred language."""
    return HttpResponseRedirect(reverse("home"))


@only_read
def home(request: HttpRequest) -> HttpResponse:
    """Show the next or current event, then coming and latest events, years, and about ATMP."""
    now, language = timezone.now(), current()
    public = Event.objects.public(now)
    coming_keys = public.coming(now).values_list("pk", flat=True)[:MOST_COMING]
    past_keys = public.past(now).values_list("pk", flat=True)[:MOST_LATEST]
    coming, latest = coming_and_past([*coming_keys], [*past_keys], language, now)
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
