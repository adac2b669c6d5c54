"""The share card of an event: its address and its view."""

from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from ..error_pages import only_read
from ..facts.addresses import card_path, sibling
from ..facts.centre import the_centre
from ..facts.event import EventFacts, facts_of
from ..headers import public_for
from ..images.card import Card, card_of, draw_card
from ..languages import current
from ..lookups import find_event
from ..models import FormerAddress
from .event_at_moment import event_at

DAY: Final = 24 * 3600


def card_url(card: Card, facts: EventFacts) -> str:
    """Return the absolute address of an event's card. It has the version of the card."""
    return f"{settings.SITE_URL}{sibling(facts.path, 'card', facts.language)}?v={card.version}"


@only_read
def event_card(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Answer with the card. A browser may cache it for a day: a changed card has a new address."""
    now, language = timezone.now(), current()
    event = find_event(language, year, slug, now)
    if isinstance(event, FormerAddress):
        return HttpResponsePermanentRedirect(card_path(event.event, language))
    facts, centre = facts_of(event, language), the_centre(language)
    shown = event_at(facts, now)
    picture = _drawn(card_of(facts, centre, shown.news, took_place=shown.standing.took_place))
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = public_for(DAY)
    # Other sites show it.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _drawn(card: Card) -> bytes:
    """Return a card as PNG, drawn once: the version is a digest of everything it shows."""
    key = f"card-{card.version}"
    cache = caches["pages"]
    picture: bytes | None = cache.get(key)
    if picture is None:
        picture = draw_card(card)
        cache.set(key, picture, None)
    return picture
