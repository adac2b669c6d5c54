"""The feeds that were ever public, remembered for their subscribers."""

from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS

from ..models import Both, Event, EventVersion, KnownFeed, Organiser, Series
from ..selection import ENTITIES


def feeds_of(event: Event) -> set[str]:
    """Return the digests of the feeds of an event's series, people, venue and organisers."""
    holders: list[tuple[str, Both]] = [
        *(("person", part.person.slugs) for part in event.appearances.all()),
        *(("organiser", organiser.slugs) for organiser in event.organisers_in_order),
    ]
    if event.series:
        holders.append(("series", event.series.slugs))
    if event.venue:
        holders.append(("venue", event.venue.slugs))
    return {digest for kind, slugs in holders for digest in KnownFeed.digests_of(kind, slugs)}


def last_feeds_of(versions: Iterable[EventVersion], *, using: str = DEFAULT_DB_ALIAS) -> set[str]:
    """Return the digests of the feeds in which readers last saw events."""
    seen = [version.last_seen["keys"] for version in versions if version.last_seen]
    if not seen:
        return set()
    slugs = {kind: {slug for keys in seen for slug in keys[kind]} for kind in ENTITIES}
    holders = [(kind, Both(slug, slug)) for kind in ("person", "venue") for slug in slugs[kind]]
    # They have a slug in each language; the stored one is Swedish.
    series = Series.objects.using(using).filter(slug_sv__in=slugs["series"])
    organisers = Organiser.objects.using(using).filter(slug_sv__in=slugs["organiser"])
    holders += [("series", row.slugs) for row in series]
    holders += [("organiser", row.slugs) for row in organisers]
    return {digest for kind, slugs in holders for digest in KnownFeed.digests_of(kind, slugs)}
