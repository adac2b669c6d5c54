"""The language of a response: that of its address, or in the admin the coordinator's."""

from typing import cast

from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation.trans_real import parse_accept_lang_header

from .models import LANGUAGES, Language
from .models.bilingual import ENGLISH, SWEDISH


def current_language() -> Language:
    """Return the active language. For views, commands and the admin only."""
    return "en" if translation.get_language() == "en" else "sv"


def _route_in_current_language(*, sv: str, en: str) -> str:
    return en if current_language() == ENGLISH else sv


# A route for `path()`: `sv` while Swedish is active, `en` while English is.
translated_route = lazy(_route_in_current_language, str)


def language_of(request: HttpRequest) -> Language | None:
    """Return the language in the request's path, or None."""
    first = request.path_info.split("/", 2)[1] if "/" in request.path_info else ""
    return cast(Language, first) if first in LANGUAGES else None


def preferred_language(request: HttpRequest) -> Language:
    """Return the preferred language by Accept-Language; Swedish if it names none of ours."""
    return accepted_language(request) or SWEDISH


def accepted_language(request: HttpRequest) -> Language | None:
    """Return the preferred language by Accept-Language (RFC 9110, 12.5.4), or None."""
    header = request.headers.get("Accept-Language", "")
    for tag, quality in parse_accept_lang_header(header.lower()[:500]):
        language = tag.split("-")[0]
        if quality > 0 and language in LANGUAGES:
            return cast(Language, language)
    return None
