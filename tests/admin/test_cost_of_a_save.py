"""What the coordinator waits for when an event is saved."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atmp_events.actions.seeding import load_network_meeting
from atmp_events.models import Appearance, Event, EventOrganiser, Talk

pytestmark = pytest.mark.django_db

STATEMENTS = 40


def form_of(desk: Client, path: str) -> dict[str, Any]:
    """What a browser sends of the form of an event as it is shown."""
    page = BeautifulSoup(desk.get(path).content, "html.parser")
    sent: dict[str, Any] = {}
    for field in page.select("#event_form :is(input, textarea, select)[name]"):
        if field.get("type") not in {"submit", "file"}:
            sent.setdefault(str(field["name"]), []).extend(values_of(field))
    return sent


def values_of(field: Tag) -> list[str]:
    if field.name == "textarea":
        return [field.text.removeprefix("\n")]
    if field.name == "select":
        return [str(it.get("value", "")) for it in field.select("option[selected]")]
    if field.get("type") in {"checkbox", "radio"} and not field.has_attr("checked"):
        return []
    return [str(field.get("value", ""))]


@pytest.fixture
def saved(desk: Client) -> Any:
    """Save the network meeting by its form, as a browser sends it; return the statements."""
    load_network_meeting(now=timezone.now())
    path = f"/admin/events/event/{Event.objects.get().pk}/change/"

    def save(**typed: str) -> list[str]:
        sent = form_of(desk, path) | typed
        with CaptureQueriesContext(connection) as asked:
            assert desk.post(path, sent).status_code == 302
        return [query["sql"] for query in asked.captured_queries]

    return save


def test_a_save_of_the_network_meeting_asks_little_of_the_database(saved: Any) -> None:
    asked = saved(title_en="On other cells")
    assert len(asked) <= STATEMENTS
    assert len([sql for sql in asked if "events_siteversion" in sql]) == 1
    assert Event.objects.get().title_en == "On other cells"


def test_the_first_save_of_what_was_seeded_writes_no_row_of_its_programme(saved: Any) -> None:
    programme = {model._meta.db_table for model in (EventOrganiser, Talk, Appearance)}
    written = [sql for sql in saved() if sql.startswith(("UPDATE", "INSERT", "DELETE"))]
    assert [sql for sql in written if any(f'"{table}"' in sql for table in programme)] == []
