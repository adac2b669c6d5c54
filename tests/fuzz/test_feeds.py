"""The JSON feeds against their OpenAPI description, with generated requests."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import schemathesis
from django import conf
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from atmp_events.models import Registration, Status
from atmp_events.wsgi import application
from tests.builders import NOON, a_person, a_series, a_talk, a_venue, an_event, an_organiser

from .hostile import FACTOR

# Loaded here only, because loading it is slow (see addopts in pyproject.toml).
pytest_plugins = ["schemathesis.pytest.plugin"]
feeds = schemathesis.openapi.from_path(conf.settings.BASE_DIR / "public" / "openapi.json")
feeds.app = application
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the database connection: closing it after a request would lose the test's data."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def events(db: None) -> None:
    """Events with a value in every field of a feed. The slug of each related object is x."""
    shared = {
        "venue": a_venue(slug="x", latitude="59.84", longitude="17.63", directions_sv="Rakt fram."),
        "series": a_series(slug_sv="x", slug_en="x"),
    }
    organisers = (an_organiser(slug_sv="x", slug_en="x"),)
    moved = an_event(
        organisers=organisers,
        contact=a_person(name="Eva Berg", email="eva@example.org"),
        price_en="Free",
        recording_url="https://video.example.org/x",
        status_note_en="Please come.",
        registration=Registration.BY_EMAIL,
        registration_email="eva@example.org",
        registration_opens_at=NOON - timedelta(days=30),
        registration_closes_at=NOON - timedelta(days=1),
        capacity=40,
        **shared,
    )
    a_talk(moved, speakers=(a_person(slug="x"),), abstract_sv="<p>Om.</p>", starts_at=NOON)
    moved.status, moved.previous_starts_at = Status.RESCHEDULED, NOON - timedelta(days=7)
    moved.save()
    an_event(title_en="All day", title_sv="Heldag", all_day=True, minutes=2 * 24 * 60)
    an_event(
        title_en="Online",
        title_sv="På nätet",
        attendance_mode="online",
        online_url="https://meet.example.org/x",
        registration=Registration.BY_LINK,
        registration_url="https://register.example.org/x",
        spoken_languages="sv,en",
    )


@pytest.mark.usefixtures("events")
@feeds.parametrize()
@settings(
    max_examples=max(8, 20 * FACTOR),
    deadline=None,
    derandomize=not FACTOR,
    suppress_health_check=list(HealthCheck),
)
def test_json_feeds_match_their_openapi_description(case: schemathesis.Case) -> None:
    if "slug" in (case.path_parameters or {}) and len(case.path_parameters["slug"]) % 2:
        case.path_parameters["slug"] = "x"
    case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})


@pytest.mark.usefixtures("events")
def test_json_feed_has_only_described_fields(client: Client) -> None:
    feed = client.get("/en/events.json").json()
    names = {
        "Feed": set(feed),
        "Item": {name for item in feed["items"] for name in item},
        "Event": {name for item in feed["items"] for name in item["_event"]},
    }
    described = feeds.raw_schema["components"]["schemas"]
    for schema, fields in names.items():
        assert fields <= described[schema]["properties"].keys(), schema
