"""Corrections of unknown addresses.

They are in capitals, cut off, half in the other language, or have a slash too many.
"""

import re
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from django.http import Http404
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import override

from .facts.paths import route_path
from .lookups import Gone, Moved, find_event
from .models import LANGUAGES, Language
from .models.bilingual import other_language
from .selection import Options

SLUG_PAIRS: Final = {"series", "organiser"}  # entities with a slug in each language
AFTER_ADDRESS: Final = " .,:;)>]'\"”’"  # what follows an address in a text, copied with it


def corrected_path(path: str, now: datetime) -> str | None:
    """Return the path that was probably meant by an unknown path, or None.

    Raises Gone if the event there was withdrawn.
    """
    trimmed = re.sub("/+", "/", path.rstrip(AFTER_ADDRESS))
    lowered = trimmed.lower()
    named = next((it for it in LANGUAGES if f"{lowered}/".startswith(f"/{it}/")), None)
    if trimmed != path and named and _match(trimmed, named, is_secret=True):
        return trimmed  # A secret path is only trimmed: its token depends on case.
    rest = lowered.removeprefix(f"/{named}") if named else lowered
    for route_language in (named, other_language(named)) if named else LANGUAGES:
        language = named or route_language
        match = _match(f"/{route_language}{rest}", route_language)
        if named and not match:
            match = _match(_with_events_in(route_language, rest), route_language)
        if match:
            with override(language):
                corrected = reverse(match.view_name, kwargs=_arguments(match, language, now))
            # Django itself adds a missing last slash.
            return corrected if corrected.removesuffix("/") != path.removesuffix("/") else None
    match = _match(lowered, LANGUAGES[0])
    return lowered if match and match.view_name == "short_address" and lowered != path else None


def _with_events_in(language: Language, rest: str) -> str:
    """Return a path with the word for events in `language`: its end may be in that language."""
    own, foreign = (route_path("events", it) for it in (language, other_language(language)))
    foreign = foreign.removeprefix(f"/{other_language(language)}")
    return own + rest.removeprefix(foreign) if rest.startswith(foreign) else f"/{language}{rest}"


def _match(path: str, language: Language, *, is_secret: bool = False) -> ResolverMatch | None:
    """Return the match of a public path, with or without its last slash.

    A secret path has a token, which only the reader of a letter or a preview knows.
    """
    with override(language):
        for tried in (path, f"{path}/"):
            with suppress(Resolver404):
                match = resolve(tried)
                is_wanted = ("token" in match.kwargs) == is_secret and not match.app_names
                return match if is_wanted else None
    return None


def _arguments(match: ResolverMatch, language: Language, now: datetime) -> dict[str, Any]:
    """Return the arguments of a match, with the slug in the language of the address."""
    arguments = match.kwargs
    if {"year", "slug"} <= arguments.keys():
        return arguments | _event_address(arguments["year"], arguments["slug"], language, now)
    if "slug" in arguments and arguments.get("name") in SLUG_PAIRS:
        options = Options(now)
        found = (options.find(arguments["name"], arguments["slug"], it) for it in LANGUAGES)
        if entity := next(filter(None, found), None):
            return arguments | {"slug": entity.slugs.written(language)}
    return arguments


def _event_address(year: int, slug: str, language: Language, now: datetime) -> dict[str, Any]:
    """Return year and slug of the event that has, or had, this slug in either language."""
    for slug_language in (language, other_language(language)):
        try:
            event = find_event(slug_language, year, slug, now)
        except Moved as moved:
            event = moved.event
        except Gone:
            raise
        except Http404:
            continue
        return dict(zip(("year", "slug"), event.address(language), strict=True))
    return {}
