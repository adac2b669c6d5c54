"""IT reads in the terminal what the command did, and what it left alone."""

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


def told() -> list[str]:
    out = StringIO()
    with override("en"):
        call_command("load_network_meeting", stdout=out)
    return out.getvalue().splitlines()


def test_it_says_a_line_of_each_thing_that_it_created_or_left_alone() -> None:
    assert told() == [f"Created: {name}" for name in NAMES]
    assert told() == [f"Left alone: {name}" for name in NAMES]


def test_it_says_so_when_an_address_is_taken() -> None:
    an_organiser(name_sv="Regionen", slug_sv="regionen", slug_en="region-uppsala")
    with pytest.raises(CommandError, match="Nothing was loaded"):
        told()
    assert not any(it.objects.exists() for it in (Event, Page, Person))
