"""Letters: an email to one reader, in the reader's language."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.template.loader import render_to_string
from django.utils import translation

from ..facts.centre import CentreFacts, get_centre
from ..facts.plain_text import plain
from ..models import Language
from ..models.recipient import ascii_email

MAX_ADDRESS_LENGTH: Final = 254  # characters of an address (RFC 5321, 4.5.3.1.3)
BODY: Final = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one reader. `template` extends `letters/base.html`."""

    to: str  # one address, as it was typed
    language: Language
    subject: str
    template: str
    context: dict[str, Any]
    calendar: bytes = b""  # an iCalendar object with METHOD (RFC 6047)
    leave_url: str = ""  # absolute; GET shows, POST leaves (RFC 8058)
    expires_at: datetime | None = None  # not sent after this moment
    key: str = ""  # Letters with the same key are sent once. Letters, digits and dots.


@dataclass(frozen=True, slots=True)
class Rendered:
    """The rendered texts of a letter."""

    subject: str  # one line
    text: str
    html: str


def render(letter: Letter, centre: CentreFacts | None = None) -> Rendered:
    """Return the texts of a letter. `centre` is in its language; by default it is fetched."""
    subject = _one_line(letter.subject)
    with translation.override(letter.language):
        own = {
            "subject": subject,
            "language": letter.language,
            "leave_url": letter.leave_url,
            "centre": centre or get_centre(letter.language),
            "site_url": settings.SITE_URL,
        }
        html = render_to_string(letter.template, letter.context | own)
    body = BODY.search(html)
    return Rendered(subject, plain(body[1] if body else html), html)


def check_address(email: str) -> None:
    """Raise ValidationError for a text that is not one address.

    A quoted local part may have commas and spaces (RFC 5322, 3.2.4), but no provider uses them. An
    IP address or localhost as host is refused.
    """
    to_a_named_host = EmailValidator(allowlist=[])
    to_a_named_host(email)
    try:
        wire = ascii_email(email)
    except UnicodeError:
        wire = ""
    if (
        not wire.isascii()
        or not 0 < len(wire) <= MAX_ADDRESS_LENGTH
        or re.search(r'[",\\<>\[\s]', email)
    ):
        raise ValidationError(to_a_named_host.message, code="invalid")


def sending_address() -> str:
    """Return the sender's address of letters, without a name."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def sender(centre: CentreFacts) -> str:
    """Return the From of letters: the sending address, with the centre's name if it has none."""
    name = parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or str(centre.name)
    return str(Address(_one_line(name), addr_spec=sending_address()))


def headers(letter: Letter, centre: CentreFacts) -> dict[str, str]:
    """Return the headers of a letter that other emails do not have."""
    found = {"Auto-Submitted": "auto-generated", "Content-Language": letter.language}  # RFC 3834
    if centre.email:
        found["Reply-To"] = centre.email
    if letter.leave_url:
        found["List-Unsubscribe"] = f"<{letter.leave_url}>"
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())
