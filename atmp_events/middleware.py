"""Middleware: caching, compression, security headers, sessions and the language of responses."""

import logging
import re
from collections.abc import Callable
from copy import copy
from hashlib import sha256
from typing import Final, cast

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.http import ConditionalGetMiddleware
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers, set_response_etag
from django.utils.translation import gettext_lazy as _

from .error_pages import error_page, is_temporary
from .facts.alarm import ALARM
from .headers import ADMIN_POLICY, CROSS_ORIGIN_HEADERS, NO_STORE, PERMISSIONS
from .languages import language_of, preferred_language
from .models import LANGUAGES, SiteVersion, User
from .selection import FIELDS

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

# The parameters of public pages. A request with any other parameter bypasses the cache, so that
# invented parameters cannot fill it.
PARAMETERS: Final = {
    *(*FIELDS, ALARM, "after", "before", "all", "choose", "v"),
    *("limit", "past", "coming"),  # of lists on other sites
}
LANGUAGE_KEY: Final = "language"  # parameter of the sign-in page, then key of the session
MAX_QUERY_LENGTH: Final = 500  # characters
MAX_BODY_BYTES: Final = 512 * 1024  # a larger response is not cached
PORT: Final = re.compile(r":\d+$")
CACHE_SECONDS: Final = 60  # the minute is also in the key
TEXT: Final = (
    *("text/", "application/atom+xml", "application/feed+json", "application/xml"),
    "application/manifest+json",
)

PUBLIC_BODY: Final = 32 * 1024  # bytes of a request: the longest registration fits, percent-encoded
ADMIN_BODY: Final = 25 * 1024 * 1024  # bytes of a request, as in nginx/atmp-events.conf
TOO_LARGE: Final = _(
    "At most 25 MB can be sent at once. Nothing was saved. Go back in your browser, and choose a "
    "smaller picture."
)


def is_for_admin(request: HttpRequest) -> bool:
    """Return whether a request is for the admin (ADMIN_PATH)."""
    return f"{request.path_info}/".startswith(f"/{settings.ADMIN_PATH}")


def no_store_for_errors_and_redirects(get_response: Handler) -> Handler:
    """Forbid all caches to store errors and redirects: the next save may make them wrong."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code >= 300 and response.status_code != 304:
            response.headers["Cache-Control"] = NO_STORE
        return response

    return middleware


class ConditionalGet(ConditionalGetMiddleware):
    """Django's, but a 304 response has the headers that let other sites read it.

    Without them, a script of another site that sends `If-None-Match` fails. HEAD gets the status
    of GET (RFC 9110, 9.3.2): its response still has the body here.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Keep the headers of `CROSS_ORIGIN_HEADERS`."""
        if request.method == "HEAD":
            request = copy(request)
            request.method = "GET"
        answer = super().process_response(request, response)
        for name in CROSS_ORIGIN_HEADERS.keys() & response.headers.keys():
            answer.headers[name] = response.headers[name]
        return answer


def public_cache(get_response: Handler) -> Handler:
    """Cache public pages for anonymous readers, for a minute.

    The site's version is in the key, so that a save is visible at the next request. Pages that
    depend on the time are right within a minute. Responses are cached compressed, with all headers.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _is_cacheable_request(request):
            return get_response(request)
        try:
            key = _cache_key(request)
        except DatabaseError:  # The view answers with an error page.
            return get_response(request)
        cache = caches["pages"]
        cached: HttpResponse | None = cache.get(key)
        if cached is not None:
            return cached
        response = get_response(request)
        if _is_cacheable(response):
            set_response_etag(response)
            cache.set(key, response, CACHE_SECONDS)
        return response

    return middleware


def _is_cacheable_request(request: HttpRequest) -> bool:
    """Return whether a request is an anonymous GET or HEAD of a page in a language."""
    if request.method not in {"GET", "HEAD"} or language_of(request) is None:
        return False
    if "HTTP_AUTHORIZATION" in request.META or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY_LENGTH:
        return False
    return request.GET.keys() <= PARAMETERS and all(
        len(it) == 1 for _name, it in request.GET.lists()
    )


