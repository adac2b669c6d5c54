"""Synthetic events are like real ones: public, in both languages, in calendars, and found."""

import runpy
import sys
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.test import Client

from atmp_events.models import Event
from benchmarks import generator
from benchmarks.generator import generate
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


def test_a_second_load_adds_to_the_first() -> None:
    generate(2, now=MORNING_BEFORE)
    generate(3, now=MORNING_BEFORE)
    titles = Event.objects.order_by("pk").values_list("title_sv", flat=True)
    assert [title.split(":")[0][-1] for title in titles] == list("01234")


def test_a_public_site_is_not_filled(settings: Any) -> None:
    settings.TLS = True
    with patch.object(sys, "argv", ["generator", "2"]), pytest.raises(SystemExit, match="public"):
        runpy.run_path(generator.__file__, run_name="__main__")
    assert not Event.objects.exists()
