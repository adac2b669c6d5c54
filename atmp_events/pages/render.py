"""Rendering of public pages."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ..facts.centre import get_centre
from ..facts.paths import route_path, with_query
from ..headers import PAGE_CACHE_CONTROL
from ..images.branding import branding_of
from ..languages import current_language
from ..models.bilingual import other_language


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, translation_path: str
) -> HttpResponse:
    """Return a page as a response. `translation_path` is its path in the other language.

    The template does not get the request, so no context processor runs: nothing reads the user, the
    session, messages or a CSRF token, and no response varies by cookie.
    """
    language = current_language()
    common: dict[str, Any] = {
        "language": language,
        "other_language": other_language(language),
        "translation_path": translation_path,
        "site_url": settings.SITE_URL,
        "canonical": settings.SITE_URL + request.path,
        "path": request.path,
        "preview": None,
    }
    centre = context.get("centre") or get_centre(language)
    branding = branding_of(centre)
    common |= {"centre": centre, "branding": branding, "site_picture": branding.share}
    response = HttpResponse(render_to_string(template, common | context))
    response.headers["Cache-Control"] = PAGE_CACHE_CONTROL
    return response


def path_in_other_language(name: str, values: Mapping[str, str] | None = None) -> str:
    """Return the path of a page in the other language, with the values of a query string."""
    return with_query(route_path(name, other_language(current_language())), values or {})
