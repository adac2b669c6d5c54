"""The view of the site map (https://www.sitemaps.org/protocol.html), each page in both languages.

Django's sitemaps give x-default an address without a language, and the host of the request.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ..error_pages import read_only
from ..facts.paths import entity_path, page_path
from ..facts.when import swedish_time
from ..headers import public_for
from ..models import LANGUAGES, Event, Language, Organiser, Page, Person, Series, Venue
from ..models.bilingual import SWEDISH
from ..selection import Entity

Paths = dict[Language, str]

CONTENT_TYPE: Final = "application/xml; charset=utf-8"
# The pages of entities: name of the route, model, lookup of the events.
RELATED_PAGES: Final[tuple[tuple[str, type[Entity], str], ...]] = (
    ("series", Series, "events"),
    ("person", Person, "contact_for"),
    ("person", Person, "appearances__event"),
    ("venue", Venue, "events"),
    ("organiser", Organiser, "events"),
)


@read_only
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with the site map. It may have 50,000 addresses, of 25,000 pages."""
    # `_public_pages` yields a person twice who is both a speaker and a contact.
    pages = {paths[SWEDISH]: (paths, at) for paths, at in _public_pages(timezone.now())}
    context = {"pages": pages.values(), "site_url": settings.SITE_URL}
    response = render(request, "syndication/sitemap.xml", context, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = public_for(3600)
    return response


def _public_pages(now: datetime) -> Iterator[tuple[Paths, datetime | None]]:
    """Yield the paths of all public pages at `now`, in seven queries.

    Each comes with the time of its last change (aware), if known.
    """
    public = Event.objects.public(now)
    rows = public.select_related("version").order_by("-pk")
    events = sorted(rows, key=_changed_at, reverse=True)
    newest = _changed_at(events[0]) if events else None
    yield _paths("home"), newest
    yield _paths("events"), newest
    yield _paths("subscribe"), None
    starts = (swedish_time(it.starts_at).date() for it in events if it.starts_at)
    for month in sorted({day.replace(day=1) for day in starts}, reverse=True):
        yield _paths("month", month=month), None
    for page in Page.objects.all():
        yield _paths(page.key), page.updated_at
    for event in events:
        yield {it: page_path(event, it) for it in LANGUAGES}, _changed_at(event)
    for name, model, lookup in RELATED_PAGES:
        names = _paths(f"{name}_all")  # the index, shown only if it has entries
        entities = model.objects.filter(**{f"{lookup}__in": public})
        for entity in entities.annotate(changed_at=Max(f"{lookup}__version__changed_at")):
            yield names, None
            slugs = entity.slugs
            paths = {it: entity_path(name, slugs.written(it), it) for it in LANGUAGES}
            yield paths, entity.changed_at


def _changed_at(event: Event) -> datetime:
    """Return the time of the last change of the page of an event (aware)."""
    version = event.version
    return max(filter(None, (event.created_at, version.changed_at, version.visible_at)))


def _paths(name: str, **values: object) -> Paths:
    """Return the paths of a page. `name` is a route, with its arguments."""
    paths: Paths = {}
    for language in LANGUAGES:
        with override(language):
            paths[language] = reverse(name, kwargs=values)
    return paths
