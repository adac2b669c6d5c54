"""Structured data for pages: schema.org nodes as a JSON-LD script element (JSON-LD 1.1, 7.2)."""

import json
import re
from typing import Final

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override

from ..facts.addresses import home_path, route_path
from ..facts.event import EventFacts, SeriesFacts
from ..facts.plain_text import plain
from ..facts.where import where_of
from ..facts.who import OrganiserFacts, Participant, present_capacities
from ..models import Event, Language, Organiser, Person, Series, Venue
from ..selection import Entity, name_of
from .schema import (
    SCHEMA,
    Node,
    event_schema,
    is_complete,
    organiser_schema,
    person_schema,
    place_schema,
    series_schema,
    without_empty,
)

# Escaped, so that "</script>" or "<!--" in a text cannot end or change the element.
ESCAPED: Final = re.compile("[<>&\u2028\u2029]")


def structured_event(facts: EventFacts, card: str = "") -> SafeString:
    """Return an event and its breadcrumbs. `card` is the address of its generated image.

    An event without a date or a place is left out: search engines would reject it.
    """
    event = event_schema(facts, card=card)
    events = [event] if is_complete(event) else []
    return _data_block(*events, _breadcrumbs(facts.language, str(facts.title), facts.path))


def structured_entity(entity: Entity, language: Language, path: str) -> SafeString:
    """Return an entity and the breadcrumbs of its page at `path`."""
    name = str(name_of(entity).read(language))
    return _data_block(entity_schema(entity, language), _breadcrumbs(language, name, path))


def entity_schema(entity: Entity, language: Language) -> Node:
    """Return an entity, as an event shows it and with what only its page tells."""
    slug = entity.slugs.written(language)
    more: Node = {}
    match entity:
        case Series():
            node = series_schema(SeriesFacts(entity.title.read(language), slug, None), language)
            more["description"] = plain(entity.description.read(language))
        case Person():
            today = present_capacities(entity, language)  # not those of an event
            node = person_schema(Participant(entity.name, slug, today), language)
            more["description"] = plain(entity.bio.read(language))
            more["image"] = _file(entity.portrait)
            more["sameAs"] = entity.web_page
        case Venue():
            # As for an event with this venue and no room or entrance of its own.
            node = place_schema(where_of(Event(venue=entity), language), language)
            more = {"@id": node["url"], "sameAs": entity.web_page}
        case Organiser():
            facts = OrganiserFacts(entity.name.read(language), slug, entity.web_page)
            node = organiser_schema(facts, language)
            more["logo"] = _file(entity.logo)
    return without_empty(node | more)


def _file(stored: FieldFile) -> str:
    return settings.SITE_URL + stored.url if stored else ""


def _breadcrumbs(language: Language, name: str, path: str) -> Node:
    """Return a BreadcrumbList of the steps to a page from the home page on, as the page shows."""
    with override(language):
        steps = [
            (gettext("Upcoming"), home_path(language)),
            (gettext("All events"), route_path("events", language)),
            (name, path),
        ]
    items = [
        {"@type": "ListItem", "position": position, "name": step, "item": settings.SITE_URL + at}
        for position, (step, at) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _data_block(*nodes: Node) -> SafeString:
    """Return nodes as a data block (HTML, 4.12.1). The content security policy allows it."""
    graph = {"@context": SCHEMA, "@graph": nodes}
    document = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(ESCAPED.sub(lambda it: f"\\u{ord(it[0]):04X}", document)),  # noqa: S308
    )
