"""Addresses of a selection: the list itself, and the same events in other forms."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from ..selection import Selection


def with_query(path: str, params: Mapping[str, str] | list[tuple[str, str]]) -> str:
    """Return a path with its parameters, if there are any."""
    return f"{path}?{urlencode(params)}" if params else path


def feed_links(selection: Selection) -> list[tuple[str, str]]:
    """Return what each other form is called, and its address. It is in the active language."""
    names = {
        "all_events_calendar": gettext("Calendar (.ics)"),
        "events_atom": "Atom",
        "events_json": "JSON Feed",
    }
    return [(label, with_query(reverse(name), selection.values)) for name, label in names.items()]


def entity_feed_links(name: str, slug: str) -> list[tuple[str, str]]:
    """Return the same for an entity (a key of `ENTITIES`), at addresses of its own."""
    names = {
        f"{name}_calendar": gettext("Calendar (.ics)"),
        f"{name}_atom": "Atom",
        f"{name}_json": "JSON Feed",
    }
    return [(label, reverse(route, kwargs={"slug": slug})) for route, label in names.items()]
