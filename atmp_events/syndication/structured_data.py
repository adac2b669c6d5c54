"""Structured data for pages: schema.org nodes as a JSON-LD script element (JSON-LD 1.1, 7.2)."""

import json
import re
from typing import Final

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override

from ..facts.addresses import route_path
from ..facts.event import EventFacts
from ..facts.plain_text import plain
from ..models import Language, Organiser, Person, Series, Venue
from ..selection import Entity, name_of
from .schema import (
    SCHEMA,
    Node,
    accessibility,
    address,
    breadcrumbs,
    event_schema,
    geo,
    is_complete,
    roles_and_affiliations,
    without_empty,
)

# Escaped, so that "</script>" or "<!--" in a text cannot end or change the element.
ESCAPED: Final = re.compile("[<>&\u2028\u2029]")


def structured_event(facts: EventFacts, card: str = "") -> SafeString:
    """Return an event and its breadcrumbs. `card` is the address of its generated image.

    An event without a date or a place is left out: search engines would reject it.
    """
    with override(facts.language):
        trail = [*_beginning(facts.language), (str(facts.title), facts.path)]
    event = event_schema(facts, card=card)
    events = [event] if is_complete(event) else []
    return data_block(*events, breadcrumbs(trail))


def structured_entity(entity: Entity, language: Language, path: str) -> SafeString:
    """Return an entity and the breadcrumbs of its page at `path`."""
    with override(language):
        trail = [*_beginning(language), (str(name_of(entity).read(language)), path)]
    return data_block(
        entity_schema(entity, language, path=path),
        breadcrumbs(trail),
    )


def _beginning(language: Language) -> list[tuple[str, str]]:
    """Return the first breadcrumbs of each page, as the page shows them."""
    events = route_path("events", language)
    return [(gettext("Upcoming"), route_path("home", language)), (gettext("All events"), events)]


def data_block(*nodes: Node) -> SafeString:
    """Return nodes as a data block (HTML, 4.12.1). The content security policy allows it."""
    graph = {"@context": SCHEMA, "@graph": nodes}
    document = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(ESCAPED.sub(lambda it: f"\\u{ord(it[0]):04X}", document)),  # noqa: S308
    )


def entity_schema(entity: Entity, language: Language, path: str) -> Node:
    """Return the entity with its page at `path` as a node without `@context`."""
    url = settings.SITE_URL + path
    match entity:
        case Series():
            node = _series(entity, language)
        case Person():
            node = _person(entity, language)
        case Venue():
            node = _venue(entity, language)
        case Organiser():
            node = _organiser(entity, language)
    return without_empty({"@id": url, "url": url, **node})


def _series(series: Series, language: Language) -> Node:
    return {
        "@type": "EventSeries",
        "name": str(name_of(series).read(language)),
        "description": plain(series.description.read(language)),
    }


def _person(person: Person, language: Language) -> Node:
    """Return a person with current roles and affiliations, not those of an event."""
    today = person.affiliations.all()
    return {
        "@type": "Person",
        "name": person.name,
        "description": plain(person.bio.read(language)),
        **roles_and_affiliations(
            (it.role.read(language), it.organisation.read(language)) for it in today
        ),
        "image": settings.SITE_URL + person.portrait.url if person.portrait else "",
        "sameAs": person.web_page,
    }


def _venue(venue: Venue, language: Language) -> Node:
    return {
        "@type": "Place",
        "name": str(name_of(venue).read(language)),
        "description": str(venue.directions.read(language)),
        "address": address(
            street=venue.street,
            postal_code=venue.postal_code,
            city=venue.city,
            country=venue.country,
        ),
        "geo": geo(venue.latitude, venue.longitude),
        "amenityFeature": accessibility(venue.step_free, venue.hearing_loop, language),
        "sameAs": venue.web_page,
    }


def _organiser(organiser: Organiser, language: Language) -> Node:
    return {
        "@type": "Organization",
        "name": str(name_of(organiser).read(language)),
        "logo": settings.SITE_URL + organiser.logo.url if organiser.logo else "",
        "sameAs": organiser.web_page,
    }
