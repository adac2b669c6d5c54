"""Values of HTTP headers that several packages set."""

from typing import Final

from csp.constants import NONCE, SELF
from django.http import HttpResponse

# Of a page. Browsers always revalidate; a proxy may reuse it for a second (RFC 9111, 5.2.2.10).
PAGE: Final = "public, max-age=0, s-maxage=1, must-revalidate"

# Changes to the site's policy (CSP 3) in the admin: its own scripts, some of which write HTML
# from plain text.
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
    """Forbid caches to store a response (RFC 9111, 5.2.2.5), and search engines to index it."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    for name in ("ETag", "Last-Modified"):
        response.headers.pop(name, None)
    return response
