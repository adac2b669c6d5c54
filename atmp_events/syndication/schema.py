"""An event as a schema.org node, with the properties that search engines ask for.

https://schema.org/Event and https://developers.google.com/search/docs/appearance/structured-data/event
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext, override

from ..facts.addresses import entity_path, short_path
from ..facts.details import LINKS, MATERIALS, Property
from ..facts.event import EventFacts, RegistrationFacts
from ..facts.plain_text import plain
from ..facts.when import When
from ..facts.where import Where
from ..facts.who import OrganiserFacts, Participant, TalkFacts, united
from ..models import AttendanceMode, Language, Status, Text

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
REQUIRED: Final = {"name", "startDate", "location"}  # of every Event, by Google
EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})
# A price is any text; only these words certainly mean that admission is free.
FREE: Final = {
    *("avgiftsfri", "avgiftsfritt", "gratis", "kostnadsfri", "kostnadsfritt"),
    *("free", "free of charge", "no charge"),
}


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
    shared = without_empty(of_talks_too)
    talks = [it for talk in facts.talks if is_complete(it := _talk(talk, facts, shared))]
    own = {
        "@type": "Event",
        "@id": settings.SITE_URL + short_path(facts.code),
        "identifier": facts.uid,
        "url": settings.SITE_URL + facts.path,
        "name": str(facts.title),
        "description": _description(facts),
        **_times(facts),
    }
    more = {
        "inLanguage": list(facts.languages),
        "organizer": [_organiser(it, facts.language) for it in facts.organisers],
        **_details(facts),
        "performer": [_person(it, facts.language) for it in _performers(facts)],
        "image": _images(facts, card),
        "maximumAttendeeCapacity": facts.registration.capacity,
        "remainingAttendeeCapacity": facts.registration.few_left,
        "isAccessibleForFree": _is_free(facts) or None,
        "offers": _offers(facts),
        "superEvent": _series(facts),
    }
    links = {
        it.schema.name: _valued(it.schema, url) for it in LINKS if (url := facts.link(it.name))
    }
    parts = {"subEvent": talks} if talks else {}
    return without_empty(own) | shared | without_empty(more) | parts | links


def is_complete(event: Node) -> bool:
    """Check for what Google requires of an Event; without it, search engines reject the page."""
    return all(event.get(name) for name in REQUIRED)


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> Node:
    """Return a BreadcrumbList of steps (name, path), from the home page on."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": settings.SITE_URL + path,
            }
            for position, (name, path) in enumerate(trail, start=1)
        ],
    }


def without_empty(node: Node) -> Node:
    """Return a node without empty values, its own and those of nodes in it.

    A node of which only the type is left is empty, too.
    """
    filled = {name: it for name, child in node.items() if (it := _filled(child)) not in EMPTY}
    return filled if filled.keys() - {"@type"} else {}


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return without_empty(value)
    if isinstance(value, list):
        return [it for child in value if (it := _filled(child)) not in EMPTY]
    return value


def organisation(name: str, **more: Any) -> Node:
    """Return an Organization."""
    return {"@type": "Organization", "name": name, **more}


def address(*, street: str, postal_code: str, city: str, country: str) -> Node:
    """Return a PostalAddress, or an empty node if only the country is known."""
    lines = {"streetAddress": street, "postalCode": postal_code, "addressLocality": city}
    if not any(lines.values()):
        return {}
    return {"@type": "PostalAddress", **lines, "addressCountry": country}


def _description(facts: EventFacts) -> str:
    """Return the summary and the body, or else the titles of the talks."""
    text = "\n\n".join(filter(None, (str(facts.summary), plain(facts.body))))
    return text or "\n".join(talk.title for talk in facts.talks)


