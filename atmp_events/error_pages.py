"""Error pages: each HTTP status in words, in the reader's language."""

import errno
import logging
import sys
from collections.abc import Callable, Container
from functools import wraps
from typing import Any, cast
from urllib.parse import quote

from django.db import DatabaseError, DataError, InterfaceError, OperationalError, connection
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from .facts.centre import CentreFacts, get_centre, last_read_centre
from .facts.paths import route_path
from .headers import P, View
from .images.branding import branding_of
from .languages import current_language, language_of, preferred_language
from .lookups import Gone, Moved
from .models import Event
from .models.bilingual import LANGUAGES, SWEDISH, Language, other_language
from .url_corrections import corrected_path

logger = logging.getLogger(__name__)

MAX_REDIRECT_LENGTH = 4_000  # characters of an address: browsers, servers and Django have limits
# Used when templates, message catalogues or static files are broken.
BARE = "<!doctype html><html lang={0}><meta charset=utf-8><title>{1}</title><h1>{1}</h1><p>{2}</p>"
BARE_WORDS = {
    "sv": ("Något gick fel hos oss.", "Felet är vårt. Försök igen om en stund."),
    "en": ("Something went wrong here.", "It is our fault. Please try again later."),
}

# Heading and advice by status.
WORDS = {
    400: (_("The request could not be understood."), _("Check the address and try again.")),
    403: (_("You may not see this page."), _("If you think you should, contact the centre.")),
    404: (
        _("Page not found"),
        _("The thread ends here. The page may have moved, or the address may be mistyped."),
    ),
    405: (_("This address does not accept that request."), _("Open it again from its address.")),
    410: (_("This event is no longer public."), _("It has been withdrawn.")),
    413: (_("Too much was sent."), _("This address takes nothing that large.")),
    429: (_("Too many attempts"), _("Try again in a minute.")),
    500: (_("Something went wrong here."), _("It is our fault. Please try again later.")),
    503: (_("The site cannot answer right now."), _("Please try again in a minute.")),
}
NOTHING_SAVED = _(
    "Nothing was saved. Go back in your browser, where what you wrote is still to be found, and "
    "try again in a minute."
)
STILL_ON_PAGE = _(
    "Nothing was saved, but what you wrote is still on this page. Leave it open, and try again in "
    "a minute."
)
RETRY_AFTER = 60  # seconds
SECRETS = {"password", "password1", "password2", "old_password"}

# Raised for a value that the database cannot store: by Python for SQLite, and by PostgreSQL.
UNSTORABLE = (OverflowError, DataError)
# The disk is full or read-only.
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def error_page(request: HttpRequest, status: int, *, advice: Any = None) -> HttpResponse:
    """Return the page of an HTTP status. It does not use the Host header.

    The database is asked for the name of the site, unless it may be the cause of the error.

    `advice`, a lazy text, replaces the default advice of the status.
    """
    language = language_of(request) or preferred_language(request)
    heading, default = WORDS[status]
    advice = advice or default
    typed: list[tuple[str, str]] = []
    if status == 503 and request.method == "POST":
        typed = _typed_fields(request)
        advice = STILL_ON_PAGE if typed else NOTHING_SAVED
    context = {"heading": heading, "advice": advice, "status": status}
    centre = _centre(language, status)
    context |= {"centre": centre, "branding": branding_of(centre)}
    context |= {
        "language": language,
        "other_language": other_language(language),
        "translation_path": _translation_path(request, language),
    }
    if typed:
        context |= {"typed": typed, "again": request.get_full_path(), "files": request.FILES}
    with translation.override(language):
        body = render_to_string("public/pages/error.html", context)
    response = HttpResponse(body, status=status)
    response.headers["Content-Language"] = language
    if status in {429, 503}:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    if status >= 429 and request.path in {route_path("screen", it) for it in LANGUAGES}:
        response.headers["Refresh"] = str(RETRY_AFTER)  # Nobody stands there to reload it.
    return response


def _centre(language: Language, status: int) -> CentreFacts:
    try:
        return get_centre(language) if status < 500 else last_read_centre(language)
    except DatabaseError:
        return last_read_centre(language)


def _translation_path(request: HttpRequest, language: Language) -> str:
    """Return the address in the other language; for one without a language, the home page."""
    rest = request.path.removeprefix(f"/{language}/") if language_of(request) else ""
    path = quote(rest, errors="replace")
    return f"/{other_language(language)}/{path}"


