"""Reads a page as a visitor does: its words, one space between them, soft hyphens unseen."""

from bs4 import BeautifulSoup
from django.test import Client


def page_of(client: Client, path: str, status: int = 200) -> BeautifulSoup:
    """The page at a path, which answers as expected."""
    response = client.get(path)
    assert response.status_code == status, f"{path}: {response.status_code}"
    return BeautifulSoup(response.content, "html.parser")


def words(node: BeautifulSoup) -> str:
    """All that is read aloud, in order."""
    text = node.get_text(" ").replace("\u00ad", "")
    return " ".join(text.split()).replace(" .", ".").replace(" ,", ",").replace(" :", ":")
