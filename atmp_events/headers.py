"""Values of HTTP headers that several packages set."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast

from csp.constants import NONCE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.utils.text import slugify
from django.views.decorators.clickjacking import xframe_options_exempt

# No cache may store the response: no browser's, no proxy's (RFC 9111, 5.2.2.5 and 5.2.2.7).
NO_STORE: Final = "private, no-store"
# For pages. Browsers always revalidate; a proxy may reuse one for a second (RFC 9111, 5.2.2.10).
PAGE_CACHE_CONTROL: Final = "public, max-age=0, s-maxage=1, must-revalidate"

# Changes to the site's policy (CSP 3) in the admin: its own scripts run there, and some of them
# write HTML from plain text.
ADMIN_POLICY: Final = {
    "connect-src": [SELF],
    "script-src": [SELF, NONCE],
    "style-src": [SELF, NONCE],
    "require-trusted-types-for": None,
    "trusted-types": None,
}
PERMISSIONS: Final = (
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
)


def public_for(max_age: int) -> str:
    """Return the Cache-Control of a public file that a browser may reuse for `max_age` seconds.

    A proxy may reuse it for a second only, so that it does not serve withdrawn events.
    """
    return f"public, max-age={max_age}, s-maxage=1"


def json_file(data: dict[str, Any], name: str) -> JsonResponse:
    """Return data as a JSON file to download: `name` with the extension .json."""
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def forbid_storing(response: HttpResponse) -> HttpResponse:
    """Forbid caches to store a response (RFC 9111, 5.2.2.5), and search engines to index it."""
    response.headers["Cache-Control"] = NO_STORE
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def pdf_download(file: FieldFile, title: str) -> FileResponse:
    """Return a stored PDF that browsers save as `title` and never open. Raises Http404."""
    name = f"{slugify(title) or 'slides'}.pdf"
    try:
        opened = file.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(
        opened, as_attachment=True, filename=name, content_type="application/pdf"
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


# Headers that let other sites read a response (Fetch, 3.3 and 3.7).
CROSS_ORIGIN_HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def allow_cross_origin(view: View[P]) -> View[P]:
    """Decorate a view of public data, so that pages of any site may read it (Fetch, 3.3).

    `middleware.security_headers` sets the headers, also where the view raises an error.
    """

    @wraps(view)
    def sharing(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.is_cross_origin = True  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
            response.headers["Access-Control-Allow-Headers"] = "*"
        return response

    return cast(View[P], sharing)


def allow_framing(view: View[P]) -> View[P]:
    """Decorate a view of an embedded page, so that the sites in EMBED_ANCESTORS may frame it.

    Only `frame-ancestors` (CSP 3, 6.4.2.1) says it: X-Frame-Options cannot name sites.
    Search engines should find the page of the event, not the embedded one.
    """

    @wraps(view)
    def framing(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        policy = csp_replace({"frame-ancestors": settings.EMBED_ANCESTORS})
        response = policy(xframe_options_exempt(view))(request, *args, **kwargs)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return cast(View[P], framing)
