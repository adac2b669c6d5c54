"""Conversion of rich text to plain text, with list marks and link targets; leads of texts."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin

from ..models import Text
from .subscriptable import Subscriptable

# In sanitised HTML (`models.rich_text`) attribute values are in double quotation marks.
HREF: Final = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)')
MAX_LEAD_LENGTH: Final = 180  # letters
MAX_DESCRIPTION_LENGTH: Final = 200  # letters that search engines show
SENTENCES: Final = re.compile(r"(?<=[.?!…])\s+(?=[A-ZÅÄÖ0-9”“\"–])")
LISTS = {"ul", "ol"}
BLOCKS = {"p", "h1", "h2", "h3", "h4", "blockquote", *LISTS}


class _PlainTextParser(HTMLParser):
    """Collects the text of sanitised HTML, paragraph by paragraph."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self.lists: list[int | None] = []  # per open list: its running number, None for bullets
        self.at_mark = False  # after the mark of a list item, before its first word
        self.href = ""
        self.link_text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self._start_item()
        elif tag in BLOCKS and not self.lists:
            self.blocks.append("")
        elif tag == "br" or (tag in BLOCKS - LISTS and not self.at_mark):
            self._start_line(len(self.lists))
        if tag in LISTS:
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "a":
            self.href, self.link_text = dict(attrs).get("href") or "", ""

    def handle_endtag(self, tag: str) -> None:
        if tag in LISTS and self.lists:
            self.lists.pop()
        if tag in BLOCKS and not self.lists:
            self.blocks.append("")
        elif tag == "a":
            target = self.href.removeprefix("mailto:").removeprefix("tel:")
            if target and target.rstrip("/") != self.link_text.strip().rstrip("/"):
                self.blocks[-1] += f" ({target})"
            self.href = ""

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += re.sub(r"\s+", " ", data)
        self.link_text += data
        if data.strip():
            self.at_mark = False

    def _start_item(self) -> None:
        number = self.lists[-1] if self.lists else None
        mark = "–" if number is None else f"{number}."
        if self.lists and number is not None:
            self.lists[-1] = number + 1
        self._start_line(len(self.lists) - 1)
        self.blocks[-1] += f"{mark} "
        self.at_mark = True

    def _start_line(self, depth: int) -> None:
        self.blocks[-1] += "\n" + "\t" * depth  # `handle_data` adds no tabs.


@lru_cache(maxsize=256)
def plain(html: str) -> str:
    """Return sanitised HTML as plain text, with an empty line between blocks."""
    parser = _PlainTextParser()
    parser.feed(html)
    parser.close()
    lines = ("\n".join(_tidy(line) for line in block.split("\n")) for block in parser.blocks)
    return "\n\n".join(block.strip("\n") for block in lines if block.strip())


def with_absolute_links(html: str, page: str) -> str:
    """Return sanitised HTML with absolute links, for use outside the site.

    `page` is the absolute address to which relative links are resolved.
    """
    return HREF.sub(lambda it: it[1] + escape(urljoin(page, unescape(it[2]))), html)


def _tidy(line: str) -> str:
    """Collapse spaces, and replace each tab of the indent by two spaces."""
    depth = len(line) - len(line.lstrip("\t"))
    return "  " * depth + " ".join(line.split()) if line.strip() else ""


@dataclass(frozen=True, slots=True)
class Lead(Subscriptable):
    """The beginning of a summary."""

    text: Text
    is_all: bool  # whether `text` is the whole summary
    description: str  # the beginning for search engines and links on other sites


def lead_of(summary: Text) -> Lead:
    """Return as many of the first sentences of a summary as are short enough, but at least one.

    A first sentence that is too long is cut between words, with an ellipsis.
    """
    text = " ".join(summary.split())
    description = _beginning(text, MAX_DESCRIPTION_LENGTH)
    if len(text) <= MAX_LEAD_LENGTH:
        return Lead(Text(text, summary.language), is_all=True, description=description)
    lead = ""
    for sentence in SENTENCES.split(text):
        longer = f"{lead} {sentence}".strip()
        if len(longer) > MAX_LEAD_LENGTH:
            break
        lead = longer
    lead = lead or _beginning(text, MAX_LEAD_LENGTH)
    return Lead(Text(lead, summary.language), is_all=False, description=description)


def _beginning(text: str, length: int) -> str:
    """Return a text of at most `length` letters: it is cut between words, with an ellipsis."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–") + "…"