def _typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of a sent admin form, to send again; none if any of them is a secret.

    The browser's back button would lose them: the page is `no-store`. The CSRF token is included
    unchecked; it is checked when the form is sent again.
    """
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return []
    if match.app_name != "admin" or match.url_name == "login" or SECRETS & request.POST.keys():
        return []
    return sent_fields(request)


def sent_fields(request: HttpRequest, *, without: Container[str] = ()) -> list[tuple[str, str]]:
    """Return the names and values of a form, to send again, except the fields in `without`.

    A file cannot be sent again: a field with its name says that it was chosen.
    """
    files: Any = request.FILES  # The stubs give a list for the last file of a name.
    return [
        *((name, it) for name, its in request.POST.lists() if name not in without for it in its),
        *((chosen_name(name), file.name) for name, file in files.items()),
    ]


def chosen_name(field: str) -> str:
    """Return the name of the field that holds the name of the file chosen in `field`."""
    return f"{field}-chosen"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: an unknown host or a malformed path."""
    return error_page(request, 400)


def forbidden(
    request: HttpRequest, exception: Exception | None = None, reason: str = ""
) -> HttpResponse:
    """Answer 403, also to a form without a valid CSRF token."""
    return error_page(request, 403)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer 429 (RFC 6585, 4)."""
    return error_page(request, 429)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Redirect to the page that was probably meant; else answer 404, or 410 if it was withdrawn."""
    if isinstance(exception, Moved):
        path = _present_address(request, exception.event)
        return HttpResponsePermanentRedirect(path, preserve_request=request.method == "POST")
    try:
        corrected = None if isinstance(exception, Gone) else _corrected_address(request)
    except Gone as gone:
        exception = gone
    else:
        if corrected:
            return HttpResponseRedirect(corrected)
    return error_page(request, 410 if isinstance(exception, Gone) else 404)


def _present_address(request: HttpRequest, event: Event) -> str:
    """Return the present address of a page of an event that was requested at a former one."""
    match: Any = request.resolver_match
    year, slug = event.address(current_language())
    path = reverse(match.view_name, kwargs=match.kwargs | {"year": year, "slug": slug})
    return _with_query(request, path) or path


def _corrected_address(request: HttpRequest) -> str | None:
    """Return the address that was probably meant, with the same query string. May raise Gone."""
    if request.method not in {"GET", "HEAD"}:
        return None
    path = corrected_path(request.path_info, timezone.now())
    return _with_query(request, path) if path else None


def _with_query(request: HttpRequest, path: str) -> str | None:
    """Return a path with the query string of a request; None if it is too long to redirect to."""
    query = request.META.get("QUERY_STRING", "")
    address = f"{path}?{query}" if query else path
    return address if len(address) < MAX_REDIRECT_LENGTH else None


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with the site's error page, or with bare HTML if that fails too.

    The answer is 503 if the database or the disk failed, since that is temporary, and 400 if a
    value was sent that the database cannot store.
    """
    error = sys.exc_info()[1]
    status = 503 if is_temporary(error) else 400 if isinstance(error, UNSTORABLE) else 500
    if status == 503 and not connection.in_atomic_block:
        connection.close()  # SQLite opened the file on a read-only disk and would stay read-only.
    try:
        return error_page(request, status)
    except Exception:  # The same fault may break the error page.
        logger.exception("The page for errors could not be made")
        language = language_of(request) or SWEDISH
        return HttpResponse(BARE.format(language, *BARE_WORDS[language]), status=status)


def is_temporary(error: BaseException | None) -> bool:
    """Return whether an error comes from the database or the disk, and may pass in a minute."""
    while error:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        if isinstance(error, OSError) and error.errno in DISK_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def allow_methods(*methods: str) -> Callable[[View[P]], View[P]]:
    """Let a view answer some methods, and OPTIONS; others get 405 (RFC 9110, 15.5.6 and 9.3.7).

    Django's CSRF protection is not used: it would answer 403 to a POST that should get 405. A view
    that takes a POST has a protection of its own (`participation.public_forms`).
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method in methods:
                return view(request, *args, **kwargs)
            is_options = request.method == "OPTIONS"
            response = HttpResponse(status=204) if is_options else error_page(request, 405)
            response.headers["Allow"] = ", ".join((*methods, "OPTIONS"))
            return response

        return cast(View[P], csrf_exempt(guarded))

    return decorate


read_only = allow_methods("GET", "HEAD")
