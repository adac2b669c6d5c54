"""Values of HTTP headers that more than one room sets."""

from typing import Final

from csp.constants import NONCE, SELF
from django.http import HttpResponse

# Of a page. Browsers ask each time; a proxy answers the crowd for a second (RFC 9111, 5.2.2.10).
PAGE: Final = "public, max-age=0, s-maxage=1, must-revalidate"

# What the admin needs besides the site's policy (CSP 3): its own scripts, some of which write
# HTML as plain text.
ADMIN_POLICY: Final = {
    "connect-src": [SELF],
    "script-src": [SELF, NONCE],
    "require-trusted-types-for": None,
    "trusted-types": None,
}
PERMISSIONS: Final = (
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
)


def forbid_storing(response: HttpResponse) -> HttpResponse:
    """Let nobody but the reader keep an answer (RFC 9111, 5.2.2.5), and no search engine."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    for name in ("ETag", "Last-Modified"):
        response.headers.pop(name, None)
    return response
