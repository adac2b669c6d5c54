"""Identifiers of events: UID, code and slug."""

import re
import secrets
from collections.abc import Collection
from typing import Final
from uuid import NAMESPACE_OID, uuid4, uuid5

from django.utils.text import slugify

from .alphabet import spelled

# The second half of every UID (RFC 7986, 5.3). It must never change, so it is no host name.
UID_DOMAIN: Final = "atmp-events"
# No vowels but "e", no 0, 1, i, l, o: easy to read on a poster, and hardly ever a word.
CODE_LETTERS: Final = "23456789bcdefghjkmnpqrstvwxyz"
SLUG_LENGTH: Final = 60  # characters of a slug made from a title
SLUG_COLUMN: Final = 100  # characters of any slug of an event
SLUG_MARGIN: Final = 5  # characters left for a number: "-2", "-9999"
BETWEEN_WORDS: Final = re.compile(r"[^\w'’]+")  # "/", too: "Foo/Bar" is two words
KEY_DIGITS: Final = 19  # A number with fewer digits fits into the 64 bits of a primary key.


def as_key(sent: str) -> int | None:
    """Read a primary key from a request; None for a text that is none."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < KEY_DIGITS else None


def new_uid() -> str:
    """Return a new iCalendar UID (RFC 5545, 3.8.4.7)."""
    return f"{uuid4()}@{UID_DOMAIN}"


def uid_of(sent: str) -> str:
    """Return the UID of the event that a sent form makes: the same form has the same."""
    return f"{uuid5(NAMESPACE_OID, sent)}@{UID_DOMAIN}"


def new_code() -> str:
    """Return a new code for an event's short permanent address."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(8))


def readable_slug(title: str) -> str:
    """Return the slug of a title: ASCII, whole words, at most 60 characters.

    Letters of other alphabets are spelt out: "Smørrebrød på Łódź" is "smorrebrod-pa-lodz".
    """
    slug = slugify(BETWEEN_WORDS.sub(" ", spelled(title)))
    if len(slug) <= SLUG_LENGTH:
        return slug
    return slug[: SLUG_LENGTH + 1].rsplit("-", 1)[0][:SLUG_LENGTH]


def made_from(name: str, slug: str) -> bool:
    """Return whether a slug is one that is made from a name, here or in the browser."""
    return bool(slug) and slugify(BETWEEN_WORDS.sub(" ", spelled(name))).startswith(slug)


def unique_slug(slug: str, taken: Collection[str]) -> str:
    """Return a slug, with the first number that makes it unique if it is taken.

    A slug is cut where the number would not fit.
    """
    count, free = 1, slug
    while free in taken:
        count += 1
        number = f"-{count}"
        free = f"{slug[: SLUG_COLUMN - len(number)]}{number}"
    return free
