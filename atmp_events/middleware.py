"""How an answer leaves: kept for the next reader, compressed, in a language, with its headers."""

from collections.abc import Callable
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers, set_response_etag

from .facts.alarm import PARAMETER as ALARM
from .headers import ADMIN_POLICY, PERMISSIONS
from .languages import language_of, preferred
from .models import SiteVersion, User
from .selection import FIELDS

Handler = Callable[[HttpRequest], HttpResponse]

# What an answer depends on besides its path. With any other parameter it is neither kept nor
# looked for, so that whoever adds words to an address fills nothing.
PARAMETERS: Final = {*FIELDS, ALARM, "after", "before", "all", "choose"}
LONGEST_QUERY: Final = 500  # characters
LARGEST_BODY: Final = 512 * 1024  # octets of a body that is kept
CACHE_SECONDS: Final = 60  # seconds; the minute is in the key, too
TEXT: Final = (
    *("text/", "application/atom+xml", "application/feed+json", "application/xml"),
    "application/manifest+json",
)


def is_of_the_admin(request: HttpRequest) -> bool:
    """Tell whether an address is the admin's, wherever ADMIN_PATH has put it."""
    return f"{request.path_info}/".startswith(f"/{settings.ADMIN_PATH}")


def no_store_for_errors_and_redirects(get_response: Handler) -> Handler:
    """Let nobody store what says not found, gone, forbidden, moved or failed (RFC 9111, 5.2.2.5).

    The next save may make it untrue.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        stored = response.headers.get("Cache-Control", "")
        if response.status_code >= 300 and response.status_code != 304 and "no-store" not in stored:
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def public_cache(get_response: Handler) -> Handler:
    """Give an anonymous reader the answer that was made for another one within this minute.

    The key holds the site's version, so that the next reader sees what was saved; what the clock
    changes is seen within a minute. Answers are kept compressed, with all their headers.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _is_cacheable_request(request):
            return get_response(request)
        try:
            key = _key(request)
        except DatabaseError:  # The view will say so, in words.
            return get_response(request)
        cache = caches["pages"]
        cached = cache.get(key)
        if cached is not None:
            headers, content = cached
            return HttpResponse(content, headers=headers)
        response = get_response(request)
        if _is_cacheable(response):
            set_response_etag(response)
            cache.set(key, (dict(response.headers), response.content), CACHE_SECONDS)
        return response

    return middleware


def _is_cacheable_request(request: HttpRequest) -> bool:
    """Tell whether a request is for a page in a language, and one that anybody might have sent."""
    if request.method not in {"GET", "HEAD"} or language_of(request) is None:
        return False
    if "HTTP_AUTHORIZATION" in request.META or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        return False
    return request.GET.keys() <= PARAMETERS and all(len(it) == 1 for _, it in request.GET.lists())


def _key(request: HttpRequest) -> str:
    """Return the key of an answer.

    The Host header is taken unread: one that is refused has no answer that could be kept. An
    answer of another release would name style sheets that are no more.
    """
    meta = request.META
    parts = (
        *(settings.VERSION, getattr(staticfiles_storage, "manifest_hash", "")),
        *(SiteVersion.current(), int(timezone.now().timestamp()) // 60),
        *(request.scheme, meta.get("HTTP_HOST", meta["SERVER_NAME"]), request.path),
        *(sorted(request.GET.items()), "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "")),
    )
    return sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()


def _is_cacheable(response: HttpResponse) -> bool:
    """Tell whether an answer may be kept, and given to others as it is."""
    headers = response.headers
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and headers.get("Cache-Control", "").startswith("public")
        and headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        and "'nonce-" not in headers.get("Content-Security-Policy", "")
        and len(response.content) <= LARGEST_BODY
    )


class TextCompression(GZipMiddleware):
    """Compresses public text with gzip, which every calendar service and proxy reads.

    The admin is left alone: a secret compressed beside what a stranger typed is guessed (BREACH).
    No public page holds a secret, so nothing random is added, and the same bytes stay the same.
    """

    max_random_bytes = 0

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress, and say that it depends on what was asked for."""
        is_text = response.headers.get("Content-Type", "").startswith(TEXT)
        is_redirect = 300 <= response.status_code < 400
        if is_redirect or not is_text or is_of_the_admin(request):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        return super().process_response(request, response)


def security_headers(get_response: Handler) -> Handler:
    """Switch off what the site never asks a browser for, and allow scripts in the admin alone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if is_of_the_admin(request):
            response._csp_replace = ADMIN_POLICY  # type: ignore[attr-defined]  # for django-csp
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


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
