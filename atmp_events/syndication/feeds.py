"""Views of the feeds: the newest events, as Atom and as JSON Feed."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from ..error_pages import read_only
from ..facts.centre import get_centre
from ..facts.paths import entity_path, with_query
from ..headers import allow_cross_origin, public_for
from ..languages import current_language
from ..models import Event
from ..selection import Options, Selection, selection_of, selection_of_entity
from . import atom, json_feed
from .entry import Feed, entries_in_order, entries_of


@allow_cross_origin
@read_only
def events_feed(request: HttpRequest, form: str) -> HttpResponse:
    """Answer with the list of events, with its filters, as a feed: `form` is "atom" or "json".

    With `coming=1` the JSON feed has only events that have not ended, the soonest first, for sites
    that show a list. Raises Http404 for a filter with an unknown value.
    """
    now = timezone.now()
    selection = selection_of(request.GET.dict(), current_language(), Options(now, for_feed=True))
    coming = form == "json" and request.GET.get("coming") == "1"
    values = selection.values | ({"coming": "1"} if coming else {})
    path = with_query(reverse(f"events_{form}"), values)
    page = selection.added_to(reverse("events"))
    return _feed(form, selection, page, path, now, coming=coming)


@allow_cross_origin
@read_only
def entity_feed(request: HttpRequest, name: str, slug: str, form: str) -> HttpResponse:
    """Answer with the events of an entity (`name` is a key of `ENTITIES`) as a feed."""
    now, language = timezone.now(), current_language()
    selection = selection_of_entity(name, slug, {}, language, now)
    slug = selection.values[name]  # the current one, also if `slug` is a former one
    path = reverse(f"{name}_{form}", kwargs={"slug": slug})
    return _feed(form, selection, entity_path(name, slug, language), path, now)


def _feed(
    form: str, selection: Selection, page: str, path: str, now: datetime, *, coming: bool = False
) -> HttpResponse:
    """Answer with the feed of a selection. `path` is its own path, `page` that of the list."""
    language = selection.language
    events = selection.events(Event.objects.public(now))
    centre = get_centre(language)
    feed = Feed(
        title=selection.name(centre),
        author=centre.name,
        language=language,
        page_url=settings.SITE_URL + (reverse("events") if selection.has_deleted_entity else page),
        url=settings.SITE_URL + path,
        licence=settings.DATA_LICENCE,
        entries=entries_in_order(events.coming(now), language)
        if coming
        else entries_of(events, selection.departed(now), language, now),
    )
    if form == "atom":
        response = HttpResponse(atom.atom(feed), content_type=atom.CONTENT_TYPE)
    else:
        response = HttpResponse(json_feed.json_feed(feed, now), content_type=json_feed.CONTENT_TYPE)
    # No Last-Modified: it would decrease when the newest event is withdrawn. The ETag is enough.
    response.headers["Cache-Control"] = public_for(300)
    return response
