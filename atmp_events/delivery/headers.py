"""Headers that every answer carries, and that no library of ours sets."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def kept_secret(response: HttpResponse) -> HttpResponse:
    """Let nobody but the reader keep an answer (RFC 9111, 5.2.2.5), and no search engine."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    for name in ("ETag", "Last-Modified"):
        response.headers.pop(name, None)
    return response


def plain_headers(get_response: Handler) -> Handler:
    """Switch off what the site never asks a browser for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware
