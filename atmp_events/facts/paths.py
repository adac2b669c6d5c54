"""Paths of pages and files, without a host, so that another domain does not change the facts."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import override

from ..models import Event, Language
from ..models.identifiers import CODE_LETTERS

PLACEHOLDERS: Final = {"year": 1000, "slug": "-slug-", "code": "-code-", "token": "-token-"}
# A reader's selection of events is stored only in the address, as repeated parameters.
CODE: Final = "e"
MAX_CODES: Final = 100  # in one address, which stays short enough for every calendar service


def page_path(event: Event, language: Language) -> str:
    """Return the path of an event's page."""
    return event_path("event", event, language)


def event_path(name: str, event: Event, language: Language) -> str:
    """Return the path of a route of an event; "" for a draft without a date."""
    year, slug = event.address(language)
    return route_path(name, language, year=year, slug=slug) if year and slug else ""


def route_path(name: str, language: Language, **values: object) -> str:
    """Return the path of a route with its parameters, at less cost than `reverse`."""
    return _pattern(name, language, *values).format(**values)


def with_query(path: str, params: Mapping[str, str] | list[tuple[str, str]]) -> str:
    """Return a path with parameters added to its query string, if there are any."""
    return f"{path}{'&' if '?' in path else '?'}{urlencode(params)}" if params else path


def codes_of(values: Iterable[str]) -> tuple[str, ...]:
    """Return the well-formed codes of events among values, each once, in order."""
    codes = (value for value in values if 0 < len(value) <= 12 and set(value) <= set(CODE_LETTERS))
    return tuple(dict.fromkeys(codes))[:MAX_CODES]


def with_codes(path: str, codes: Iterable[str]) -> str:
    """Add the codes of events to a path as its query string."""
    return with_query(path, [(CODE, code) for code in codes])


def related_event_path(path: str, name: str, language: Language) -> str:
    """Return the path of another route of the event whose page is at `path`; "" for ""."""
    if not path:
        return ""
    year, slug = path.rstrip("/").rsplit("/", 2)[1:]
    return route_path(name, language, year=year, slug=slug)


def entity_path(name: str, slug: str, language: Language) -> str:
    """Return the path of the page of a series, a person, a venue or an organiser."""
    return route_path(name, language, slug=slug)


@lru_cache(maxsize=128)
def _pattern(name: str, language: Language, *parameters: str) -> str:
    """Return a route's path with "{parameter}"s. Cached, since a list of events needs hundreds."""
    known = {parameter: PLACEHOLDERS[parameter] for parameter in parameters}
    with override(language):
        path = reverse(name, kwargs=known)
    for parameter, placeholder in known.items():
        path = path.replace(str(placeholder), f"{{{parameter}}}")
    return path
