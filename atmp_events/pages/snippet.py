"""The page that writes what another site needs to show events: a frame, a fragment, a script."""

from collections.abc import Iterator
from typing import Final

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from ..error_pages import only_read
from ..facts.addresses import with_query
from ..facts.centre import CentreFacts, the_centre
from ..languages import current
from ..models import Language, Text
from ..models.bilingual import other
from ..selection import Options
from .embed import USUAL, Embedded, embedded_of
from .filter_form import FilterField, fields_of
from .render import render_page, twin_of

NUMBERS: Final = ("5", "20", "50")  # besides the usual one


@csp_replace({"frame-src": [SELF]})
@only_read
def snippet(request: HttpRequest) -> HttpResponse:
    """Let a reader choose events; show them as another site would, and what to copy."""
    language, options = current(), Options(timezone.now())
    embedded = embedded_of(request, options)
    values, chosen = embedded.values, embedded.selection.values
    path = with_query(reverse("embed"), values)
    feed = with_query(reverse("events_json"), chosen | {"coming": "1"})
    site = settings.SITE_URL
    centre = the_centre(language)
    context = {
        "centre": centre,
        "fields": [*fields_of(embedded.selection, options), *_fields(embedded, language)],
        "words": embedded.selection.text,
        "title": embedded.title(language),
        "frame": path,
        "code": _frame(site + path, embedded.title(language), centre),
        "fragment": site + with_query(reverse("fragment"), values),
        "script": _script(site + feed, embedded.limit),
        "canonical": site + with_query(reverse("snippet"), values),
    }
    twin = twin_of("snippet", embedded.read_in(other(language)).values)
    return render_page(request, "public/pages/snippet.html", context, twin=twin)


def _frame(url: str, title: str, centre: CentreFacts) -> str:
    """Return a frame as text. What is stripped is no longer marked safe: the page escapes it."""
    context = {"url": url, "title": title, "centre": centre}
    return render_to_string("public/parts/embed_frame.html", context).strip()


def _script(url: str, limit: int) -> str:
    """Return a script as text. Nothing in an address needs escaping: its query is encoded."""
    context = {"url": url, "limit": limit}
    return render_to_string("public/parts/embed_script.html", context).strip()


def _fields(embedded: Embedded, language: Language) -> Iterator[FilterField]:
    """Yield the fields for how many events, and whether past ones are among them."""
    limit, also = str(embedded.limit), Text(gettext("Also earlier events"), language)
    numbers = sorted({*NUMBERS, limit} - {str(USUAL)}, key=int)
    many = {it: Text(it, language) for it in numbers}
    yield FilterField("limit", gettext("How many"), str(USUAL), many, limit)
    earlier, without = gettext("Earlier events"), gettext("Only upcoming events")
    yield FilterField("past", earlier, without, {"1": also}, "1" if embedded.past else "")
