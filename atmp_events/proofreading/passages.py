"""The texts of an event that proofreading reads: plain, each in one language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from ..facts.prose import plain
from ..facts.translations import Pair, pairs_of
from ..models import LANGUAGES, Event, Language


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of an event in one language, plain, with the links that it holds."""

    field: str
    language: Language
    text: str
    links: tuple[tuple[str, str], ...] = ()  # address, words


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
    """Yield every text of an event that is not empty. Use `with_facts()`."""
    for pair in pairs_of(event):
        for language in LANGUAGES:
            if written := pair.text.written(language):
                yield passage(pair, language, written)


def passage(pair: Pair, language: Language, written: str) -> Passage:
    """Return a text as it is read: rich text without its markup, and apart from that its links."""
    field = f"{pair.field}_{language}"
    if not pair.field.endswith(("body", "abstract")):
        return Passage(field, language, written)
    links = _Links()
    links.feed(written)
    links.close()
    # What stands in brackets after a link is its address, put there for those who hear it.
    text = re.sub(r" \((?:https?://|mailto:)[^)]*\)", "", plain(written))
    return Passage(field, language, text, tuple(links.found))
