"""Parses structured data, feeds and sitemaps."""

import json
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from django.test import Client

from tests.pages.parsing import get_page

ATOM = {"atom": "http://www.w3.org/2005/Atom"}
SITE = "https://events.example.org"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def graph_of(client: Client, path: str) -> dict[str, dict[str, Any]]:
    """The schema.org nodes of a page, by their types."""
    (block,) = get_page(client, path).find_all("script", type="application/ld+json")
    document = json.loads(block.string)
    assert document["@context"] == "https://schema.org"
    return {node["@type"]: node for node in document["@graph"]}


def event_of(client: Client, path: str) -> dict[str, Any]:
    """The Event of a page."""
    return graph_of(client, path)["Event"]


def xml_of(client: Client, path: str) -> Element:
    """The parsed XML document at a path."""
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"].endswith("; charset=utf-8")
    return fromstring(response.content)  # noqa: S314  # our own response


def entries_of(client: Client, path: str) -> list[Element]:
    """The entries of an Atom feed."""
    return xml_of(client, path).findall("atom:entry", ATOM)


def child_text(element: Element, name: str) -> str:
    """The text of the one child with this name."""
    (child,) = element.findall(f"atom:{name}", ATOM)
    return child.text or ""


def child_time(element: Element, name: str) -> datetime:
    """The time in the child with this name (RFC 3339)."""
    return datetime.fromisoformat(child_text(element, name))
