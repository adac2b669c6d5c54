"""Parses pages, and reads their text."""

from contextlib import nullcontext
from datetime import datetime
from typing import Any

import time_machine
from bs4 import BeautifulSoup, Tag
from django.test import Client


def page_of(response: Any) -> BeautifulSoup:
    """Return the page of a response, parsed."""
    return BeautifulSoup(response.content, "html.parser")


def get_page(
    client: Client, path: str, status: int = 200, now: datetime | None = None
) -> BeautifulSoup:
    """Get a page (at the moment `now`), check its status, and return it parsed."""
    with time_machine.travel(now, tick=False) if now else nullcontext():
        response = client.get(path)
    assert response.status_code == status, f"{path}: {response.status_code}"
    return page_of(response)


def text_of(node: BeautifulSoup) -> str:
    """Return the text of a node, with single spaces and without soft hyphens."""
    text = node.get_text(" ").replace("\u00ad", "")
    return " ".join(text.split()).replace(" .", ".").replace(" ,", ",").replace(" :", ":")


def page_text(response: Any) -> str:
    """Return the text of the page of a response."""
    return text_of(page_of(response))


def sent_fields(form: Any) -> dict[str, list[str]]:
    """Return the fields that a browser sends when the unchanged form is sent."""
    sent: dict[str, list[str]] = {}
    for field in form.select(":is(input, textarea, select)[name]"):
        if field.get("type") not in {"submit", "file"}:
            sent.setdefault(str(field["name"]), []).extend(_values_of(field))
    return sent


def _values_of(field: Tag) -> list[str]:
    if field.name == "textarea":
        return [field.text.removeprefix("\n")]
    if field.name == "select":
        return [str(it.get("value", "")) for it in field.select("option[selected]")]
    is_box = field.get("type") in {"checkbox", "radio"}
    if is_box and not field.has_attr("checked"):
        return []
    return [str(field.get("value", "on" if is_box else ""))]
