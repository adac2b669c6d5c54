"""The private link of an event is in letters to attendees, and nowhere else."""

import logging
import re
from html import unescape
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import get_resolver

from atmp_events.models import AttendanceMode, Event
from tests.builders import a_person, a_series, a_talk, a_venue, an_organiser

from .registration import (
    an_event_with_registration,
    own_page_path,
    queued_letters,
    registration_data,
    registration_path,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail", "a_month_before")]
SECRET = "0pen5e5ame"
LINK = re.compile(r'(?:href|src)="([^"]+)"')
PRIVATE = f"https://zoom.example.org/j/{SECRET}"


def public_paths(event: Event) -> set[str]:
    """Return the public paths of an event and of the lists with it, in both languages."""
    paths = {"/robots.txt", "/sitemap.xml", f"/e/{event.code}/"}
    sv, en = (f"/sv/evenemang/2027/{event.slug_sv}", f"/en/events/2027/{event.slug_en}")
    paths |= {
        *(f"{sv}{it}" for it in ("/", ".ics", "/affisch/", "/affisch/bada/", "/inbaddat/")),
        *(f"{en}{it}" for it in ("/", ".ics", "/poster/", "/poster/both/", "/embed/")),
        *(f"{sv}/{it}" for it in ("anmalan/", "anmalan/tack/", "folj/", "kort.png")),
        *(f"{en}/{it}" for it in ("register/", "register/thanks/", "follow/", "card.png")),
    }
    lists = {"sv": "/sv/evenemang", "en": "/en/events"}
    for language, start in lists.items():
        paths |= {f"{start}{it}" for it in ("/", ".ics", ".atom", ".json", "/2027/", "/2027-04/")}
        paths |= {f"{start}/?q=zoom", f"{start}.ics?person=ada-lund&alarm=1h", f"/{language}/"}
        url = f"https://events.example.org{sv if language == 'sv' else en}/"
        paths.add(f"/oembed?url={url}")
    for it in ("inbaddat/", "inbaddat.html", "skarm/", "mina/", f"mina.ics?e={event.code}"):
        paths.add(f"/sv/{it}")
    for it in ("embed/", "embed.html", "screen/", "mine/", f"mine.ics?e={event.code}"):
        paths.add(f"/en/{it}")
    return paths


def crawl(client: Client, paths: set[str]) -> dict[str, bytes]:
    """Return headers and body by path, for these paths and the pages that they link to."""
    answers: dict[str, bytes] = {}
    waiting = sorted(paths)
    while waiting:
        path = waiting.pop(0)
        response = client.get(path)
        body = b"".join(response) if response.streaming else response.content
        answers[path] = body + repr(response.headers).encode()
        if response.headers.get("Content-Type", "").startswith("text/html"):
            for link in LINK.findall(body.decode()):
                found = urljoin(path, unescape(link)).partition("#")[0]
                found = found.removeprefix("https://events.example.org")
                is_new = found not in answers and found not in waiting
                # A query only filters; `public_paths` has examples.
                if found.startswith(("/sv/", "/en/")) and "?" not in found and is_new:
                    waiting.append(found)
    return answers


def test_private_link_is_in_the_letter_and_at_no_public_address(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    speaker, series, venue = a_person(), a_series(), a_venue()
    event = an_event_with_registration(
        5,
        registration_settings={"private_url": PRIVATE, "asks_food": True},
        series=series,
        venue=venue,
        contact=speaker,
        attendance_mode=AttendanceMode.HYBRID,
        organisers=(an_organiser(),),
    )
    a_talk(event, speakers=(speaker,))
    for language in ("sv", "en"):
        email = f"{language}@example.org"
        response = client.post(
            registration_path(event, language),
            registration_data(client, event, language, email=email),
        )
        assert response.status_code == 303
    answers = crawl(client, public_paths(event))
    assert len(answers) > 80
    for letter in queued_letters():
        assert PRIVATE in letter.message
        assert PRIVATE in letter.html_message
        # Many programs copy the calendar elsewhere.
        assert SECRET not in letter.context["calendar"]
        own = own_page_path(letter)
        for path in (own, f"{own}uppgifter.json", f"{own}data.json"):
            answers[path] = client.get(path).content
    assert [path for path, body in answers.items() if SECRET.encode() in body] == []
    assert SECRET not in caplog.text
    assert [it for it in event_route_names() if it not in COVERED_ROUTES] == []


# Names of the routes of an event; add a new one to `public_paths` first.
COVERED_ROUTES = {
    *("event", "event_calendar", "poster", "poster_both", "card", "event_embed"),
    *("register", "register_thanks", "follow_event"),
}


def event_route_names() -> set[str]:
    """Return the names of the routes below the address of an event."""
    names = set()
    for it in get_resolver().url_patterns:
        for route in getattr(it, "url_patterns", []):
            if "<slug:slug>" in str(route.pattern) and "<int:year>" in str(route.pattern):
                names.add(str(route.name))
    return names
