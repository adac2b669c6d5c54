"""The views of uploaded pictures and slides. A file of a given name never changes."""

from pathlib import Path
from posixpath import normpath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.views.static import serve

from ..error_pages import only_read
from ..headers import PAGE, public_for
from ..images.renditions import FOLDER, NAME, make
from ..languages import current
from ..models import Talk

PICTURES = (".webp", ".png", ".jpg")  # the last two are of earlier versions
YEAR = 365 * 24 * 3600


@only_read
def slides(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve the slides of a talk, to save: readers get them once the speaker has agreed.

    Before that, and of a draft, only those who can sign in to the admin get them.
    """
    talk = Talk.objects.select_related("event").filter(slides_file=f"slides/{name}").first()
    if talk is None:
        raise Http404
    is_shown = talk.consent_on is not None and talk.event.is_public(timezone.now())
    if not is_shown and not request.user.is_staff:  # Asked only here: public answers set no cookie.
        raise Http404
    title = slugify(talk.title.read(current())) or "slides"
    try:
        response = FileResponse(
            talk.slides_file.open("rb"),
            as_attachment=True,
            filename=f"{title}.pdf",
            content_type="application/pdf",
        )
    except OSError as error:
        raise Http404 from error
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Asked for each time: the consent can be withdrawn.
    response.headers["Cache-Control"] = PAGE if is_shown else "private, no-store"
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
