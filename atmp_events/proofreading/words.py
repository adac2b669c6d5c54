"""Rules for wording: link texts, long titles, promises of cure."""

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from .finding import Finding
from .passages import Passage

# Characters of a title that search engines show.
SHOWN: Final = 60
VAGUE: Final = {
    *("här", "klicka här", "läs mer", "läs mer här", "länk", "denna länk", "mer"),
    *("here", "click here", "read more", "learn more", "link", "this link", "more"),
}
# The law forbids promises of cure (läkemedelslagen 2015:315, 12 kap.).
PROMISES: Final = re.compile(
    r"\b(?:botar?|botas|botande|botemed\w*|mirakel\w*|garantera\w*|"
    r"cures?|cured|curing|curative|miracles?|guarantee\w*)\b",
    re.IGNORECASE,
)


def vague_links(passages: list[Passage]) -> Iterator[Finding]:
    """Find links whose text does not say where they lead (WCAG 2.2, 2.4.9)."""
    for it in passages:
        for _address, words in it.links:
            if words.strip(" .:!»>→").lower() in VAGUE:
                said = _("A link says only “%(words)s”. Say where it leads.")
                yield Finding(it.field, said % {"words": words.strip()})


def long_titles(passages: list[Passage]) -> Iterator[Finding]:
    """Find a title longer than search engines show."""
    for it in passages:
        if it.field.startswith("title_") and len(it.text) > SHOWN:
            said = _("%(count)d characters; search engines show about %(shown)d.")
            yield Finding(it.field, said % {"count": len(it.text), "shown": SHOWN})


def promises(passages: list[Passage]) -> Iterator[Finding]:
    """Find wording that may be read as a promise of cure."""
    for it in passages:
        if match := PROMISES.search(it.text):
            said = _("“%(word)s” may be read as a promise of cure.")
            yield Finding(it.field, said % {"word": match[0]})
