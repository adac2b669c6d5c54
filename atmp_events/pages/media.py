"""The view of uploaded pictures. A file of a given name never changes."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

from ..error_pages import only_read
from ..headers import public_for
from ..images.renditions import FOLDER, NAME, make

PICTURES = (".webp", ".png", ".jpg")  # the last two are of earlier versions
YEAR = 365 * 24 * 3600


@only_read
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a picture or a rendition of it, which is made at the first request.

    All files are written by `images.upload`, under random names. No other kind of file is served,
    whoever has put it there.
    """
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
