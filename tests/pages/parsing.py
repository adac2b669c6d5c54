"""Parses pages, and reads their text."""

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client


def page_of(response: Any) -> BeautifulSoup:
    """Return the page of a response, parsed."""
    return BeautifulSoup(response.content, "html.parser")


def get_page(client: Client, path: str, status: int = 200) -> BeautifulSoup:
    """Get a page, check its status, and return it parsed."""
    response = client.get(path)
    assert response.status_code == status, f"{path}: {response.status_code}"
    return page_of(response)


def text_of(node: BeautifulSoup) -> str:
    """Return the text of a node, with single spaces and without soft hyphens."""
    text = node.get_text(" ").replace("\u00ad", "")
    return " ".join(text.split()).replace(" .", ".").replace(" ,", ",").replace(" :", ":")
