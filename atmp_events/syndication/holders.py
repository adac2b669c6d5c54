"""Series, persons, venues and organisers as schema.org describes them."""

from ..facts.prose import plain
from ..models import Language, Organiser, Person, Series, Venue
from .schema import Node, accessibility, address, geo, organisation, without_empty

Holder = Series | Person | Venue | Organiser


def holder_schema(holder: Holder, language: Language, *, site_url: str, path: str) -> Node:
    """Return the subject of the page at `path` as a node without a context."""
    url = site_url + path
    match holder:
        case Series():
            node = _series(holder, language)
        case Person():
            node = _person(holder, language, site_url)
        case Venue():
            node = _venue(holder, language)
        case Organiser():
            node = _organiser(holder, language, site_url)
    return without_empty({"@id": url, "url": url, **node})


def name_of(holder: Holder, language: Language) -> str:
    """Return the name of a series, a person, a venue or an organiser."""
    match holder:
        case Person():
            return holder.name
        case Series():
            return str(holder.title.read(language))
        case Venue() | Organiser():
            return str(holder.name.read(language))


def slug_of(holder: Holder, language: Language) -> str:
    """Return the slug of its page."""
    match holder:
        case Person() | Venue():
            return holder.slug
        case Series() | Organiser():
            return holder.slug.written(language)


def _series(series: Series, language: Language) -> Node:
    return {
        "@type": "EventSeries",
        "name": name_of(series, language),
        "description": plain(series.description.read(language)),
    }


def _person(person: Person, language: Language, site_url: str) -> Node:
    """Return a person with the roles and affiliations of today, not those of an event."""
    today = list(person.affiliations.all())
    roles = dict.fromkeys(str(it.role.read(language)) for it in today)
    organisations = dict.fromkeys(str(it.organisation.read(language)) for it in today)
    return {
        "@type": "Person",
        "name": person.name,
        "description": plain(person.bio.read(language)),
        "jobTitle": [role for role in roles if role],
        "affiliation": [organisation(name) for name in organisations if name],
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
