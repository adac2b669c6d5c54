"""Links from a list of events to its calendar and feeds."""

from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..facts.addresses import route_path, with_query
from ..languages import current
from ..selection import Selection

# The words of the button, by what one subscribes to: a key of `ENTITIES`, a selection, or all.
SUBSCRIBE: Final[dict[str, str | Promise]] = {
    "series": _("Subscribe to the series"),
    "person": _("Subscribe to events with this person"),
    "venue": _("Subscribe to events here"),
    "organiser": _("Subscribe to the organiser’s events"),
    "events": _("Subscribe to these events"),
    "": _("Subscribe to all events"),
}


def subscribe_label(name: str) -> str:
    """Return the words of the button that leads to the page on subscribing (a key of them)."""
    return str(SUBSCRIBE[name])


def feed_links(selection: Selection) -> list[tuple[str, str]]:
    """Return label and path of each feed of a selection, in the active language."""
    names = {
        "all_events_calendar": gettext("Calendar (.ics)"),
        "events_atom": "Atom",
        "events_json": "JSON Feed",
    }
    return [(label, with_query(reverse(name), selection.values)) for name, label in names.items()]


def entity_feed_links(name: str, slug: str) -> list[tuple[str, str]]:
    """Return label and path of each feed of an entity. `name` is a key of `ENTITIES`."""
    names = {
        f"{name}_calendar": gettext("Calendar (.ics)"),
        f"{name}_atom": "Atom",
        f"{name}_json": "JSON Feed",
    }
    language = current()
    return [(label, route_path(route, language, slug=slug)) for route, label in names.items()]