def _cache_key(request: HttpRequest) -> str:
    """Return the cache key of a request.

    The Host header is not validated here: an invalid one gets an error, which is not cached. All
    forms of a valid one give one key, so that invented ports cannot fill the cache. The release is
    in the key, since pages of another release link to other style sheets.
    """
    meta = request.META
    host = PORT.sub("", meta.get("HTTP_HOST", meta["SERVER_NAME"])).lower().removesuffix(".")
    parts = (
        *(settings.VERSION, getattr(staticfiles_storage, "manifest_hash", "")),
        *(SiteVersion.current(), int(timezone.now().timestamp()) // 60),
        *(request.scheme, host, request.path),
        *(sorted(request.GET.items()), "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "")),
    )
    return sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()


def _is_cacheable(response: HttpResponse) -> bool:
    """Return whether a response is the same for all readers and may be cached."""
    headers = response.headers
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and headers.get("Cache-Control", "").startswith("public")
        and headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        and "'nonce-" not in headers.get("Content-Security-Policy", "")
        and len(response.content) <= MAX_BODY_BYTES
    )


class TextCompression(GZipMiddleware):
    """Compresses public text with gzip, which all calendar services and proxies support.

    Pages of the admin are not compressed: a stranger's input beside secrets would let him guess
    them (BREACH). Public pages have no secrets, so no random bytes are added, and equal pages have
    equal bytes.
    """

    max_random_bytes = 0

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress public text, and set Vary."""
        is_text = response.headers.get("Content-Type", "").startswith(TEXT)
        is_redirect = 300 <= response.status_code < 400
        if is_redirect or not is_text or is_for_admin(request):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        return super().process_response(request, response)


def limit_bodies(get_response: Handler) -> Handler:
    """Answer 413 (RFC 9110, 15.5.14) to a body that is too large or of unknown length.

    This comes before CSRF protection, which would read the body and store its files. gunicorn then
    closes the connection. Browsers, and proxies that buffer, send no chunked bodies.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        for_admin = is_for_admin(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_unknown = "HTTP_TRANSFER_ENCODING" in request.META or not length.isdecimal()
        if is_unknown or int(length) > (ADMIN_BODY if for_admin else PUBLIC_BODY):
            return error_page(request, 413, advice=TOO_LARGE if for_admin else None)
        return get_response(request)

    return middleware


def security_headers(get_response: Handler) -> Handler:
    """Disable browser features that the site does not use; allow scripts in the admin only."""
    for_admin = cast(Handler, csp_replace(ADMIN_POLICY)(get_response))

    def middleware(request: HttpRequest) -> HttpResponse:
        handler = for_admin if is_for_admin(request) else get_response
        response = handler(request)
        if getattr(request, "is_cross_origin", False):
            for name, value in CROSS_ORIGIN_HEADERS.items():
                response.headers[name] = value
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


class Sessions(SessionMiddleware):
    """Django's, but the response is kept if the session cannot be stored.

    The request has done its work by then. At worst a message is shown a second time.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Store the session, if the database and the disk allow it."""
        try:
            return super().process_response(request, response)
        except SessionInterrupted as error:
            if is_temporary(error):
                logger.warning("The session was not stored", exc_info=True)
                return response
            raise


def language_of_the_address(get_response: Handler) -> Handler:
    """Answer in the language of the address, or else in the reader's preferred one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        named = language_of(request)
        language = named or preferred_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        if not named and not request.path_info.startswith(("/static/", "/media/")):
            patch_vary_headers(response, ["Accept-Language"])
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def _chosen_language(request: HttpRequest) -> str:
    """Return the language that was chosen on the sign-in page, or ""."""
    chosen = request.GET.get(LANGUAGE_KEY) or request.session.get(LANGUAGE_KEY)
    return chosen if chosen in LANGUAGES else ""


def language_of_the_coordinator(get_response: Handler) -> Handler:
    """Show the admin in the language that the user has chosen, signed in or not yet."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # The session is read in the admin only: public pages must not vary by cookie.
        if not is_for_admin(request):
            return get_response(request)
        user = request.user
        language = user.get_language() if isinstance(user, User) else _chosen_language(request)
        if not language:
            return get_response(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = get_response(request)
        response.headers["Content-Language"] = language
        return response

    return middleware