def _times(facts: EventFacts) -> Node:
    """Return the dates. A postponed event has its former ones until new ones are set."""
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

    Without a public link, the address of the online location is where one registers, or the page.
    """
    where = facts.where
    places = [_place(where, facts.language)] if where.on_site else []
    if where.online:
        web = "" if facts.registration.by_email else facts.registration.absolute(settings.SITE_URL)
        url = where.online_url or web or settings.SITE_URL + facts.path
        places.append({"@type": "VirtualLocation", "url": url})
    return places


def _place(where: Where, language: Language) -> Node:
    """Return the place on site. Without a street or a town, its address is what it is called."""
    name = ", ".join(filter(None, (where.room, where.venue))) or where.door
    page = entity_path("venue", where.venue_slug, language) if where.venue_slug else ""
    return {
        "@type": "Place",
        "name": name,
        "url": page and settings.SITE_URL + page,
        "description": ", ".join(filter(None, (where.explained_door, where.directions))),
        "address": address(
            street=where.street,
            postal_code=where.postal_code,
            city=where.city,
            country=where.country,
        )
        or ", ".join(filter(None, (where.door, where.room, where.venue))),
        "geo": geo(where.latitude, where.longitude),
        "hasMap": where.map_url,
        "amenityFeature": accessibility(where.step_free, where.hearing_loop, language),
    }


def geo(latitude: Any, longitude: Any) -> Node:
    """Return GeoCoordinates (WGS 84, degrees), or an empty node if they are unknown."""
    if latitude is None or longitude is None:
        return {}
    return {"@type": "GeoCoordinates", "latitude": float(latitude), "longitude": float(longitude)}


def accessibility(
    step_free: bool | None, hearing_loop: bool | None, language: Language
) -> list[Node]:
    """Return the accessibility of a place as LocationFeatureSpecifications; None means unknown."""
    with override(language):
        features = {gettext("step-free access"): step_free, gettext("hearing loop"): hearing_loop}
    return [
        {"@type": "LocationFeatureSpecification", "name": name, "value": value}
        for name, value in features.items()
        if value is not None
    ]


def _organiser(organiser: OrganiserFacts, language: Language) -> Node:
    page = _page_of("organiser", organiser.slug, language)
    return organisation(str(organiser.name), **page, sameAs=organiser.web_page)


def _performers(facts: EventFacts) -> tuple[Participant, ...]:
    """Return each host and speaker once, with all capacities in the event and its talks."""
    speakers = (speaker for talk in facts.talks for speaker in talk.speakers)
    return united((*facts.hosts, *speakers))


def _person(person: Participant, language: Language) -> Node:
    return {
        "@type": "Person",
        **_page_of("person", person.slug, language),
        "name": person.name,
        **roles_and_affiliations((it.role, it.affiliation) for it in person.capacities),
    }


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
        elif schema.name != "offers":  # The price stands in the offer, with registration.
            node[schema.name] = _valued(schema, str(it.text))
    return node


def _valued(schema: Property, text: str) -> Node | str:
    return {"@type": schema.type, schema.value: text} if schema.type else text


def roles_and_affiliations(capacities: Iterable[tuple[Text, Text]]) -> Node:
    """Return the distinct roles and organisations of a person as properties."""
    known = [(str(role), str(affiliation)) for role, affiliation in capacities]
    return {
        "jobTitle": list(dict.fromkeys(role for role, _affiliation in known)),
        "affiliation": [organisation(it) for it in dict.fromkeys(it for _role, it in known)],
    }


def _offers(facts: EventFacts) -> list[Node]:
    """Return registration as an Offer; none if the event is cancelled or postponed."""
    it = facts.registration
    if not it.url or facts.is_struck:
        return []
    offer = {
        "@type": "Offer",
        "url": it.absolute(settings.SITE_URL),
        "name": it.by_email,
        "availability": _availability(it),
        "validFrom": it.opens_at.isoformat(timespec="minutes") if it.opens_at else "",
        "availabilityEnds": it.closes_at.isoformat(timespec="minutes") if it.closes_at else "",
        "description": facts.detail("price"),
    }
    return [offer | ({"price": "0", "priceCurrency": "SEK"} if _is_free(facts) else {})]


def _availability(registration: RegistrationFacts) -> str:
    """Return an ItemAvailability; on other sites than this only SoldOut is known."""
    if registration.fully_booked:
        return f"{SCHEMA}/SoldOut"
    if not registration.is_here:
        return ""
    return f"{SCHEMA}/LimitedAvailability" if registration.few_left else f"{SCHEMA}/InStock"


def _series(facts: EventFacts) -> Node:
    if facts.series is None:
        return {}
    page = _page_of("series", facts.series.slug, facts.language)
    return {"@type": "EventSeries", **page, "name": str(facts.series.title)}


def _page_of(name: str, slug: str, language: Language) -> Node:
    """Return the `@id` and `url` of an entity: the address of its page."""
    url = settings.SITE_URL + entity_path(name, slug, language)
    return {"@id": url, "url": url}


def _talk(talk: TalkFacts, facts: EventFacts, shared: Node) -> Node:
    own = {
        "@type": "Event",
        "name": str(talk.title),
        "description": plain(talk.abstract),
        "startDate": _talk_starts(talk, facts.when),
    }
    more = {
        "inLanguage": list(facts.languages),
        "performer": [_person(it, facts.language) for it in talk.speakers],
        **_materials(talk),
    }
    return without_empty(own) | shared | without_empty(more)


def _materials(talk: TalkFacts) -> Node:
    """Return the recording and the slides of a talk, by the property of each."""
    node: dict[str, list[Node]] = {}
    properties = {it.name: it.schema for it in MATERIALS}
    for it in talk.materials:
        schema = properties[it.name]
        one: Node = {
            "@type": schema.type,
            schema.value: it.absolute(settings.SITE_URL),
            "name": str(talk.title),
        }
        if it.name == "recording_url":
            one["caption"] = [
                {"@type": "MediaObject", "inLanguage": code} for code in talk.captions
            ]
        node.setdefault(schema.name, []).append(one)
    return node


def _talk_starts(talk: TalkFacts, when: When | None) -> str:
    """Return the start of a talk, or else the date of a one-day event (ISO 8601)."""
    if when is None:
        return ""
    if talk.starts_at:
        return when.iso(talk.starts_at)
    return when.starts_at.date().isoformat() if when.is_one_day else ""
