"""What every page has around its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override

from ..headers import PAGE
from ..languages import current
from ..models.bilingual import other


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, twin: str
) -> HttpResponse:
    """Render a page. `twin` is the path of the same page in the other language.

    Neither the user nor a token is touched: nothing here may vary by cookie.
    """
    language = current()
    shell = {
        "language": language,
        "other": other(language),
        "twin": twin,
        "site_url": settings.SITE_URL,
        "canonical": settings.SITE_URL + request.path,
        "path": request.path,
    }
    response = render(request, template, shell | context, using=settings.PUBLIC_TEMPLATES)
    response.headers["Cache-Control"] = PAGE
    return response


def twin_of(name: str) -> str:
    """Return the path of a page without arguments in the other language."""
    with override(other(current())):
        return reverse(name)
