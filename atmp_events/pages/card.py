"""The picture of an event beside a link to it."""

from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from ..error_pages import only_read
from ..facts.addresses import card_path, sibling
from ..facts.event import EventFacts, facts_of
from ..images.card import Card, card_of, draw_card
from ..languages import current
from ..lookups import find_event
from ..models import FormerAddress

DAY: Final = 24 * 3600


def card_url(facts: EventFacts) -> str:
    """Return the absolute address of the event's picture, a new one for each new picture."""
    path = sibling(facts.path, "card", facts.language)
    return f"{settings.SITE_URL}{path}?v={card_of(facts).version}"


@only_read
def event_card(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show the picture. Who shares a link asks with its version, so a day old is not too old."""
    language = current()
    event = find_event(language, year, slug, timezone.now())
    if isinstance(event, FormerAddress):
        return HttpResponsePermanentRedirect(card_path(event.event, language))
    picture = _drawn(card_of(facts_of(event, language)))
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={DAY}"
    # It is meant for the pages of others.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _drawn(card: Card) -> bytes:
    """Return the picture, which is drawn once: its version is a digest of all that it shows."""
    key = f"card-{card.version}"
    picture: bytes | None = cache.get(key)
    if picture is None:
        picture = draw_card(card)
        cache.set(key, picture, timeout=None)
    return picture
