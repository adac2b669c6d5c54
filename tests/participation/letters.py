"""Parsed letters of the outbox."""

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup
from post_office.models import Email

from tests.pages.parsing import text_of


@dataclass(frozen=True)
class Letter:
    """A letter that waits in the outbox."""

    to: str
    subject: str
    text: str
    html: str
    calendar: str
    unsubscribe: str  # path; empty without List-Unsubscribe

    @property
    def html_text(self) -> str:
        """The HTML part as text."""
        return text_of(BeautifulSoup(self.html, "html.parser").body)

    def link(self, name: str) -> str:
        """Return the path of the link with this text."""
        for link in BeautifulSoup(self.html, "html.parser").select("a"):
            if link.get_text() == name:
                return path_from(link["href"])
        raise AssertionError(f"no link {name!r} in {self.html}")


def path_from(url: str) -> str:
    assert url.startswith("https://events.example.org/")
    return url.removeprefix("https://events.example.org")


def take_letters() -> list[Letter]:
    """Return all letters of the outbox, oldest first, and empty it."""
    rows = Email.objects.order_by("pk")
    letters = [
        Letter(
            to=row.to[0] if isinstance(row.to, list) else row.to,
            subject=row.subject,
            text=row.message,
            html=row.html_message,
            calendar=row.context["calendar"],
            unsubscribe=path_from(re.sub(r"[<>]", "", row.headers.get("List-Unsubscribe", "")))
            if "List-Unsubscribe" in row.headers
            else "",
        )
        for row in rows
    ]
    rows.delete()
    return letters


def take_letter() -> Letter:
    """Return the only letter of the outbox, and empty it."""
    (letter,) = take_letters()
    return letter
