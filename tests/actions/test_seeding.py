"""Loading the network meeting: its data, and that a second load changes nothing."""

import json
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Model

from atmp_events.actions.seeding import load_network_meeting
from atmp_events.facts.event import EventFacts, facts_of
from atmp_events.models import (
    Affiliation,
    Appearance,
    Event,
    EventOrganiser,
    Language,
    Organiser,
    Page,
    Person,
    Series,
    Talk,
    Venue,
)
from atmp_events.models.rich_text import ProseField
from tests.builders import a_person

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
FIXTURES = ("network_meeting", "information_pages")
SEEDED: dict[type[Model], int] = {
    Affiliation: 4,
    Appearance: 4,
    Event: 1,
    EventOrganiser: 3,
    Organiser: 3,
    Page: 3,
    Person: 3,
    Series: 1,
    Talk: 3,
    Venue: 1,
}


def meeting_facts(language: Language) -> EventFacts:
    return facts_of(Event.objects.with_facts().get(), language)


def counts() -> dict[type[Model], int]:
    return {model: model._default_manager.count() for model in SEEDED}


def contents() -> list[dict[str, Any]]:
    """All rows as in a fixture, without the times of saving."""
    out = StringIO()
    every = {"natural_foreign": True, "natural_primary": True, "exclude": ["events.siteversion"]}
    call_command("dumpdata", "events", stdout=out, **every)
    rows: list[dict[str, Any]] = json.loads(out.getvalue())
    for row in rows:
        row["fields"].pop("updated_at", None)
    return rows


def test_number_and_unit_stay_on_one_line_in_swedish() -> None:
    load_network_meeting(now=NOW)
    meeting = meeting_facts("sv")
    assert "typ\u00a01-diabetes" in meeting.summary
    assert "50&nbsp;miljoner" in meeting.body
    assert "typ&nbsp;1-diabetes" in meeting.body


def test_facts_that_the_source_lacks_stay_empty() -> None:
    load_network_meeting(now=NOW)
    venue, contact = Venue.objects.get(), Person.objects.get(name="Hannah Karlsson")
    assert (venue.latitude, venue.longitude, venue.step_free, venue.hearing_loop) == (None,) * 4
    assert (contact.email, contact.phone, contact.web_page) == ("", "", "")
    assert not Person.objects.filter(name__contains="Wandt").exists()
    event = Event.objects.get()
    assert (event.capacity, event.registration_closes_at, event.publish_at) == (None, None, None)


def test_second_loaddata_makes_no_duplicates() -> None:
    call_command("loaddata", *FIXTURES, verbosity=0)
    once = contents()
    call_command("loaddata", *FIXTURES, verbosity=0)
    assert counts() == SEEDED
    assert contents() == once


@pytest.mark.parametrize("name", FIXTURES)
def test_rich_text_of_the_fixtures_is_sanitised(name: str) -> None:
    # loaddata does not sanitise. Otherwise the first save would look like an edit.
    call_command("loaddata", *FIXTURES, verbosity=0)
    path = Path(settings.FIXTURE_DIRS[0], f"{name}.json")
    texts = [
        text
        for row in json.loads(path.read_text(encoding="utf-8"))
        for field, text in row["fields"].items()
        if field.startswith(("body_", "description_"))
    ]
    field = Page._meta.get_field("body_sv")
    assert isinstance(field, ProseField)
    assert texts
    assert [field.sanitize(text) for text in texts] == texts


def test_second_load_keeps_edits() -> None:
    load_network_meeting(now=NOW)
    Event.objects.update(title_sv="En annan rubrik", slug_sv="en-annan-rubrik")
    Person.objects.filter(slug="elena-kozlova").update(name="E. Kozlova", slug="e-kozlova")
    Venue.objects.update(name_sv="Ackis", slug="ackis")
    Organiser.objects.filter(slug_sv="region-uppsala").update(slug_sv="regionen")
    Page.objects.filter(key="privacy").update(body_sv="<p>Vår egen text.</p>")
    Talk.objects.get(position=3).delete()
    before = contents()
    load_network_meeting(now=NOW + timedelta(days=30))
    assert contents() == before


def test_second_load_creates_only_a_missing_page() -> None:
    load_network_meeting(now=NOW)
    Page.objects.get(key="privacy").delete()
    created = [name for name, is_new in load_network_meeting(now=NOW) if is_new]
    assert created == ["Integritet"]


def test_existing_person_is_used_and_not_changed() -> None:
    known = a_person(name="Elena Kozlova", email="elena@example.org")
    load_network_meeting(now=NOW)
    assert Appearance.objects.get(talk__position=1).person == known
    known.refresh_from_db()
    assert known.email == "elena@example.org"
    assert not known.affiliations.exists()


def test_meeting_has_its_first_version() -> None:
    load_network_meeting(now=NOW)
    event = Event.objects.get()
    assert (event.version.sequence, event.version.changed_at) == (0, NOW)
    event.save()
    assert Event.objects.get().version.changed_at == NOW


def test_positions_are_those_of_the_admin_form() -> None:
    # Otherwise the first save in the admin would write every row again.
    load_network_meeting(now=NOW)
    for rows in (Talk.objects, Appearance.objects, EventOrganiser.objects):
        positions = list(rows.order_by("position").values_list("position", flat=True))
        assert positions == list(range(1, len(positions) + 1))


@pytest.mark.parametrize("key", ["accessibility", "privacy"])
def test_page_has_the_same_structure_in_both_languages(key: str) -> None:
    load_network_meeting(now=NOW)
    page = Page.objects.get(key=key)
    shapes = [re.findall(r"</?(\w+)", body) for body in (page.body_sv, page.body_en)]
    assert shapes[0] == shapes[1]
