"""Views of pictures and files: uploads, slides, cards of events, icons and colours of the site."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from posixpath import normpath
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.static import serve

from ..error_pages import read_only
from ..facts.centre import get_centre
from ..facts.colours import style_sheet
from ..facts.event import facts_of
from ..headers import PAGE_CACHE_CONTROL, pdf_download, public_for
from ..images.branding import ICONS, TOUCH_ICON, draw_favicon, draw_icon, draw_site_picture
from ..images.card import card_of, draw_card
from ..images.renditions import FOLDER, NAME, make_rendition
from ..languages import current_language
from ..lookups import find_event, find_slides
from .event_at_moment import event_at

UPLOADED: Final = (".webp", ".png", ".jpg")  # the last two are of earlier versions
HOUR: Final = 3600
DAY: Final = 24 * HOUR
FOR_EVER: Final = f"{public_for(365 * DAY)}, immutable"


@read_only
def slides(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve the slides of a talk as a download, once the speaker has consented."""
    talk = find_slides(name)
    if talk.consent_on is None or not talk.event.is_public(timezone.now()):
        raise Http404
    response = pdf_download(talk.slides_file, talk.title.read(current_language()))
    # Browsers must revalidate: the consent can be withdrawn.
    response.headers["Cache-Control"] = PAGE_CACHE_CONTROL
    return response


@read_only
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve an uploaded picture, or a rendition of it, which is made at the first request.

    `images.upload` writes all files under random names, so a file never changes. Other kinds of
    files in the folder are not served.
    """
    if normpath(path).lstrip("/").startswith("slides/"):
        raise Http404  # The view `slides` serves them: it checks the consent.
    try:
        if not (path.endswith(UPLOADED) or NAME.fullmatch(path)):
            raise Http404
        if path.startswith(f"{FOLDER}/") and not Path(settings.MEDIA_ROOT, path).is_file():
            make_rendition(path)
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except (OSError, ValueError, SuspiciousFileOperation) as error:
        raise Http404 from error
    if isinstance(response, FileResponse):
        response.headers["Cache-Control"] = FOR_EVER
    return response


@read_only
def event_card(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Answer with the share card of an event.

    A browser may cache it for a day: a changed card has a new address.
    """
    now, language = timezone.now(), current_language()
    facts = facts_of(find_event(language, year, slug, now), language)
    shown = event_at(facts, now)
    card = card_of(facts, get_centre(language), shown.news, took_place=shown.progress.took_place)
    response = _png(f"card-{card.version}", lambda: draw_card(card))
    response.headers["Cache-Control"] = public_for(DAY)
    return _for_other_sites(response)


@read_only
def colours(request: HttpRequest) -> HttpResponse:
    """Answer with the colours of the site as a style sheet."""
    content = style_sheet(get_centre(current_language()).hue)
    return _versioned(request, HttpResponse(content, content_type="text/css; charset=utf-8"))


@read_only
def site_favicon(request: HttpRequest) -> HttpResponse:
    """Answer with the icon as SVG."""
    content = draw_favicon(get_centre(current_language()).hue)
    return _versioned(request, HttpResponse(content, content_type="image/svg+xml"))


@read_only
def site_icon(request: HttpRequest, file: str) -> HttpResponse:
    """Answer with an icon as PNG; 404 for a name that no page uses."""
    if file not in {*ICONS, TOUCH_ICON}:
        raise Http404
    centre = get_centre(current_language())
    key = f"icon-{file}-{centre.hue}-{centre.icon}"
    return _versioned(request, _png(key, lambda: draw_icon(file, centre)))


@read_only
def site_picture(request: HttpRequest) -> HttpResponse:
    """Answer with the picture that other sites show beside a link to the site."""
    centre = get_centre(current_language())
    response = _png(f"site-picture-{centre.hue}-{centre.name}", lambda: draw_site_picture(centre))
    return _for_other_sites(_versioned(request, response))


def _png(key: str, draw: Callable[[], bytes]) -> HttpResponse:
    """Return a picture, drawn once for each key; the key depends on all that it shows."""
    key = f"picture-{sha256(key.encode()).hexdigest()}"
    return HttpResponse(caches["pages"].get_or_set(key, draw, None), content_type="image/png")


def _versioned(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Cache a response for ever if its address has a version, else for an hour."""
    response.headers["Cache-Control"] = FOR_EVER if "v" in request.GET else public_for(HOUR)
    return response


def _for_other_sites(response: HttpResponse) -> HttpResponse:
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
