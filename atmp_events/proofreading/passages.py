"""The texts of an event that proofreading reads: plain, each in one language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final

from django.utils.html import strip_tags

from ..facts.plain_text import plain
from ..facts.translations import Pair, pairs_of
from ..models import LANGUAGES, Event, Language

LINK: Final = re.compile(r'<a\s[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)  # sanitised HTML


@dataclass(frozen=True, slots=True)
class Passage:
    """A plain text of an event in one language, with its links."""

    field: str
    language: Language
    text: str
    links: tuple[tuple[str, str], ...] = ()  # (address, text)


def passages_of(event: Event) -> Iterator[Passage]:
    """Yield the non-empty texts of an event, without affiliations. Use `with_facts()`."""
    for pair in pairs_of(event):
        if pair.field.endswith("-affiliation"):
            continue  # The name of an organisation, which its two languages spell as they do.
        for language in LANGUAGES:
            if written := pair.text.written(language):
                yield passage(pair, language, written)


def passage(pair: Pair, language: Language, written: str) -> Passage:
    """Return a text as a passage: rich text without markup, its links separately."""
    field = f"{pair.field}_{language}"
    if not pair.field.endswith(("body", "abstract")):
        return Passage(field, language, written)
    links = ((unescape(href), unescape(strip_tags(words))) for href, words in LINK.findall(written))
    # `plain` writes the address of a link in parentheses after it.
    text = re.sub(r" \((?:https?://|mailto:)[^)]*\)", "", plain(written))
    return Passage(field, language, text, tuple(links))
