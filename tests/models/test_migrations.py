"""The cost of migrating. That an upgrade loses nothing is tested in tests/upgrade."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import an_event

pytestmark = pytest.mark.django_db(transaction=True)


def test_migrate_without_new_migrations_reads_the_events_once() -> None:
    an_event()
    with CaptureQueriesContext(connection) as queries:
        call_command("migrate", verbosity=0)
    read = [it["sql"] for it in queries if 'FROM "events_talk"' in it["sql"]]
    assert len(read) == 1
