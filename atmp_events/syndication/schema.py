"""Structured data of pages: schema.org nodes in a JSON-LD script element (JSON-LD 1.1, 7.2).

An event has the properties that search engines ask for:
https://schema.org/Event and https://developers.google.com/search/docs/appearance/structured-data/event
"""

import json
from typing import Any, Final

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override

from ..facts.details import LINKS, MATERIALS, SchemaProperty
from ..facts.event import EventFacts, RegistrationFacts, SeriesFacts
from ..facts.paths import entity_path, route_path
from ..facts.plain_text import plain
from ..facts.when import When
from ..facts.where import Where, where_of
from ..facts.who import OrganiserFacts, Participant, TalkFacts, present_affiliations, unique_people
from ..models import (
    AttendanceMode,
    Event,
    Language,
    Organiser,
    Person,
    Series,
    Status,
    Venue,
)
from ..selection import Entity, name_of

Node = dict[str, Any]

SCHEMA: Final = "https://schema.org"
STATUS: Final = {
    Status.SCHEDULED: f"{SCHEMA}/EventScheduled",
    Status.CANCELLED: f"{SCHEMA}/EventCancelled",
    Status.POSTPONED: f"{SCHEMA}/EventPostponed",
    Status.RESCHEDULED: f"{SCHEMA}/EventRescheduled",
    Status.MOVED_ONLINE: f"{SCHEMA}/EventMovedOnline",
}
ATTENDANCE: Final = {
    AttendanceMode.ON_SITE: f"{SCHEMA}/OfflineEventAttendanceMode",
    AttendanceMode.ONLINE: f"{SCHEMA}/OnlineEventAttendanceMode",
    AttendanceMode.HYBRID: f"{SCHEMA}/MixedEventAttendanceMode",
}
# Escaped, so that "</script>" or "<!--" in a text cannot end or change the element.
ESCAPED: Final = "<>&\u2028\u2029"
REQUIRED: Final = {"name", "startDate", "location"}  # of every Event, by Google
EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})
# A price is any text. Only these words surely mean that admission is free.
FREE: Final = {
    *("avgiftsfri", "avgiftsfritt", "gratis", "kostnadsfri", "kostnadsfritt"),
    *("free", "free of charge", "no charge"),
}


def structured_event(facts: EventFacts, card: str = "") -> SafeString:
    """Return an event and its breadcrumbs. `card` is the address of its generated image.

    An event without a date or a place is left out: search engines would reject it.
    """
    event = event_schema(facts, card=card)
    events = [event] if _is_complete(event) else []
    here = (str(facts.title), facts.path)
    with override(facts.language):
        parent = (gettext("All events"), route_path("events", facts.language))
        return _data_block(*events, _breadcrumbs(facts.language, parent, here))


def structured_entity(
    entity: Entity, language: Language, path: str, parent: str, parent_path: str
) -> SafeString:
    """Return an entity and the breadcrumbs of its page at `path`; `parent` is its index."""
    here = (str(name_of(entity).read(language)), path)
    with override(language):
        steps = _breadcrumbs(language, (str(parent), parent_path), here)
    return _data_block(entity_schema(entity, language), steps)


def event_schema(facts: EventFacts, *, card: str = "") -> Node:
    """Return an event as a schema.org Event without `@context`.

    `card` is the address of the event's generated image, listed after the uploaded one. Unknown
    properties are left out.
    """
    of_talks_too = {
        "eventStatus": STATUS[Status(facts.status)],
        "eventAttendanceMode": ATTENDANCE[AttendanceMode(facts.where.mode)],
        "location": _locations(facts),
    }
    talks = [_without_empty(_talk(talk, facts) | of_talks_too) for talk in facts.talks]
    node = {
        "@type": "Event",
        "@id": facts.short_url,
        "identifier": facts.uid,
        "url": facts.url,
        "name": str(facts.title),
        "description": _description(facts),
        **_times(facts),
        **of_talks_too,
        "inLanguage": list(facts.languages),
        "organizer": [_organiser(it, facts.language) for it in facts.organisers],
        **_details(facts),
        "performer": [
            _person(it, facts.language) for it in unique_people((*facts.hosts, *facts.speakers))
        ],
        "image": _images(facts, card),
        "maximumAttendeeCapacity": facts.registration.capacity,
        "remainingAttendeeCapacity": facts.registration.few_left,
        "isAccessibleForFree": _is_free(facts) or None,
        "offers": _offers(facts),
        "superEvent": _series(facts.series, facts.language) if facts.series else {},
        "subEvent": [talk for talk in talks if _is_complete(talk)],
        **{it.schema.name: _valued(it.schema, facts.link(it.name)) for it in LINKS},
    }
    return _without_empty(node)


