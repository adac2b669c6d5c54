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


def feed_links(selection: Selection) -> list[tuple[str, str]]:
    """Return label and path of each feed of a selection, in the active language."""
    names = ("all_events_calendar", "events_atom", "events_json")
    return _labelled([with_query(reverse(name), selection.values) for name in names])


def entity_feed_links(name: str, slug: str) -> list[tuple[str, str]]:
    """Return label and path of each feed of an entity. `name` is a key of `ENTITIES`."""
    language, forms = current(), ("calendar", "atom", "json")
    return _labelled([route_path(f"{name}_{it}", language, slug=slug) for it in forms])


def _labelled(paths: list[str]) -> list[tuple[str, str]]:
    return list(zip((gettext("Calendar (.ics)"), "Atom", "JSON Feed"), paths, strict=True))
