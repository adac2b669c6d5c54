"""The views of uploaded pictures and slides. A file of a given name never changes."""

from pathlib import Path
from posixpath import normpath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.static import serve

from ..error_pages import only_read
from ..headers import PAGE, public_for, saved_pdf
from ..images.renditions import FOLDER, NAME, make
from ..languages import current
from ..lookups import find_slides

PICTURES = (".webp", ".png", ".jpg")  # the last two are of earlier versions
YEAR = 365 * 24 * 3600


@only_read
def slides(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve the slides of a talk, to save: readers get them once the speaker has agreed."""
    talk = find_slides(name)
    if talk.consent_on is None or not talk.event.is_public(timezone.now()):
        raise Http404
    response = saved_pdf(talk.slides_file, talk.title.read(current()))
    # Asked for each time: the consent can be withdrawn.
    response.headers["Cache-Control"] = PAGE
    return response


@only_read
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a picture or a rendition of it, which is made at the first request.

    All files are written by `images.upload`, under random names. No other kind of file is served,
    whoever has put it there.
    """
    if normpath(path).lstrip("/").startswith("slides/"):
        raise Http404  # `slides` asks for the consent.
    try:
        if not (path.endswith(PICTURES) or NAME.fullmatch(path)):
            raise Http404
        if path.startswith(f"{FOLDER}/") and not Path(settings.MEDIA_ROOT, path).is_file():
            make(path)
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except (OSError, ValueError, SuspiciousFileOperation) as error:
        raise Http404 from error
    if isinstance(response, FileResponse):
        response.headers["Cache-Control"] = f"{public_for(YEAR)}, immutable"
    return response
