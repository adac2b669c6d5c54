"""Output and errors of the command load_network_meeting."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from atmp_events.models import Event, Page, Person
from tests.builders import an_organiser

pytestmark = pytest.mark.django_db

NAMES = [
    "How do stem cells behave in space and can invisible cells untie knots in diabetes research?",
    "ATMP-centrum Uppsala",
    "About ATMP",
    "Accessibility statement",
    "Privacy",
]


def run_command() -> list[str]:
    out = StringIO()
    with override("en"):
        call_command("load_network_meeting", stdout=out)
    return out.getvalue().splitlines()


def test_command_prints_each_object_created_or_left_alone() -> None:
    assert run_command() == [f"Created: {name}" for name in NAMES]
    assert run_command() == [f"Left alone: {name}" for name in NAMES]


def test_command_fails_and_loads_nothing_when_a_slug_is_taken() -> None:
    an_organiser(name_sv="Regionen", slug_sv="regionen", slug_en="region-uppsala")
    with pytest.raises(CommandError, match="Nothing was loaded"):
        run_command()
    assert not any(it.objects.exists() for it in (Event, Page, Person))
