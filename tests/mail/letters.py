"""A letter for tests."""

from typing import Any

from atmp_events.mail.letters import Letter


def a_letter(to: str = "anna@example.org", **fields: Any) -> Letter:
    """A letter without words of its own."""
    own: dict[str, Any] = {
        "language": "sv",
        "subject": "Ny tid",
        "template": "letters/base.html",
        "context": {},
    }
    return Letter(to, **own | fields)
