"""Headers that every answer carries, and that no library of ours sets."""

from collections.abc import Callable
from typing import Final

from csp.constants import NONCE, SELF
from django.http import HttpRequest, HttpResponse

from .admin_path import is_of_the_admin

Handler = Callable[[HttpRequest], HttpResponse]

# What the admin needs besides (CSP 3): its own scripts, some of which write HTML as plain text.
OF_THE_ADMIN: Final = {
    "connect-src": [SELF],
    "script-src": [SELF, NONCE],
    "require-trusted-types-for": None,
    "trusted-types": None,
}
POLICY: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def kept_secret(response: HttpResponse) -> HttpResponse:
    """Let nobody but the reader keep an answer (RFC 9111, 5.2.2.5), and no search engine."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    for name in ("ETag", "Last-Modified"):
        response.headers.pop(name, None)
    return response


def plain_headers(get_response: Handler) -> Handler:
    """Switch off what the site never asks a browser for, and allow scripts in the admin alone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if is_of_the_admin(request):
            response._csp_replace = OF_THE_ADMIN  # type: ignore[attr-defined]  # for django-csp
        response.headers.setdefault("Permissions-Policy", POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware
