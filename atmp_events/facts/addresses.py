"""Where an event is read: paths without a host, so that a change of domain is no change."""

from django.urls import reverse
from django.utils.translation import override

from ..models import Event, Language


def page_path(event: Event, language: Language) -> str:
    """Return the path of an event's page; a draft without a date has no page yet: ""."""
    return _path("event", event, language)


def calendar_path(event: Event, language: Language) -> str:
    """Return the path of an event's calendar file."""
    return _path("event_calendar", event, language)


def _path(name: str, event: Event, language: Language) -> str:
    year, slug = event.address(language)
    if not year or not slug:
        return ""
    with override(language):
        return reverse(name, kwargs={"year": year, "slug": slug})
