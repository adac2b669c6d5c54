"""Pages about the site itself."""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from ..error_pages import read_only
from ..facts.centre import statement_of
from ..languages import current_language
from ..mail.outbox import sends_letters
from ..models import Language, Page, Text, get_website
from .render import render_page


def about_atmp(language: Language) -> Text | None:
    """Return the text about ATMP that the home page and all event pages show."""
    return next((page.body.read(language) for page in Page.objects.raw(*_about_sql())), None)


@cache
def _about_sql() -> tuple[str, tuple[Any, ...]]:
    """Return SQL and parameters of `about_atmp`. Compiling them each time would double the cost."""
    about = Page.objects.filter(key=Page.Key.ABOUT).order_by().only("body_sv", "body_en")
    return about.query.sql_with_params()


@read_only
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement: the public body's facts, then the editor's text."""
    information = Page.objects.filter(key=Page.Key.ACCESSIBILITY).first()
    language, website = current_language(), get_website()
    context = {
        "title": Text(gettext("Accessibility statement"), language),
        "website": website,
        "statement": statement_of(website, language),
        "body": information.body.read(language) if information else None,
        "host": urlsplit(settings.SITE_URL).netloc,
    }
    return render_page(request, "public/pages/accessibility.html", context)


@read_only
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the privacy page: the data controller, and what is stored if the site sends letters."""
    website = get_website()
    controller = website.public_body.read(current_language())
    officer = website.data_protection_email
    own = {"controller": controller, "officer": officer, "has_letters": sends_letters()}
    return _information_page(request, Page.Key.PRIVACY, "privacy", **own)


@read_only
def information(request: HttpRequest, key: str) -> HttpResponse:
    """Show an information page."""
    return _information_page(request, key, key if key == Page.Key.ABOUT else "information")


def _information_page(request: HttpRequest, key: str, template: str, **extra: Any) -> HttpResponse:
    """Show an information page. A text that is missing in this language is in the other one."""
    information = get_object_or_404(Page, key=key)
    language = current_language()
    context = {
        "title": information.title.read(language),
        "body": information.body.read(language),
        **extra,
    }
    return render_page(request, f"public/pages/{template}.html", context)
