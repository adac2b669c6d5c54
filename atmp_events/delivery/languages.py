"""Which language an answer is in: the address says so; in the admin, the coordinator."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import lazy
from django.utils.translation.trans_real import parse_accept_lang_header

from ..models import LANGUAGES, Language, User
from ..models.bilingual import ENGLISH, SWEDISH
from .admin_path import is_of_the_admin

Handler = Callable[[HttpRequest], HttpResponse]


def in_language(*, sv: str, en: str) -> str:
    """Return a route that reads `sv` on Swedish pages and `en` on English ones, for `path()`."""
    return _in_current_language(sv, en)


def current() -> Language:
    """Return the active language as one of the two. Only edges may ask."""
    return "en" if translation.get_language() == "en" else "sv"


def _route(sv: str, en: str) -> str:
    return en if current() == ENGLISH else sv


# One lazy function for all routes: each has a class of its own, of some 20 kB.
_in_current_language = lazy(_route, str)


def language_of(request: HttpRequest) -> Language | None:
    """Return the language that the request's path names, if it names one."""
    first = request.path_info.split("/", 2)[1] if "/" in request.path_info else ""
    return cast(Language, first) if first in LANGUAGES else None


def preferred(request: HttpRequest) -> Language:
    """Return the better of the two languages by Accept-Language (RFC 9110); Swedish in doubt."""
    header = request.headers.get("Accept-Language", "")
    for tag, quality in parse_accept_lang_header(header.lower()[:500]):
        language = tag.split("-")[0]
        if quality > 0 and language in LANGUAGES:
            return cast(Language, language)
    return SWEDISH


def language_of_the_address(get_response: Handler) -> Handler:
    """Answer in the address's language; where it names none, in the reader's preferred one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        named = language_of(request)
        language = named or preferred(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        if not named and not request.path_info.startswith(("/static/", "/media/")):
            patch_vary_headers(response, ["Accept-Language"])
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def language_of_the_coordinator(get_response: Handler) -> Handler:
    """Let the admin speak the language that the person who signed in has chosen."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Only here is the session touched: a public page must not vary by cookie.
        if is_of_the_admin(request) and isinstance(request.user, User):
            language = request.user.reads()
            translation.activate(language)
            request.LANGUAGE_CODE = language
            response = get_response(request)
            response.headers["Content-Language"] = language
            return response
        return get_response(request)

    return middleware
