"""Views of previews: an event as readers will see it, at a secret address that expires.

Once the event is public, its preview redirects to the public page.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from ..error_pages import read_only
from ..facts.paths import event_path, route_path
from ..facts.when import moment_in_words
from ..headers import forbid_storing
from ..languages import current_language
from ..lookups import find_preview
from ..models import Preview
from ..models.bilingual import other_language
from .event import render_event
from .poster import render_poster
from .render import path_in_other_language


@read_only
def preview_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page of an event, with a note that it is not published."""
    now = timezone.now()
    preview = find_preview(token, now)
    language = current_language()
    if preview.event.is_public(now):
        return forbid_storing(HttpResponseRedirect(event_path("event", preview.event, language)))
    is_dated = preview.event.starts_at is not None
    response = render_event(
        request,
        preview.event,
        now,
        translation_path=path_in_other_language(request),
        calendar_path=route_path("preview_calendar", language, token=token) if is_dated else "",
        poster_path=route_path("preview_poster", language, token=token),
        preview=_preview_note(preview),
    )
    return forbid_storing(response)


@read_only
def preview_poster(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Show the poster, in one language or in both (see `poster`)."""
    now, language = timezone.now(), current_language()
    preview = find_preview(token, now)
    if preview.event.is_public(now):
        return forbid_storing(HttpResponseRedirect(event_path(name, preview.event, language)))
    paths = {
        "page": route_path("preview_page", language, token=token),
        "poster": route_path("preview_poster", language, token=token),
        "poster_both": route_path("preview_poster_both", language, token=token),
        "translation": route_path("preview_poster", other_language(language), token=token),
    }
    page = render_poster(request, preview.event, name, paths=paths, preview=_preview_note(preview))
    return forbid_storing(page)


def _preview_note(preview: Preview) -> dict[str, str]:
    ends_at = preview.event.local(preview.ends_at)
    return {"until": moment_in_words(ends_at, current_language()), "token": preview.token}
