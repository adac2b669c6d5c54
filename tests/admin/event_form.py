"""Helpers for the form of an event: send it, and read its values and errors."""

import re
from collections.abc import Sequence
from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from atmp_events.models import Event

ADD_PATH = "/admin/events/event/add/"
FORMSET_PREFIXES = ("organiser_links", "talks", "appearances")
Row = dict[str, Any]


def form_data(**fields: Any) -> dict[str, Any]:
    """Form values of a published seminar in both languages, 13 April 2027, 12:00 to 13:00."""
    defaults = {
        "kind": "seminar",
        "title_sv": "Om celler",
        "title_en": "On cells",
        "starts_at_0": "2027-04-13",
        "starts_at_1": "12:00",
        "ends_at_0": "",
        "ends_at_1": "13:00",
        "timezone": "Europe/Stockholm",
        "attendance_mode": "on_site",
        "registration": "unstated",
        "status": "scheduled",
        "state": "published",
    }
    return defaults | fields


def formset_data(prefix: str, *typed: Row, stored: int = 0) -> dict[str, Any]:
    """Formset values of one list; the first `stored` rows are in the database."""
    counts = {f"{prefix}-TOTAL_FORMS": len(typed), f"{prefix}-INITIAL_FORMS": stored}
    cells = {
        f"{prefix}-{number}-{name}": value
        for number, row in enumerate(typed)
        for name, value in row.items()
    }
    return counts | cells


def send_form(
    client: Client,
    path: str = ADD_PATH,
    organisers: Sequence[Row] = (),
    talks: Sequence[Row] = (),
    speakers: Sequence[Row] = (),
    **fields: Any,
) -> HttpResponse:
    """Send the form with its three lists; rows with an id are in the database."""
    lists: dict[str, Any] = {}
    for prefix, typed in zip(FORMSET_PREFIXES, (organisers, talks, speakers), strict=True):
        stored = sum("id" in row for row in typed)
        lists |= formset_data(prefix, *typed, stored=stored)
    return client.post(path, form_data(**fields) | lists)


def send_change_form(client: Client, event: Event, **kwargs: Any) -> HttpResponse:
    """Send the change form of an event."""
    return send_form(client, f"/admin/events/event/{event.pk}/change/", **kwargs)


def parsed(response: HttpResponse) -> BeautifulSoup:
    """Parse a page without its options: they are half of it, and slow to parse."""
    return BeautifulSoup(re.sub(rb"(?s)<option.*?</option>", b"", response.content), "html.parser")


def form_values(client: Client, event: Event) -> dict[str, str]:
    """The values of the inputs in the change form of an event, by name."""
    soup = parsed(client.get(f"/admin/events/event/{event.pk}/change/"))
    return {
        str(field["name"]): str(field.get("value", ""))
        for field in soup.select("#event_form input[name]")
    }


def form_errors(response: HttpResponse) -> dict[str, list[str]]:
    """The error messages of a form, by field."""
    assert response.status_code == 200, "the form was accepted"
    errors_by_field = {}
    for errors in parsed(response).select(".errorlist"):
        row = errors.find_parent(class_="form-row") if "nonfield" not in errors["class"] else None
        # Django 6 puts the list in the box of the field, Django 5.2 before it.
        own = errors.find_parent(class_="fieldBox")
        box = own or errors.find_next_sibling(class_="fieldBox") or row
        names = [name for name in box["class"] if name.startswith("field-")] if box else ["form"]
        errors_by_field[names[0].removeprefix("field-")] = [
            item.text for item in errors.select("li")
        ]
    return errors_by_field