def entity_schema(entity: Entity, language: Language) -> Node:
    """Return an entity, as events show it, with the further data of its own page."""
    slug = entity.slugs.written(language)
    more: Node = {}
    match entity:
        case Series():
            node = _series(SeriesFacts(entity.title.read(language), slug, None), language)
            more["description"] = plain(entity.description.read(language))
        case Person():
            today = present_affiliations(entity, language)  # not those of an event
            node = _person(Participant(entity.name, slug, today), language)
            more["description"] = plain(entity.bio.read(language))
            more["image"] = _file(entity.portrait)
            more["sameAs"] = entity.web_page
        case Venue():
            # The same as for an event here without a room or an entrance.
            node = _place(where_of(Event(venue=entity), language), language)
            more = {"@id": node["url"], "sameAs": entity.web_page}
        case Organiser():
            facts = OrganiserFacts(entity.name.read(language), slug, entity.web_page)
            node = _organiser(facts, language)
            more["logo"] = _file(entity.logo)
    return _without_empty(node | more)


def _file(stored: FieldFile) -> str:
    return settings.SITE_URL + stored.url if stored else ""


def _breadcrumbs(language: Language, *steps: tuple[str, str]) -> Node:
    """Return a BreadcrumbList from the home page to a page. Each step is a name and a path.

    Call it with the language active.
    """
    home = (gettext("Upcoming"), route_path("home", language))
    items = [
        {"@type": "ListItem", "position": position, "name": step, "item": settings.SITE_URL + at}
        for position, (step, at) in enumerate((home, *steps), start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _data_block(*nodes: Node) -> SafeString:
    """Return nodes as a data block (HTML, 4.12.1). The content security policy allows it."""
    graph = {"@context": SCHEMA, "@graph": nodes}
    document = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    for character in ESCAPED:
        document = document.replace(character, f"\\u{ord(character):04X}")
    return mark_safe(f'<script type="application/ld+json">{document}</script>')  # noqa: S308


def _is_complete(event: Node) -> bool:
    """Return whether an Event has what Google requires; search engines reject it otherwise."""
    return all(event.get(name) for name in REQUIRED)


def _without_empty(node: Node) -> Node:
    """Return a node without its empty values; {} if nothing but its type is left."""
    filled = {name: it for name, it in node.items() if it not in EMPTY}
    return filled if filled.keys() - {"@type"} else {}


def _description(facts: EventFacts) -> str:
    """Return the summary and the body, or else the titles of the talks."""
    text = "\n\n".join(filter(None, (str(facts.summary), plain(facts.body))))
    return text or "\n".join(talk.title for talk in facts.talks)


def _times(facts: EventFacts) -> Node:
    """Return the dates. A postponed event has its former dates until new ones are set."""
    if facts.when is None:
        return {}
    return {
        "startDate": facts.when.starts_iso,
        "endDate": facts.when.ends_iso,
        "previousStartDate": previous_start(facts),
    }


def previous_start(facts: EventFacts) -> str:
    """Return the start before a new date in ISO 8601 on the event's clock, or ""."""
    was, when = facts.previous_starts_at, facts.when
    if was is None or when is None:
        return ""
    start = when.iso(was)
    return start.partition("T")[0] if when.was_whole_day(was) else start


def _locations(facts: EventFacts) -> list[Node]:
    """Return the place, the online location, or both for a hybrid event.

    Without a public link, the online location has the address of the registration, or of the page.
    """
    where = facts.where
    place = _place(where, facts.language) if where.on_site else {}
    places = [place] if place else []
    if where.online:
        web = "" if facts.registration.by_email else facts.registration.absolute_url
        url = where.online_url or web or facts.url
        places.append({"@type": "VirtualLocation", "url": url})
    return places


def _place(where: Where, language: Language) -> Node:
    """Return the place on site. Without a street or a town, its address is its name."""
    page = _page_of("venue", where.venue_slug, language)["url"] if where.venue_slug else ""
    lines = {
        "streetAddress": where.street,
        "postalCode": where.postal_code,
        "addressLocality": where.city,
    }
    full_name = ", ".join(filter(None, (where.entrance_in_words, where.room, where.venue)))
    address = {"@type": "PostalAddress", **lines, "addressCountry": where.country}
    geo: Node = {}
    if where.point:
        latitude, longitude = map(float, where.point)
        geo = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    with override(language):
        features = {
            gettext("step-free access"): where.step_free,
            gettext("hearing loop"): where.hearing_loop,
        }
    place = {
        "@type": "Place",
        "name": ", ".join(filter(None, (where.room, where.venue))) or where.entrance_in_words,
        "url": page,
        "description": ", ".join(filter(None, (where.explained_entrance, where.directions))),
        "address": _without_empty(address) if any(lines.values()) else full_name,
        "geo": geo,
        "hasMap": where.map_url,
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": name, "value": value}
            for name, value in features.items()
            if value is not None
        ],
    }
    return _without_empty(place)


def _organiser(organiser: OrganiserFacts, language: Language) -> Node:
    """Return an organiser as an Organization."""
    page = _page_of("organiser", organiser.slug, language)
    name, same = str(organiser.name), organiser.web_page
    return _without_empty({"@type": "Organization", "name": name, **page, "sameAs": same})


def _person(person: Participant, language: Language) -> Node:
    """Return a person with the distinct roles and organisations."""
    roles = dict.fromkeys(str(it.role) for it in person.affiliations if it.role)
    organisations = dict.fromkeys(
        str(it.affiliation) for it in person.affiliations if it.affiliation
    )
    node = {
        "@type": "Person",
        **_page_of("person", person.slug, language),
        "name": person.name,
        "jobTitle": list(roles),
        "affiliation": [{"@type": "Organization", "name": it} for it in organisations],
    }
    return _without_empty(node)


def _images(facts: EventFacts, card: str) -> list[str]:
    own = facts.picture.url if facts.picture else ""
    return [path if "://" in path else settings.SITE_URL + path for path in (own, card) if path]


def _is_free(facts: EventFacts) -> bool:
    return facts.detail("price").strip(" .").casefold() in FREE


def _details(facts: EventFacts) -> Node:
    """Return the small facts; those without a property of their own as PropertyValues."""
    node: Node = {"additionalProperty": []}
    for it in facts.details:
        schema = it.detail.schema
        if schema is None:
            value = {"@type": "PropertyValue", "name": it.label, "value": str(it.text)}
            node["additionalProperty"].append(value)
        elif schema.name != "offers":  # The price is in the offer, with registration.
            node[schema.name] = _valued(schema, str(it.text))
    return node


def _valued(schema: SchemaProperty, text: str) -> Node | str:
    return _without_empty({"@type": schema.type, schema.value: text}) if schema.type else text


def _offers(facts: EventFacts) -> list[Node]:
    """Return registration as an Offer; none if the event is cancelled or postponed."""
    it = facts.registration
    if not it.url or facts.is_called_off:
        return []
    offer = {
        "@type": "Offer",
        "url": it.absolute_url,
        "name": it.by_email,
        "availability": _availability(it),
        "validFrom": it.opens_at.isoformat(timespec="minutes") if it.opens_at else "",
        "availabilityEnds": it.closes_at.isoformat(timespec="minutes") if it.closes_at else "",
        "description": facts.detail("price"),
    }
    price = {"price": "0", "priceCurrency": "SEK"} if _is_free(facts) else {}
    return [_without_empty(offer | price)]


def _availability(registration: RegistrationFacts) -> str:
    """Return an ItemAvailability; for registration on another site only SoldOut is known."""
    if registration.fully_booked:
        return f"{SCHEMA}/SoldOut"
    if not registration.is_here:
        return ""
    return f"{SCHEMA}/LimitedAvailability" if registration.few_left else f"{SCHEMA}/InStock"


def _series(series: SeriesFacts, language: Language) -> Node:
    """Return a series as an EventSeries."""
    page = _page_of("series", series.slug, language)
    return {"@type": "EventSeries", **page, "name": str(series.title)}


def _page_of(name: str, slug: str, language: Language) -> Node:
    """Return the `@id` and `url` of an entity: the address of its page."""
    url = settings.SITE_URL + entity_path(name, slug, language)
    return {"@id": url, "url": url}


def _talk(talk: TalkFacts, facts: EventFacts) -> Node:
    """Return an item of the programme, without what it shares with the event."""
    return {
        "@type": "Event",
        "name": str(talk.title),
        "description": plain(talk.abstract),
        "startDate": _talk_starts(talk, facts.when),
        "inLanguage": list(facts.languages),
        "performer": [_person(it, facts.language) for it in talk.speakers],
        **_materials(talk),
    }


def _materials(talk: TalkFacts) -> Node:
    """Return the recording and the slides of a talk, by the property of each."""
    node: dict[str, list[Node]] = {}
    properties = {it.name: it.schema for it in MATERIALS}
    for it in talk.materials:
        schema = properties[it.name]
        one: Node = {
            "@type": schema.type,
            schema.value: it.absolute_url,
            "name": str(talk.title),
        }
        if it.name == "recording_url":
            one["caption"] = [
                {"@type": "MediaObject", "inLanguage": code} for code in talk.captions
            ]
        node.setdefault(schema.name, []).append(_without_empty(one))
    return node


def _talk_starts(talk: TalkFacts, when: When | None) -> str:
    """Return the start of a talk, or else the date of a one-day event (ISO 8601)."""
    if when is None:
        return ""
    if talk.starts_at:
        return when.iso(talk.starts_at)
    return when.starts_at.date().isoformat() if when.is_one_day else ""
