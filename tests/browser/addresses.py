"""Where to look: an address of every kind of page, and of an event in every state."""

from datetime import datetime
from typing import Final

from django.core.management import call_command

from atmp_events.actions.samples import load_samples
from atmp_events.models import Event

MEETING: Final = "/sv/evenemang/2024/stamceller-i-rymden/"

LISTS: Final = (
    "/sv/evenemang/",
    "/en/events/?q=stem&kind=seminar",
    "/sv/evenemang/?q=gurka&year=1066",
)
INFORMATION: Final = (
    "/sv/prenumerera/",
    "/en/subscribe/",
    "/sv/om/",
    "/sv/tillganglighet/",
    "/en/accessibility/",
    "/en/privacy/",
)
ENTITIES: Final = (
    "/en/people/per-ola-carlsson/",
    "/sv/serier/natverkstraffar/",
    "/en/venues/akademiska-sjukhuset/",
    "/sv/arrangorer/region-uppsala/",
)
NOWHERE: Final = ("/sv/nej/", "/en/no/")


def kinds() -> list[str]:
    """Load the network meeting; return an address of each kind of page."""
    call_command("load_network_meeting", verbosity=0)
    posters = (f"{MEETING}affisch/", f"{MEETING}affisch/bada/")
    return ["/sv/", "/en/", MEETING, *posters, *LISTS, *ENTITIES, *INFORMATION]


def states(now: datetime) -> list[str]:
    """Load the samples as of `now` (aware); return a page of each, and the lists they fill.

    The language changes from one to the next; what is written in one only is seen in both.
    """
    load_samples(now=now)
    pages = ["/sv/", "/en/", "/sv/evenemang/"]
    for number, event in enumerate(Event.objects.public(now)):
        is_half = not (event.title_sv and event.title_en)
        if number % 2 or is_half:
            pages.append(f"/sv/evenemang/{event.year}/{event.slug_sv}/")
        if not number % 2 or is_half:
            pages.append(f"/en/events/{event.year}/{event.slug_en}/")
    return pages
