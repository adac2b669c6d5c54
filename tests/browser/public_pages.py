"""Paths of every kind of public page, and of an event in every state."""

from datetime import datetime
from typing import Final

from django.core.management import call_command

from atmp_events.actions.samples import load_samples
from atmp_events.models import Event
from tests.builders import NOON, a_person, a_talk, a_venue, an_event, an_organiser, revise_once

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
INDEXES: Final = ("/sv/personer/", "/en/series/", "/sv/evenemang/2024-03/", "/en/events/2031-02/")
EMBEDDED: Final = (
    "/sv/visa-pa-er-webbplats/",
    "/sv/inbaddat/?past=1",
    "/en/embed/?kind=course",
    f"{MEETING}inbaddat/",
    "/sv/skarm/",
)
MISSING: Final = ("/sv/nej/", "/en/no/")


def one_page_of_each_kind() -> list[str]:
    """Load the network meeting; return the path of one page of each kind."""
    call_command("load_network_meeting", verbosity=0)
    posters = (f"{MEETING}affisch/", f"{MEETING}affisch/bada/")
    return [
        "/sv/",
        "/en/",
        MEETING,
        *posters,
        *LISTS,
        *INDEXES,
        *ENTITIES,
        *INFORMATION,
        *EMBEDDED,
    ]


def event_pages_in_every_state(now: datetime) -> list[str]:
    """Load the samples as of `now` (aware); return the paths of their pages and of the lists.

    The paths alternate between the languages. An event without a title in one language has both.
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


def pages_of_a_full_event() -> list[str]:
    """Create an event with all but an English title; return its paths in both languages."""
    event = an_event(
        starts_at=NOON.replace(year=2045),
        organisers=(an_organiser(name_sv="Uppsala kommun"),),
        venue=a_venue(directions_sv="Genom huvudentrén.", hearing_loop=True),
        title_en="",
        summary_sv="Om celler.",
        registration="by_link",
        registration_url="https://www.uu.se/",
        body_sv="<h3>Mer</h3><ul><li>ett</li></ul><blockquote><p>citat</p></blockquote>",
        contact=a_person(name="Eva Berg", email="eva@example.org"),
    )
    with revise_once():
        for number in range(12):
            a_talk(event, speakers=(a_person(name=f"Ada Lund {number}"),))
    return [f"/sv/evenemang/2045/{event.slug_sv}/", f"/en/events/2045/{event.slug_en}/"]
