"""The state of an event in its form, in the list, in the filter and on the start page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.builders import NOON, an_event
from tests.pages.parsing import get_page, page_of, text_of

from .authentication import clock_at
from .event_form import send_change_form

LIST = "/admin/events/event/"
STATES: list[tuple[str, dict[str, Any], str]] = [
    ("draft", {"state": "draft"}, "Utkast"),
    ("draft", {"state": "draft", "status": "cancelled"}, "Utkast"),
    ("later", {"publish_at": NOON - timedelta(hours=1)}, "Publiceras senare"),
    (
        "later",
        {"publish_at": NOON - timedelta(hours=1), "status": "cancelled"},
        "Publiceras senare",
    ),
    ("published", {}, "Publicerat"),
    ("published", {"publish_at": NOON - timedelta(days=9)}, "Publicerat"),
    ("cancelled", {"status": "cancelled"}, "Inställt"),
    ("postponed", {"status": "postponed"}, "Uppskjutet"),
    ("rescheduled", {"status": "rescheduled", "previous_starts_at": NOON}, "Nytt datum"),
]


@pytest.mark.parametrize(("fields", "label"), [it[1:] for it in STATES])
def test_state_has_the_same_label_in_form_list_and_start_page(
    staff_client: Client, fields: dict[str, Any], label: str
) -> None:
    event = an_event(**fields)
    with clock_at(NOON - timedelta(days=1), staff_client):
        form = get_page(staff_client, f"{LIST}{event.pk}/change/")
        assert text_of(form.select_one(".standing")).startswith(label)
        assert text_of(get_page(staff_client, LIST).select_one(".field-state_in_list")) == label
        assert text_of(get_page(staff_client, "/admin/").select_one(".coming .state")) == label


def test_state_filter_finds_exactly_the_events_of_that_state(staff_client: Client) -> None:
    for _state, fields, _label in STATES:
        an_event(**fields)
    with clock_at(NOON - timedelta(days=1), staff_client):
        for key in {it[0] for it in STATES}:
            found = get_page(staff_client, f"{LIST}?state={key}").select(".field-state_in_list")
            labels = [label for state, _fields, label in STATES if state == key]
            assert [text_of(it) for it in found] == labels


def test_heading_of_a_refused_form_shows_stored_values(staff_client: Client) -> None:
    event = an_event(status="cancelled")
    refused = send_change_form(
        staff_client, event, state="draft", status="cancelled", title_sv="Nytt", capacity="-1"
    )
    page = page_of(refused)
    assert page.select_one(".form-errors")
    assert text_of(page.select_one(".standing")).startswith("Inställt")
    assert "Publicera" not in [text_of(it) for it in page.select(".steps a")]
    assert "Om celler" in page.title.text
    assert page.select_one("#id_title_sv")["value"] == "Nytt"
    assert text_of(page.select_one("#content h2")) == "Om celler"
