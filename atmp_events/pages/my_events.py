"""My events: events that a reader has picked, kept in the address and never stored."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from ..error_pages import only_read
from ..facts.addresses import CODE, MOST_CODES, codes_of, with_codes, with_query
from ..facts.calendar_links import Subscription
from ..facts.centre import the_centre
from ..languages import current
from ..models import Event
from ..models.bilingual import other
from ..selection import Options, selection_of
from .event_at_moment import events_at
from .render import render_page, twin_of

CHOOSE_PARAMETER = "choose"  # `?choose=1` shows boxes to tick in the list


@dataclass(frozen=True, slots=True)
class PickedEvents:
    """The events that a reader has picked, for the list with boxes to tick."""

    codes: tuple[str, ...]  # of all picked events
    elsewhere: tuple[str, ...] = ()  # those not on this page of the list
    most: int = MOST_CODES

    @property
    def is_full(self) -> bool:
        """Whether no more can be picked."""
        return len(self.codes) >= MOST_CODES


def picked_events(request: HttpRequest, shown: set[str]) -> PickedEvents | None:
    """Return the picked events, or None without boxes. `shown` are the codes on the page."""
    codes = codes_of(request.GET.getlist(CODE))
    if not codes and request.GET.get(CHOOSE_PARAMETER) != "1":
        return None
    return PickedEvents(codes, tuple(code for code in codes if code not in shown))


def picking_path(path: str, values: dict[str, str], codes: tuple[str, ...] = ()) -> str:
    """Return a path of the list with filters, boxes to tick and picked events."""
    return with_codes(with_query(path, values | {CHOOSE_PARAMETER: "1"}), codes)


@only_read
def my_events(request: HttpRequest) -> HttpResponse:
    """Show the picked events, how to subscribe to them, and boxes to change them."""
    now, language = timezone.now(), current()
    codes = codes_of(request.GET.getlist(CODE))
    public = Event.objects.public(now).filter(code__in=codes).order_by("starts_at", "pk")
    events = events_at([*public.values_list("pk", flat=True)], language, now)
    withdrawn = Event.objects.recently_withdrawn(now).filter(code__in=codes)
    gone = set(withdrawn.values_list("code", flat=True)) if len(events) < len(codes) else set()
    known = {it.facts.code for it in events} | gone
    codes = tuple(code for code in codes if code in known)
    selection = selection_of(request.GET, language, Options(now))
    download = with_codes(reverse("chosen_calendar"), codes)
    feed = settings.SITE_URL + download
    centre = the_centre(language)
    context = {
        "centre": centre,
        "events": events,
        "gone": tuple(code for code in codes if code in gone),
        "picking": PickedEvents(codes),
        "selection": selection,
        "download": download,
        "feed": Subscription(feed, centre.selection, language),
        "back": picking_path(reverse("events"), selection.values, codes),
    }
    values = selection.read_in(other(language)).values
    twin = with_codes(twin_of("chosen", values), codes)
    return render_page(request, "public/pages/my_events.html", context, twin=twin)
