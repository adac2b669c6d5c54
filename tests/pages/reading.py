"""Parses a page and gives its text as a visitor reads it."""

from bs4 import BeautifulSoup
from django.test import Client


def page_of(client: Client, path: str, status: int = 200) -> BeautifulSoup:
    """The parsed page at a path, after a check of its status."""
    response = client.get(path)
    assert response.status_code == status, f"{path}: {response.status_code}"
    return BeautifulSoup(response.content, "html.parser")


def words(node: BeautifulSoup) -> str:
    """The text of a node, with single spaces and without soft hyphens."""
    text = node.get_text(" ").replace("\u00ad", "")
    return " ".join(text.split()).replace(" .", ".").replace(" ,", ",").replace(" :", ":")
