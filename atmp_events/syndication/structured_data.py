"""Structured data for pages: schema.org nodes as a JSON-LD script element (JSON-LD 1.1, 7.2)."""

import json
import re
from typing import Final

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override

from ..facts.addresses import home_path, route_path
from ..facts.event import EventFacts
from ..models import Language
from ..selection import Entity
from .entities import entity_schema, name_of
from .schema import SCHEMA, Node, breadcrumbs, event_schema, is_complete

# Escaped, so that "</script>" or "<!--" in a text cannot end or change the element.
ESCAPED: Final = re.compile("[<>&\u2028\u2029]")


def structured_event(facts: EventFacts, card: str = "") -> SafeString:
    """Return an event and its breadcrumbs. `card` is the address of its generated image.

    An event without a date or a place is left out: search engines would reject it.
    """
    site_url = settings.SITE_URL
    with override(facts.language):
        trail = [*_beginning(facts.language), (str(facts.title), facts.path)]
    event = event_schema(facts, site_url=site_url, card=card)
    events = [event] if is_complete(event) else []
    return data_block(*events, breadcrumbs(trail, site_url=site_url))


def structured_entity(entity: Entity, language: Language, path: str) -> SafeString:
    """Return an entity and the breadcrumbs of its page at `path`."""
    with override(language):
        trail = [*_beginning(language), (name_of(entity, language), path)]
    return data_block(
        entity_schema(entity, language, site_url=settings.SITE_URL, path=path),
        breadcrumbs(trail, site_url=settings.SITE_URL),
    )


def _beginning(language: Language) -> list[tuple[str, str]]:
    """Return the first breadcrumbs of each page, as the page shows them."""
    events = route_path("events", language)
    return [(gettext("Upcoming"), home_path(language)), (gettext("All events"), events)]


def data_block(*nodes: Node) -> SafeString:
    """Return nodes as a data block (HTML, 4.12.1). The content security policy allows it."""
    graph = {"@context": SCHEMA, "@graph": nodes}
    document = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(ESCAPED.sub(lambda it: f"\\u{ord(it[0]):04X}", document)),  # noqa: S308
    )
