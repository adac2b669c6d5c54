"""Corrections of addresses that lead nowhere: in capitals, cut, or half in the other language."""

from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from django.http import Http404
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import override

from .facts.paths import route_path
from .lookups import Gone, Moved, find_event
from .models import LANGUAGES, Language
from .models.bilingual import other
from .selection import Options

SLUG_PAIRS: Final = {"series", "organiser"}  # They have a slug in each language.
AFTER_ADDRESS: Final = ".,:;)>]'\"”’"  # what follows an address in a text, and is copied with it


def corrected_path(path: str, now: datetime) -> str | None:
    """Return the path of the page that was probably meant by a path that leads nowhere, or None.

    Raises Gone if the event there was withdrawn.
    """
    alone = path.rstrip(AFTER_ADDRESS)
    small = alone.lower()
    named = next((it for it in LANGUAGES if f"{small}/".startswith(f"/{it}/")), None)
    if alone != path and named and _match(alone, named, is_secret=True):
        return alone  # Of what is secret nothing is guessed: it is as it was written.
    rest = small.removeprefix(f"/{named}") if named else small
    for route_language in (named, other(named)) if named else LANGUAGES:
        language = named or route_language
        match = _match(f"/{route_language}{rest}", route_language)
        if named and not match:
            match = _match(_with_events_in(route_language, rest), route_language)
        if match:
            with override(language):
                meant = reverse(match.view_name, kwargs=_arguments(match, language, now))
            # Django itself adds a missing last slash.
            return meant if meant.rstrip("/") != path.rstrip("/") else None
    match = _match(small, LANGUAGES[0])
    return small if match and match.view_name == "short_address" and small != path else None


def _with_events_in(language: Language, rest: str) -> str:
    """Return a path below events with that word in `language`, as what follows it may be."""
    own, foreign = (route_path("events", it) for it in (language, other(language)))
    foreign = foreign.removeprefix(f"/{other(language)}")
    return own + rest.removeprefix(foreign) if rest.startswith(foreign) else f"/{language}{rest}"


def _match(path: str, language: Language, *, is_secret: bool = False) -> ResolverMatch | None:
    """Return the match of a public path, with or without its last slash.

    A secret path is that of a page which only the reader of a letter knows.
    """
    with override(language):
        for tried in (path, f"{path}/"):
            with suppress(Resolver404):
                match = resolve(tried)
                is_meant = ("token" in match.kwargs) == is_secret and not match.app_names
                return match if is_meant else None
    return None


def _arguments(match: ResolverMatch, language: Language, now: datetime) -> dict[str, Any]:
    """Return the arguments of a match, with the slug in the language of the address."""
    given = match.kwargs
    if {"year", "slug"} <= given.keys():
        return given | _event_address(given["year"], given["slug"], language, now)
    if "slug" in given and given.get("name") in SLUG_PAIRS:
        options = Options(now)
        found = (options.find(given["name"], given["slug"], it) for it in LANGUAGES)
        if entity := next(filter(None, found), None):
            return given | {"slug": entity.slugs.written(language)}
    return given


def _event_address(year: int, slug: str, language: Language, now: datetime) -> dict[str, Any]:
    """Return year and slug of the event that has, or had, this slug in either language."""
    for tongue in (language, other(language)):
        try:
            event = find_event(tongue, year, slug, now)
        except Moved as moved:
            event = moved.event
        except Gone:
            raise
        except Http404:
            continue
        return dict(zip(("year", "slug"), event.address(language), strict=True))
    return {}
