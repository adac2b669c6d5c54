"""What a coordinator types into the form of an event."""

import re
from collections.abc import Sequence
from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from atmp_events.models import Event

ADD = "/admin/events/event/add/"
LISTS = ("organiser_links", "talks", "appearances")
Row = dict[str, Any]


def what_is_typed(**fields: Any) -> dict[str, Any]:
    """A seminar in both languages on 13 April 2027 from 12 to 13, published at once."""
    plain = {
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
    return plain | fields


def rows(prefix: str, *typed: Row, stored: int = 0) -> dict[str, Any]:
    """The rows of one list below the form; the first `stored` of them are in the database."""
    counts = {f"{prefix}-TOTAL_FORMS": len(typed), f"{prefix}-INITIAL_FORMS": stored}
    cells = {
        f"{prefix}-{number}-{name}": value
        for number, row in enumerate(typed)
        for name, value in row.items()
    }
    return counts | cells


def send(
    client: Client,
    path: str = ADD,
    organisers: Sequence[Row] = (),
    talks: Sequence[Row] = (),
    speakers: Sequence[Row] = (),
    **fields: Any,
) -> HttpResponse:
    """Send the form with its three lists; rows that have an id are stored already."""
    lists: dict[str, Any] = {}
    for prefix, typed in zip(LISTS, (organisers, talks, speakers), strict=True):
        stored = sum("id" in row for row in typed)
        lists |= rows(prefix, *typed, stored=stored)
    return client.post(path, what_is_typed(**fields) | lists)


def change(client: Client, event: Event, **kwargs: Any) -> HttpResponse:
    """Send the form of an event that is there."""
    return send(client, f"/admin/events/event/{event.pk}/change/", **kwargs)


def parsed(response: HttpResponse) -> BeautifulSoup:
    """A page but for the choices of its lists: they are half of it, and slow to read."""
    return BeautifulSoup(re.sub(rb"(?s)<option.*?</option>", b"", response.content), "html.parser")


def shown(client: Client, event: Event) -> dict[str, str]:
    """What the form of an event shows in its fields."""
    soup = parsed(client.get(f"/admin/events/event/{event.pk}/change/"))
    return {
        str(field["name"]): str(field.get("value", ""))
        for field in soup.select("#event_form input[name]")
    }


def refusals(response: HttpResponse) -> dict[str, list[str]]:
    """What is refused, by field, in the words on the screen."""
    assert response.status_code == 200, "it was accepted"
    told = {}
    for errors in parsed(response).select(".errorlist"):
        row = errors.find_parent(class_="form-row") if "nonfield" not in errors["class"] else None
        own = errors.find_parent(class_="fieldBox")  # From Django 6 on; 5.2 puts it before.
        box = own or errors.find_next_sibling(class_="fieldBox") or row
        names = [name for name in box["class"] if name.startswith("field-")] if box else ["form"]
        told[names[0].removeprefix("field-")] = [item.text for item in errors.select("li")]
    return told
