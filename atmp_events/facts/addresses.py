"""Paths of an event's pages and files, without a host: another domain is no change of facts."""

from functools import lru_cache
from typing import Final

from django.urls import reverse
from django.utils.translation import override

from ..models import Event, Language

SLUG: Final = "-slug-"


def page_path(event: Event, language: Language) -> str:
    """Return the path of an event's page; "" for a draft without a date, which has none."""
    return _path("event", event, language)


def calendar_path(event: Event, language: Language) -> str:
    """Return the path of an event's calendar file."""
    return _path("event_calendar", event, language)


def poster_path(event: Event, language: Language) -> str:
    """Return the path of an event's poster in one language."""
    return _path("poster", event, language)


def card_path(event: Event, language: Language) -> str:
    """Return the path of the card, the picture that is shown with links to an event."""
    return _path("card", event, language)


@lru_cache(maxsize=2)
def feed_path(language: Language) -> str:
    """Return the path of the calendar of all events."""
    with override(language):
        return reverse("all_events_calendar")


@lru_cache(maxsize=2)
def home_path(language: Language) -> str:
    """Return the path of the home page."""
    with override(language):
        return reverse("home")


def short_path(code: str) -> str:
    """Return the short permanent path of an event, the same in both languages."""
    return _short_pattern().format(code=code)


def sibling(path: str, name: str, language: Language) -> str:
    """Return the path of a route for the event with its page at `path`; "" for ""."""
    if not path:
        return ""
    year, slug = path.rstrip("/").rsplit("/", 2)[1:]
    return _pattern(name, language).format(year=year, slug=slug)


def entity_path(name: str, slug: str, language: Language) -> str:
    """Return the path of the page of a series, a person, a venue or an organiser."""
    return _entity_pattern(name, language).format(slug=slug)


def _path(name: str, event: Event, language: Language) -> str:
    year, slug = event.address(language)
    if not year or not slug:
        return ""
    return _pattern(name, language).format(year=year, slug=slug)


@lru_cache(maxsize=32)
def _pattern(name: str, language: Language) -> str:
    """Return the pattern of a route's paths, cached: a list of events needs hundreds of them."""
    year = "1000"
    with override(language):
        path = reverse(name, kwargs={"year": int(year), "slug": SLUG})
    return path.replace(year, "{year}").replace(SLUG, "{slug}")


@lru_cache(maxsize=1)
def _short_pattern() -> str:
    return reverse("short_address", kwargs={"code": SLUG}).replace(SLUG, "{code}")


@lru_cache(maxsize=32)
def _entity_pattern(name: str, language: Language) -> str:
    with override(language):
        return reverse(name, kwargs={"slug": SLUG}).replace(SLUG, "{slug}")
