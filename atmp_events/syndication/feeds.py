"""Answers feed readers: what was published or changed last, as Atom and as JSON."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from ..error_pages import only_read
from ..facts.addresses import holder_path
from ..languages import current
from ..models import Event
from ..selection import Options, Selection, selection_of, selection_of_holder
from . import atom, json_feed
from .entry import entries_of
from .feed import Feed


@only_read
def events_atom(request: HttpRequest) -> HttpResponse:
    """Give the events of the list as an Atom feed, filters kept."""
    feed = _feed(request, "events_atom")
    return _answer(request, feed, HttpResponse(atom.atom(feed), content_type=atom.CONTENT_TYPE))


@only_read
def events_json(request: HttpRequest) -> HttpResponse:
    """Give the events of the list as a JSON feed, filters kept."""
    feed = _feed(request, "events_json")
    content = json_feed.json_feed(feed)
    return _answer(request, feed, HttpResponse(content, content_type=json_feed.CONTENT_TYPE))


@only_read
def holder_atom(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Give the events of a holder (a key of `HOLDERS`) as an Atom feed."""
    feed = _feed_of_holder(name, slug, f"{name}_atom")
    return _answer(request, feed, HttpResponse(atom.atom(feed), content_type=atom.CONTENT_TYPE))


@only_read
def holder_json(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Give the events of a holder (a key of `HOLDERS`) as a JSON feed."""
    feed = _feed_of_holder(name, slug, f"{name}_json")
    content = json_feed.json_feed(feed)
    return _answer(request, feed, HttpResponse(content, content_type=json_feed.CONTENT_TYPE))


def _feed(request: HttpRequest, name: str) -> Feed:
    selection = selection_of(request.GET.dict(), current(), Options(timezone.now()))
    page, url = (selection.put_to(reverse(route)) for route in ("events", name))
    return _feed_of(selection, page, url)


def _feed_of_holder(name: str, slug: str, route: str) -> Feed:
    language = current()
    options = Options(timezone.now(), with_withdrawn=True)
    selection = selection_of_holder(name, slug, {}, language, options)
    if selection is None:
        raise Http404
    slug = selection.values[name]  # which is another where the one asked for has left it
    url = reverse(route, kwargs={"slug": slug})
    return _feed_of(selection, holder_path(name, slug, language), url)


def _feed_of(selection: Selection, page: str, url: str) -> Feed:
    now, language = timezone.now(), selection.language
    author = gettext("ATMP-centrum Uppsala")
    everything = gettext("ATMP-centrum Uppsala: events")
    return Feed(
        title=everything if selection.is_empty else f"{author}: {selection.title(language)}",
        author=author,
        language=language,
        site_url=settings.SITE_URL,
        page_url=settings.SITE_URL + page,
        url=settings.SITE_URL + url,
        licence=settings.DATA_LICENCE,
        entries=tuple(entries_of(selection.events(Event.objects.public(now)), language)),
    )


def _answer(request: HttpRequest, feed: Feed, response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
