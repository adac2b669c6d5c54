"""Series, persons, venues and organisers as schema.org nodes."""

from ..facts.plain_text import plain
from ..models import Language, Organiser, Person, Series, Venue
from ..selection import Entity, option_of
from .schema import Node, accessibility, address, geo, roles_and_affiliations, without_empty


def entity_schema(entity: Entity, language: Language, *, site_url: str, path: str) -> Node:
    """Return the entity with its page at `path` as a node without `@context`."""
    url = site_url + path
    match entity:
        case Series():
            node = _series(entity, language)
        case Person():
            node = _person(entity, language, site_url)
        case Venue():
            node = _venue(entity, language)
        case Organiser():
            node = _organiser(entity, language, site_url)
    return without_empty({"@id": url, "url": url, **node})


def name_of(entity: Entity, language: Language) -> str:
    """Return the name of an entity."""
    return str(option_of(entity).name.read(language))


def _series(series: Series, language: Language) -> Node:
    return {
        "@type": "EventSeries",
        "name": name_of(series, language),
        "description": plain(series.description.read(language)),
    }


def _person(person: Person, language: Language, site_url: str) -> Node:
    """Return a person with current roles and affiliations, not those of an event."""
    today = person.affiliations.all()
    return {
        "@type": "Person",
        "name": person.name,
        "description": plain(person.bio.read(language)),
        **roles_and_affiliations(
            (it.role.read(language), it.organisation.read(language)) for it in today
        ),
        "image": site_url + person.portrait.url if person.portrait else "",
        "sameAs": person.web_page,
    }


def _venue(venue: Venue, language: Language) -> Node:
    return {
        "@type": "Place",
        "name": name_of(venue, language),
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


def _organiser(organiser: Organiser, language: Language, site_url: str) -> Node:
    return {
        "@type": "Organization",
        "name": name_of(organiser, language),
        "logo": site_url + organiser.logo.url if organiser.logo else "",
        "sameAs": organiser.web_page,
    }
