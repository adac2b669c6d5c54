"""Views of what the looks of the site need: its colours, icons and picture."""

from collections.abc import Callable
from hashlib import sha256
from typing import Final

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse

from ..error_pages import only_read
from ..facts.centre import the_centre
from ..facts.colours import style_sheet
from ..headers import public_for
from ..images.looks import ICONS, TOUCH_ICON, draw_favicon, draw_icon, draw_site_picture
from ..languages import current

# An address has the version of what it shows. Without one it is right again within the hour.
YEAR: Final = 365 * 24 * 3600
HOUR: Final = 3600


@only_read
def colours(request: HttpRequest) -> HttpResponse:
    """Answer with the colours of the site as a style sheet."""
    return _answer(request, style_sheet(the_centre(current()).hue), "text/css; charset=utf-8")


@only_read
def site_favicon(request: HttpRequest) -> HttpResponse:
    """Answer with the icon as SVG."""
    return _answer(request, draw_favicon(the_centre(current()).hue), "image/svg+xml")


@only_read
def site_icon(request: HttpRequest, file: str) -> HttpResponse:
    """Answer with an icon as PNG; 404 for a name that no page has."""
    if file not in {*ICONS, TOUCH_ICON}:
        raise Http404
    centre = the_centre(current())
    key = f"icon-{file}-{centre.hue}-{centre.icon}"
    return _picture(request, key, lambda: draw_icon(file, centre))


@only_read
def site_picture(request: HttpRequest) -> HttpResponse:
    """Answer with the picture that other sites show beside a link to the site."""
    centre = the_centre(current())
    key = f"site-picture-{centre.hue}-{centre.name}"
    response = _picture(request, key, lambda: draw_site_picture(centre))
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _picture(request: HttpRequest, key: str, draw: Callable[[], bytes]) -> HttpResponse:
    """Return a picture, drawn once: the key has all that it shows."""
    cache, key = caches["pages"], sha256(key.encode()).hexdigest()
    picture: bytes | None = cache.get(key)
    if picture is None:
        picture = draw()
        cache.set(key, picture, None)
    return _answer(request, picture, "image/png")


def _answer(request: HttpRequest, content: str | bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    is_versioned = "v" in request.GET
    kept = f"{public_for(YEAR)}, immutable" if is_versioned else public_for(HOUR)
    response.headers["Cache-Control"] = kept
    return response
