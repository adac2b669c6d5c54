"""Letters for tests."""

from typing import Any

from atmp_events.mail.letters import Letter


def a_letter(to: str = "anna@example.org", **fields: Any) -> Letter:
    """Return a letter with the base template and no text."""
    defaults: dict[str, Any] = {
        "language": "sv",
        "subject": "Ny tid",
        "template": "letters/base.html",
        "context": {},
    }
    return Letter(to, **defaults | fields)
