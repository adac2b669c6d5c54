"""Rendering of public pages."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from ..facts.centre import get_centre
from ..facts.paths import with_query
from ..headers import PAGE_CACHE_CONTROL
from ..images.branding import branding_of
from ..languages import current_language
from ..models.bilingual import other_language


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    translation_path: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return a page as a response.

    `translation_path` is its path in the other language, if the route and its arguments, which are
    the same there, do not say it all: a page may have another slug, or a query string.

    The template does not get the request, so no context processor runs: nothing reads the user, the
    session, messages or a CSRF token, and no response varies by cookie.
    """
    language = current_language()
    common: dict[str, Any] = {
        "language": language,
        "other_language": other_language(language),
        "translation_path": translation_path or path_in_other_language(request),
        "site_url": settings.SITE_URL,
        "canonical": settings.SITE_URL + request.path,
        "path": request.path,
        "preview": None,
    }
    centre = context.get("centre") or get_centre(language)
    branding = branding_of(centre)
    common |= {"centre": centre, "branding": branding, "site_picture": branding.share}
    response = HttpResponse(render_to_string(template, common | context), status=status)
    response.headers["Cache-Control"] = PAGE_CACHE_CONTROL
    return response


def path_in_other_language(request: HttpRequest, values: Mapping[str, str] | None = None) -> str:
    """Return the path of the same page in the other language, with values of a query string."""
    match: Any = request.resolver_match
    with override(other_language(current_language())):  # `translate_url` would resolve it again.
        path = reverse(match.view_name, kwargs=match.kwargs)
    return with_query(path, values or {})
