"""The site map (https://www.sitemaps.org/protocol.html), each address with its twin.

Django's own would write x-default without a language and take the host from the request.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ..error_pages import only_read
from ..facts.addresses import holder_path, page_path
from ..models import LANGUAGES, Event, Language, Organiser, Page, Person, Series, Venue
from ..models.bilingual import SWEDISH
from .holders import Holder, slug_of

CONTENT_TYPE: Final = "application/xml; charset=utf-8"
ADDRESSES: Final = 5000  # in one part; search engines take ten times as many
# Pages that belong to events, and the way from each to its events.
HOLDERS: Final[tuple[tuple[str, type[Holder], str], ...]] = (
    ("series", Series, "events"),
    ("person", Person, "contact_for"),
    ("person", Person, "appearances__event"),
    ("venue", Venue, "events"),
    ("organiser", Organiser, "events"),
)


@dataclass(frozen=True, slots=True)
class Mapped:
    """One page in both languages, and when its content last changed, if that is known."""

    paths: dict[Language, str]
    changed_at: datetime | None = None


@only_read
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every public page, or the parts of the list when it is long."""
    parts = _parts()
    if len(parts) == 1:
        return _urls(request, parts[0])
    numbers = range(1, len(parts) + 1)
    urls = [settings.SITE_URL + reverse("sitemap_part", args=(number,)) for number in numbers]
    return _xml(request, "syndication/sitemap_index.xml", {"urls": urls})


@only_read
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """List one part of the pages, counted from 1; raise Http404 when there is no such part."""
    parts = _parts()
    if not 1 <= number <= len(parts):
        raise Http404
    return _urls(request, parts[number - 1])


def mapped_pages(now: datetime) -> Iterator[Mapped]:
    """Return every page that readers may see at `now`: seven queries, however many there are.

    Who speaks and is asked comes twice.
    """
    public = Event.objects.public(now)
    events = sorted(public.select_related("version"), key=_changed_at, reverse=True)
    newest = _changed_at(events[0]) if events else None
    yield Mapped(page_paths("home"), newest)
    yield Mapped(page_paths("events"), newest)
    yield Mapped(page_paths("subscribe"))
    for page in Page.objects.all():
        yield Mapped(page_paths(page.key), page.updated_at)
    for event in events:
        yield Mapped(
            {language: page_path(event, language) for language in LANGUAGES}, _changed_at(event)
        )
    for name, model, way in HOLDERS:
        theirs = model.objects.filter(**{f"{way}__in": public})
        for holder in theirs.annotate(changed_at=Max(f"{way}__version__changed_at")):
            yield Mapped(_paths_of(name, holder), holder.changed_at)


def _changed_at(event: Event) -> datetime:
    """Return when the page of an event last said something else."""
    version = event.version
    return max(filter(None, (event.created_at, version.changed_at, version.visible_at)))


def page_paths(name: str) -> dict[Language, str]:
    """Return the paths of a page without arguments, by the name of its address."""
    paths: dict[Language, str] = {}
    for language in LANGUAGES:
        with override(language):
            paths[language] = reverse(name)
    return paths


def _paths_of(name: str, holder: Holder) -> dict[Language, str]:
    slugs = {language: slug_of(holder, language) for language in LANGUAGES}
    return {language: holder_path(name, slugs[language], language) for language in LANGUAGES}


def _parts() -> list[list[Mapped]]:
    once = {page.paths[SWEDISH]: page for page in mapped_pages(timezone.now())}
    pages, size = list(once.values()), ADDRESSES // len(LANGUAGES)
    return [pages[start : start + size] for start in range(0, len(pages), size)]


def _urls(request: HttpRequest, pages: list[Mapped]) -> HttpResponse:
    context = {"pages": pages, "site_url": settings.SITE_URL}
    return _xml(request, "syndication/sitemap.xml", context)


def _xml(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
