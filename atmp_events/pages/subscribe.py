"""The page on how to subscribe to events, and the links to feeds that lists have."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..error_pages import read_only
from ..facts.calendar_links import CALENDAR_CLIENTS, CalendarFeed
from ..facts.centre import get_centre
from ..facts.paths import route_path, with_query
from ..languages import current_language
from ..models import Text
from ..models.bilingual import other_language
from ..selection import Options, Selection, selection_of
from .filter_form import FilterField, fields_of
from .render import path_in_other_language, render_page

OFFERED_FILTERS: Final = ("kind", "series")  # other filters are shown if the address has them
# Values of `?alarm=`: the time of a reminder before the start.
REMINDERS: Final[dict[str, str | Promise]] = {
    "30m": _("30 minutes before"),
    "1h": _("1 hour before"),
    "1d": _("1 day before"),
}

# The label of the button, by what one subscribes to: a key of `ENTITIES`, "events", or "" for all.
SUBSCRIBE: Final[dict[str, str | Promise]] = {
    "series": _("Subscribe to the series"),
    "person": _("Subscribe to events with this person"),
    "venue": _("Subscribe to events here"),
    "organiser": _("Subscribe to the organiser’s events"),
    "events": _("Subscribe to these events"),
    "": _("Subscribe to all events"),
}


@read_only
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the address of the selected calendar, and how to subscribe in each program."""
    language, options = current_language(), Options(timezone.now())
    selection = selection_of(request.GET.dict(), language, options)
    alarm = request.GET.get("alarm", "") if request.GET.get("alarm") in REMINDERS else ""
    further = {"alarm": alarm} if alarm else {}
    values = selection.values | further
    feed = f"{settings.SITE_URL}{with_query(reverse('all_events_calendar'), values)}"
    centre = get_centre(language)
    offered = (
        it for it in fields_of(selection, options) if it.name in OFFERED_FILTERS or it.chosen
    )
    choices = {value: Text(str(label), language) for value, label in REMINDERS.items()}
    reminder = FilterField("alarm", gettext("Reminder"), gettext("No reminder"), choices, alarm)
    context = {
        "centre": centre,
        "feed": CalendarFeed(feed, selection.name(centre), language),
        "fields": [*offered, reminder],
        "search_text": selection.text,
        "title": "" if selection.is_empty else selection.title(language),
        "clients": CALENDAR_CLIENTS,
        "snippet_path": selection.added_to(reverse("snippet")),
        "canonical": settings.SITE_URL + with_query(reverse("subscribe"), values),
    }
    in_other_language = selection.in_language(other_language(language)).values | further
    translation_path = path_in_other_language(request, in_other_language)
    return render_page(
        request, "public/pages/subscribe.html", context, translation_path=translation_path
    )


def feed_links(selection: Selection) -> list[tuple[str, str]]:
    """Return label and path of each feed of a selection, in the active language."""
    names = ("all_events_calendar", "events_atom", "events_json")
    return _labelled([selection.added_to(reverse(name)) for name in names])


def entity_feed_links(name: str, slug: str) -> list[tuple[str, str]]:
    """Return label and path of each feed of an entity. `name` is a key of `ENTITIES`."""
    language, forms = current_language(), ("calendar", "atom", "json")
    return _labelled([route_path(f"{name}_{it}", language, slug=slug) for it in forms])


def _labelled(paths: list[str]) -> list[tuple[str, str]]:
    return list(zip((gettext("Calendar (.ics)"), "Atom", "JSON Feed"), paths, strict=True))
