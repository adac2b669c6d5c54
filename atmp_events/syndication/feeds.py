"""Views of the feeds: the newest events, as Atom and as JSON Feed."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from ..error_pages import only_read
from ..facts.addresses import entity_path
from ..facts.centre import the_centre
from ..headers import public_for, shared
from ..languages import current
from ..models import Event
from ..selection import Options, Selection, selection_of, selection_of_entity
from . import atom, json_feed
from .entry import Feed, entries_in_order, entries_of


@shared
@only_read
def events_atom(request: HttpRequest) -> HttpResponse:
    """Answer with the list of events as an Atom feed, with its filters."""
    return _atom(_feed_of_list(request, "events_atom"))


@shared
@only_read
def events_json(request: HttpRequest) -> HttpResponse:
    """Answer with the list of events as a JSON feed, with its filters.

    With `coming=1` it has only what has not ended, the soonest first, for sites that show a list.
    """
    return _json(_feed_of_list(request, "events_json", coming=request.GET.get("coming") == "1"))


@shared
@only_read
def entity_atom(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Answer with the events of an entity (`name` is a key of `ENTITIES`) as an Atom feed."""
    return _atom(_feed_of_entity(name, slug, f"{name}_atom"))


@shared
@only_read
def entity_json(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Answer with the events of an entity (`name` is a key of `ENTITIES`) as a JSON feed."""
    return _json(_feed_of_entity(name, slug, f"{name}_json"))


def _feed_of_list(request: HttpRequest, route: str, *, coming: bool = False) -> Feed:
    selection = selection_of(request.GET.dict(), current(), Options(timezone.now(), for_feed=True))
    page = selection.put_to(reverse("events"))
    values = selection.values | ({"coming": "1"} if coming else {})
    url = f"{reverse(route)}?{urlencode(values)}" if values else reverse(route)
    return _feed(selection, page, url, coming=coming)


def _feed_of_entity(name: str, slug: str, route: str) -> Feed:
    language = current()
    options = Options(timezone.now(), for_feed=True)
    selection = selection_of_entity(name, slug, {}, language, options)
    if selection is None:
        raise Http404
    slug = selection.values[name]  # the current one, also if `slug` is a former one
    url = reverse(route, kwargs={"slug": slug})
    return _feed(selection, entity_path(name, slug, language), url)


def _feed(selection: Selection, page: str, url: str, *, coming: bool = False) -> Feed:
    now, language = timezone.now(), selection.language
    events = selection.events(Event.objects.public(now))
    centre = the_centre(language)
    return Feed(
        title=centre.all_events
        if selection.is_empty
        else f"{centre.name}: {selection.title(language)}",
        author=centre.name,
        language=language,
        site_url=settings.SITE_URL,
        page_url=settings.SITE_URL + (reverse("events") if selection.names_nobody else page),
        url=settings.SITE_URL + url,
        licence=settings.DATA_LICENCE,
        entries=entries_in_order(events.coming(now), language)
        if coming
        else entries_of(events, selection.departed(now), language, now),
    )


def _atom(feed: Feed) -> HttpResponse:
    return _answer(atom.atom(feed), atom.CONTENT_TYPE)


def _json(feed: Feed) -> HttpResponse:
    return _answer(json_feed.json_feed(feed, timezone.now()), json_feed.CONTENT_TYPE)


def _answer(content: bytes, content_type: str) -> HttpResponse:
    # No Last-Modified: it would decrease when the newest event is withdrawn. The ETag is enough.
    response = HttpResponse(content, content_type=content_type)
    response.headers["Cache-Control"] = public_for(300)
    return response
