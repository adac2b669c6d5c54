"""Hostile parameters, headers and bodies to every address."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone, translation

from atmp_events.middleware import PARAMETERS
from atmp_events.models import Event, Preview, User
from tests.builders import a_person, a_series, a_talk, a_venue, an_event, an_organiser

from .hostile import FACTOR, SEED, Findings, HostileRequest, check, hostile_requests, hostile_text

pytestmark = pytest.mark.django_db

PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
ADMIN_PARAMETERS = {
    *("q", "o", "p", "e", "all", "_popup", "_to_field", "_changelist_filters", "next", "language"),
    *("term", "app_label", "model_name", "field_name", "action", "_selected_action", "post"),
    *("_do", "_save", "_continue", "kind__exact", "state__exact", "starts_at__year", "title_sv"),
    *("username", "password", "typed", "code", "version", "with", "object_id", "initial"),
}


@pytest.fixture
def meeting() -> Event:
    """An event with a related object of each kind that has an address."""
    person = a_person()
    event = an_event(venue=a_venue(), series=a_series(), organisers=(an_organiser(),))
    a_talk(event, speakers=(person,))
    Preview.objects.create(event=event, ends_at=timezone.now() + timedelta(days=1))
    return event


def routes(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Yield every route in the active language, with its parameters as `<name>`."""
    for pattern in patterns:
        own = PART.sub(lambda it: f"<{it[1] or it[2]}>", str(pattern.pattern))
        route = before + own.removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route.replace("\\", "")


def values(event: Event) -> dict[str, list[str]]:
    """Return existing values of each route parameter."""
    ids = [str(event.pk), event.code, event.preview.token]
    slugs = [event.slug_sv, event.slug_en, event.series.slug_sv, event.venue.slug, "ada-lund"]
    return {
        "year": [str(event.year)],
        "slug": [*slugs, event.organiser_links.all()[0].organiser.slug_sv],
        "code": [event.code],
        "token": [event.preview.token],
        "number": ["1"],
        "app_label": ["events"],
        "path": ["events/x.jpg"],
        "": ids,
    }


def addresses(event: Event, chance: random.Random) -> Iterator[tuple[str, bool]]:
    """Yield each address with existing values, and with a hostile text in each parameter.

    The second value of a pair is true for a hostile address.
    """
    known, seen = values(event), set[str]()
    for language in ("sv", "en"):
        with translation.override(language):
            found = sorted(set(routes(get_resolver().url_patterns)) - seen)
        seen |= set(found)  # The addresses of the admin are the same in both languages.
        for route in found:
            names = re.findall("<(.+?)>", route)
            most = max((len(known.get(name, known[""])) for name in names), default=1)
            for number in range(most):
                path = route
                for name in names:
                    real = known.get(name, known[""])
                    path = path.replace(f"<{name}>", quote(real[number % len(real)]))
                yield path, False
            for name in names:
                path = route.replace(f"<{name}>", hostile_text(chance))
                yield re.sub("<.+?>", "1", path), True


@pytest.mark.parametrize("role", ["visitor", "coordinator"])
def test_no_address_fails_on_hostile_requests(client: Client, meeting: Event, role: str) -> None:
    if role == "coordinator":
        client.force_login(User.objects.create_superuser("coordinator"))
    findings = Findings()
    names = sorted(PARAMETERS | ADMIN_PARAMETERS)
    for turn in range(max(1, FACTOR)):
        chance = random.Random(SEED + turn)  # noqa: S311
        for path, is_hostile in addresses(meeting, chance):
            if role == "coordinator" and not path.startswith(f"/{settings.ADMIN_PATH}"):
                continue
            requests = [HostileRequest(path), *hostile_requests(path, names, chance)]
            if not FACTOR:  # One request is enough: a hostile one, or a get of a hostile address.
                requests = requests[:1] if is_hostile else [chance.choice(requests[1:])]
            for request in requests:
                check(client, request, findings)
    print(findings)
    assert findings.count > 250
    assert not findings.faults, findings.report()
