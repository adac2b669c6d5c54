"""Synthetic events are like real ones: public, in both languages, in calendars, and found."""

from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from atmp_events.actions.generating import generate
from atmp_events.actions.revising import revise
from atmp_events.models import Event
from tests.builders import MORNING_BEFORE

pytestmark = pytest.mark.django_db


def test_they_are_read_in_both_languages_and_found_by_their_words(client: Client) -> None:
    with time_machine.travel(MORNING_BEFORE, tick=False):
        generate(70, now=MORNING_BEFORE)
        swedish = client.get("/sv/evenemang/?q=syntetiskt+69").content.decode()
        english = client.get("/en/events/?q=synthetic+69").content.decode()
        feed = client.get("/sv/evenemang.ics").content.decode()
    assert "Syntetiskt" in swedish
    assert "Synthetic" in english
    assert feed.count("BEGIN:VEVENT") == 70


def test_they_are_versioned_as_if_each_had_been_saved() -> None:
    generate(3, now=MORNING_BEFORE)
    before = list(Event.objects.values())
    revise(Event.objects.with_facts(), now=MORNING_BEFORE)
    assert before == list(Event.objects.values())


def test_a_second_load_adds_to_the_first(client: Client) -> None:
    out = StringIO()
    call_command("generate_events", count=2, stdout=out)
    Event.objects.get(title_sv__startswith="Syntetiskt 0").delete()
    assert "2 of 2" in out.getvalue()
    Event.objects.create(title_sv="Nytt", title_en="New")
    assert Event.objects.count() == 2
    call_command("generate_events", count=3, stdout=out)
    numbered = Event.objects.filter(title_sv__startswith="Syntetiskt").order_by("pk")
    assert [event.title_sv.split(":")[0][-1] for event in numbered] == list("1234")


def test_a_public_site_is_not_filled(settings: object) -> None:
    settings.TLS = True  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="public site"):
        call_command("generate_events", count=2)
