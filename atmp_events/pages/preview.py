"""Views of previews: an event as readers will see it, at a secret address that expires."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ..error_pages import only_read
from ..facts.when import moment_in_words
from ..headers import forbid_storing
from ..languages import current
from ..lookups import find_preview
from ..models import Language, Preview
from ..models.bilingual import other
from .event import show as show_event
from .poster import show as show_poster


@only_read
def preview_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page of an event, with a note that it is not published."""
    now = timezone.now()
    preview = find_preview(token, now)
    paths = _paths(token, current())
    response = show_event(
        request,
        preview.event,
        now,
        twin=paths["page_twin"],
        calendar_path=paths["calendar"] if preview.event.starts_at else "",
        preview=_about(preview, paths),
    )
    return forbid_storing(response)


@only_read
def preview_poster(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Show the poster, in one language or in both (see `poster`)."""
    preview = find_preview(token, timezone.now())
    paths = _paths(token, current())
    more = {"back": paths["page"], "preview": _about(preview, paths)}
    return forbid_storing(show_poster(request, preview.event, name, paths=paths, **more))


def _about(preview: Preview, paths: dict[str, str]) -> dict[str, Any]:
    ends_at = preview.event.local(preview.ends_at)
    return {"until": moment_in_words(ends_at, current()), "paths": paths}


def _paths(token: str, language: Language) -> dict[str, str]:
    """Return the paths of a preview by name; `twin` and `page_twin` are in the other language."""
    paths = {
        name: reverse(f"preview_{name}", args=(token,))
        for name in ("page", "poster", "poster_both", "calendar")
    }
    with override(other(language)):
        paths["twin"] = reverse("preview_poster", args=(token,))
        paths["page_twin"] = reverse("preview_page", args=(token,))
    return paths
