"""Filters for texts: `lang` attributes and line breaks.

They take the active language as the language of the page.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Protocol

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from ..facts.plain_text import plain
from ..facts.who import AffiliationFacts
from ..models import Language, Text
from ..models.links import tel_number

register = template.Library()

register.filter("tel", tel_number)

SECTION: Final = re.compile(r"<h3>(.*?)</h3>", re.DOTALL)
# Phrases that must not break. The last two patterns: one letter or digit before or after a hyphen,
# as in "CAR-T" or "e-hälsa".
KEPT_TOGETHER: Final = re.compile(
    r"\b(?:kl\. [\d.–]+|ATMP-centrum|\w+-\d+|\w{1,8}-\w\b|(?:typ )?\w-\w{1,14}\b)", re.IGNORECASE
)
# A web or email address, without the punctuation of the sentence after it.
ADDRESS: Final = re.compile(
    r"""(https?://[^\s<>"”»]*[^\s<>"”».,;:!?)'’\]]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"""
)
SOFT_HYPHEN: Final = "\u00ad"
# Parts of the field's Swedish compounds; a word may break before each. Browsers have no Swedish
# dictionary for hyphenation.
WORD_PARTS: Final = (
    "cell",
    "forskning",
    "gravitation",
    "huset",
    "immun",
    "insulin",
    "laborator",
    "läkemedel",
    "modifier",
    "nätverk",
    "process",
    "producerande",
    "redogörelse",
    "salen",
    "sjukdom",
    "sjukhus",
    "sjukvård",
    "terapi",
    "träff",
    "utveckling",
    "vävnad",
)
BREAK_POINTS: Final = re.compile(
    rf"(?<=\w{{3}})(?=(?:{'|'.join(WORD_PARTS)}))(?=\w{{4}})", re.IGNORECASE
)


class InLanguage(Protocol):
    """A text, or an object with texts in one language."""

    @property
    def language(self) -> Language:
        """The language of the text."""


@register.filter
def lang_attr(text: InLanguage) -> SafeString:
    """Return ` lang="…"` for a text that is not in the language of the page, or ""."""
    if text.language == get_language():
        return mark_safe("")
    return format_html(' lang="{}"', text.language)


@register.filter
def lang_span(text: Text) -> SafeString:
    """Hyphenate a phrase; wrap it in `<span lang>` if it is in the other language."""
    if text.language == get_language():
        return hyphenate(text)
    return format_html("<span{}>{}</span>", lang_attr(text), hyphenate(text))


@register.filter
def hyphenate(text: Text) -> SafeString:
    """Insert soft hyphens in long Swedish compounds; escape, and `keep_together`."""
    return _hyphenated(str(text), text.language)


@lru_cache(maxsize=1_000)
def _hyphenated(text: str, language: Language) -> SafeString:
    if language != "sv":
        return keep_together(text)
    words = (
        BREAK_POINTS.sub(SOFT_HYPHEN, word) if len(word) > 11 else word for word in text.split(" ")
    )
    return keep_together(" ".join(words))


@register.filter
def keep_together(text: str) -> SafeString:
    """Escape a text; prevent line breaks in "kl. 16.00–17.30", "ATMP-centrum", "T-cell"."""
    escaped = conditional_escape(text)
    return mark_safe(KEPT_TOGETHER.sub(r'<span class="nb">\g<0></span>', escaped))  # noqa: S308


@register.filter
def paragraphs(text: str) -> list[str]:
    """Split a plain text into paragraphs, at empty lines."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


@register.filter
def with_links(text: str) -> SafeString:
    """Escape a plain text; make links of the web and email addresses in it."""
    pieces = enumerate(ADDRESS.split(text))  # every second piece is an address
    return format_html_join("", "{}", ((_link(it) if at % 2 else it,) for at, it in pieces))


def _link(address: str) -> SafeString:
    target = address if "://" in address else f"mailto:{address}"
    return format_html('<a href="{}">{}</a>', target, address)


@register.filter(name="plain")
def as_plain_text(html: Text | None) -> str:
    """Return rich text as plain text in one line; "" for None."""
    return " ".join(plain(html).split()) if html else ""


@register.filter
def sections(html: Text) -> list[tuple[SafeString, SafeString]]:
    """Split rich text at its h3 into (heading, text); the first part has no heading ("").

    Each h4 becomes h3. Rich text was sanitised when it was saved (models/rich_text.py).
    """
    start, *rest = SECTION.split(html)
    parts = [("", start), *zip(rest[::2], rest[1::2], strict=True)]
    return [
        (mark_safe(heading), mark_safe(text.replace("h4>", "h3>")))  # noqa: S308
        for heading, text in parts
        if heading or text.strip()
    ]


@register.filter
def mark_hits(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """Mark search hits with `<mark>`. Each piece is (text, whether it is a hit)."""
    marked = (format_html("<mark>{}</mark>", text) if is_hit else text for text, is_hit in pieces)
    return format_html_join("", "{}", ((piece,) for piece in marked))


@register.filter
def role_and_affiliation(affiliation: AffiliationFacts) -> SafeString:
    """Return role and affiliation: "professor, Uppsala universitet"."""
    known = (it for it in (affiliation.role, affiliation.affiliation) if it)
    return mark_safe(", ".join(map(lang_span, known)))  # noqa: S308
