"""Migrating is quick where there is nothing to do. tests/upgrade brings an old site up to date."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import an_event

pytestmark = pytest.mark.django_db(transaction=True)


def test_migrating_with_nothing_to_apply_reads_the_events_once() -> None:
    an_event()
    with CaptureQueriesContext(connection) as asked:
        call_command("migrate", verbosity=0)
    read = [it["sql"] for it in asked if 'FROM "events_talk"' in it["sql"]]
    assert len(read) == 1
