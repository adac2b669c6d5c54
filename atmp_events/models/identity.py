"""What an event is known by: made once, kept for ever."""

import secrets
from collections.abc import Collection
from typing import Final
from uuid import uuid4

from django.utils.text import slugify

# The constant half of every UID (RFC 7986, 5.3). It names no host, so a change of domain is
# no change; it must never be edited.
UID_DOMAIN: Final = "atmp-centrum-uppsala"
# No vowels but "e", no 0, 1, i, l, o: nothing to misread on a poster, and hardly a word.
CODE_LETTERS: Final = "23456789bcdefghjkmnpqrstvwxyz"
SLUG_LENGTH: Final = 60  # characters of an address that is made from a title
SLUG_COLUMN: Final = 100  # characters of an address of an event, however it came about
SLUG_MARGIN: Final = 5  # of them those that a number may take: "-2", "-9999"
KEY_DIGITS: Final = 19  # Fewer than these always fit into the 64 bits of a key.


def as_key(sent: str) -> int | None:
    """Return a primary key that somebody sent as text; None for what no row can have."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < KEY_DIGITS else None


def new_uid() -> str:
    """Return a new iCalendar UID (RFC 5545, 3.8.4.7)."""
    return f"{uuid4()}@{UID_DOMAIN}"


def new_code() -> str:
    """Return a new code for an event's short permanent address."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(8))


def readable_slug(title: str) -> str:
    """Return a title as part of an address: ASCII, whole words, at most 60 characters."""
    slug = slugify(title)
    if len(slug) <= SLUG_LENGTH:
        return slug
    return slug[: SLUG_LENGTH + 1].rsplit("-", 1)[0][:SLUG_LENGTH]


def first_free(slug: str, taken: Collection[str]) -> str:
    """Return an address of an event, with the first number behind it that makes it free.

    Where the number would not fit, the address is cut.
    """
    count, free = 1, slug
    while free in taken:
        count += 1
        number = f"-{count}"
        free = f"{slug[: SLUG_COLUMN - len(number)]}{number}"
    return free
