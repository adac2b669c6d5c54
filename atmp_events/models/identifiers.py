"""Identifiers of events: UID, code, and the slug, which follows the title until it is public."""

import re
import secrets
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_OID, uuid4, uuid5

from django.db import models
from django.utils.text import slugify

from .bilingual import Language, other_language
from .choices import State
from .collation import transliterate

if TYPE_CHECKING:
    from .event import Event

# The second half of every UID (RFC 7986, 5.3). It must never change, so it is no host name.
UID_DOMAIN: Final = "atmp-events"
# No vowels but "e", no 0, 1, i, l, o: easy to read on a poster, and hardly ever a word.
CODE_LETTERS: Final = "23456789bcdefghjkmnpqrstvwxyz"
SLUG_LENGTH: Final = 60  # characters of a slug made from a title
SLUG_COLUMN: Final = 100  # characters of any slug of an event
SLUG_MARGIN: Final = 5  # characters left for a number: "-2", "-9999"
BETWEEN_WORDS: Final = re.compile(r"[^\w'’]+")  # "/", too: "Foo/Bar" is two words
NUMBER: Final = re.compile(r"-\d+$")  # at the end of a slug that was taken
MAX_DIGITS: Final = 18  # Such a number fits into the 64 bits of a primary key.


def parse_number(sent: str) -> int | None:
    """Read a number from a request, such as a primary key; None for a text that is not one."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= MAX_DIGITS else None


def new_uid() -> str:
    """Return a new iCalendar UID (RFC 5545, 3.8.4.7)."""
    return f"{uuid4()}@{UID_DOMAIN}"


def uid_of(sent: str) -> str:
    """Return the UID of an event created by a form: the same form sent twice has the same UID."""
    return f"{uuid5(NAMESPACE_OID, sent)}@{UID_DOMAIN}"


def new_code() -> str:
    """Return a new code for an event's short permanent address."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(8))


def readable_slug(title: str) -> str:
    """Return the slug of a title: ASCII, whole words, at most 60 characters.

    Letters of other alphabets are spelt out: "Smørrebrød på Łódź" is "smorrebrod-pa-lodz".
    """
    slug = _whole_slug(title)
    if len(slug) <= SLUG_LENGTH:
        return slug
    return slug[: SLUG_LENGTH + 1].rsplit("-", 1)[0][:SLUG_LENGTH]


def is_made_from(name: str, slug: str) -> bool:
    """Return whether a slug is one that is made from a name, here or in the browser."""
    return bool(slug) and _whole_slug(name).startswith(slug)


def _whole_slug(title: str) -> str:
    """Return the slug of a title in any length."""
    return slugify(BETWEEN_WORDS.sub(" ", transliterate(title)))


def free_slug(slug: str, *taken: "tuple[models.QuerySet[Any], str]") -> str:
    """Return `slug`, or `slug` with the first free number from 2 if a row has it already.

    `taken` are querysets, each with its column of slugs. A slug is cut to make room for the
    number.
    """
    if not slug:
        return slug
    start = slug[: SLUG_COLUMN - SLUG_MARGIN]
    found, *others = (
        rows.filter(**{f"{column}__startswith": start}).order_by().values_list(column)
        for rows, column in taken
    )
    used = {it for (it,) in found.union(*others).order_by()}
    count, free = 1, slug
    while free in used:
        count += 1
        number = f"-{count}"
        free = f"{slug[: SLUG_COLUMN - len(number)]}{number}"
    return free


def slug_of(event: "Event", language: Language) -> str:
    """Return the slug that is made from an event's title; "" without one."""
    title = event.title.read(language)
    # The slug of a title in emoji or in another script is empty.
    return readable_slug(title) or (event.code if title else "")


def needs_new_slug(stored: "Event", event: "Event", language: Language) -> bool:
    """Return whether to make the slug anew: the title has changed, and the slug was made from it.

    The slug of an event that is or was public stays. But if it was made from the title in the
    other language, it is made anew when the event gets a title in its own.
    """
    if stored.title.read(language) == event.title.read(language):
        return False
    is_first = event.title.written(language) and not stored.title.written(language)
    return bool((is_first or not has_been_public(stored)) and _is_made_from_title(stored, language))


def has_been_public(event: "Event") -> bool:
    """Return whether an event is or was public, so that readers know its addresses."""
    version = getattr(event, "version", None)
    return event.state == State.PUBLISHED or bool(version and version.withdrawn_at)


def _is_made_from_title(event: "Event", language: Language) -> bool:
    """Return whether a slug was made from the title, and not typed by hand."""
    slug, other_slug = (
        NUMBER.sub("", event.slug.written(it)) for it in (language, other_language(language))
    )
    if not event.title.written(language) and slug == other_slug:
        return True  # Both slugs were made from one title, which may have changed since.
    return slug == NUMBER.sub("", slug_of(event, language))
