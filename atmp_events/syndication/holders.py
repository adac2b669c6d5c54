"""Those whom events belong to, as schema.org describes them: series, people, places, organisers."""

from ..facts.prose import plain
from ..models import Language, Organiser, Person, Series, Venue
from .schema import Node, accessibility, address, geo, known, organisation

Holder = Series | Person | Venue | Organiser


def holder_schema(holder: Holder, language: Language, *, site_url: str, path: str) -> Node:
    """Return whom a page is about, as a node without a context. `path` is the page's."""
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
    return known({"@id": url, "url": url, **node})


def name_of(holder: Holder, language: Language) -> str:
    """Return what a series, a person, a place or an organiser is called."""
    match holder:
        case Person():
            return holder.name
        case Series():
            return str(holder.title.read(language))
        case Venue() | Organiser():
            return str(holder.name.read(language))


def slug_of(holder: Holder, language: Language) -> str:
    """Return the last part of the address of its page."""
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
    """Say what she is today; what she was at an event stands with the event."""
    today = list(person.affiliations.all())
    roles = dict.fromkeys(str(one.role.read(language)) for one in today)
    houses = dict.fromkeys(str(one.organisation.read(language)) for one in today)
    return {
        "@type": "Person",
        "name": person.name,
        "description": plain(person.bio.read(language)),
        "jobTitle": [role for role in roles if role],
        "affiliation": [organisation(house) for house in houses if house],
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
