"""The texts of an event that proofreading reads: plain, each in one language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from ..facts.plain_text import plain
from ..facts.translations import Pair, pairs_of
from ..models import LANGUAGES, Event, Language


@dataclass(frozen=True, slots=True)
class Passage:
    """A plain text of an event in one language, with its links."""

    field: str
    language: Language
    text: str
    links: tuple[tuple[str, str], ...] = ()  # (address, text)


class _Links(HTMLParser):
    """Collects the links of sanitised HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self.is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append((dict(attrs).get("href") or "", ""))
            self.is_open = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.is_open = False

    def handle_data(self, data: str) -> None:
        if self.is_open:
            address, words = self.found[-1]
            self.found[-1] = address, words + data


def passages_of(event: Event) -> Iterator[Passage]:
    """Yield the non-empty texts of an event. Use `with_facts()`."""
    for pair in pairs_of(event):
        for language in LANGUAGES:
            if written := pair.text.written(language):
                yield passage(pair, language, written)


def passage(pair: Pair, language: Language, written: str) -> Passage:
    """Return a text as a passage: rich text without markup, its links separately."""
    field = f"{pair.field}_{language}"
    if not pair.field.endswith(("body", "abstract")):
        return Passage(field, language, written)
    links = _Links()
    links.feed(written)
    links.close()
    # `plain` writes the address of a link in parentheses after it.
    text = re.sub(r" \((?:https?://|mailto:)[^)]*\)", "", plain(written))
    return Passage(field, language, text, tuple(links.found))
