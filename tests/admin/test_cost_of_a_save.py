"""The number of SQL statements of saving an event in the admin."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atmp_events.actions.seeding import load_network_meeting
from atmp_events.models import Appearance, Event, EventOrganiser, Talk
from tests.pages.parsing import get_page, sent_fields

MAX_QUERIES = 40


@pytest.fixture
def save(staff_client: Client) -> Any:
    """A function that saves the network meeting by its form and returns the SQL statements."""
    load_network_meeting(now=timezone.now())
    path = f"/admin/events/event/{Event.objects.get().pk}/change/"

    def save_form(**typed: str) -> list[str]:
        form = get_page(staff_client, path).select_one("#event_form")
        sent: dict[str, Any] = {**sent_fields(form), **typed}
        with CaptureQueriesContext(connection) as captured:
            assert staff_client.post(path, sent).status_code == 302
        return [query["sql"] for query in captured.captured_queries]

    return save_form


def test_saving_the_network_meeting_takes_at_most_forty_queries(save: Any) -> None:
    statements = save(title_en="On other cells")
    assert len(statements) <= MAX_QUERIES
    assert len([sql for sql in statements if "events_siteversion" in sql]) == 1
    assert Event.objects.get().title_en == "On other cells"


def test_first_save_of_a_seeded_event_writes_no_programme_row(save: Any) -> None:
    programme = {model._meta.db_table for model in (EventOrganiser, Talk, Appearance)}
    written = [sql for sql in save() if sql.startswith(("UPDATE", "INSERT", "DELETE"))]
    assert [sql for sql in written if any(f'"{table}"' in sql for table in programme)] == []
