"""Soft hyphens for Swedish headings, where browsers have no dictionary to break by."""

import re
from typing import Final

SOFT: Final = "\u00ad"

# Parts of the field's compounds: a break may come before each that does not begin a word.
PARTS: Final = (
    "cell",
    "forskning",
    "gravitation",
    "immun",
    "insulin",
    "läkemedel",
    "modifier",
    "nätverk",
    "process",
    "producerande",
    "redogörelse",
    "sjukdom",
    "sjukhus",
    "sjukvård",
    "terapi",
    "träff",
    "utveckling",
    "vävnad",
)
_BREAKS = re.compile(rf"(?<=\w{{3}})(?=(?:{'|'.join(PARTS)}))(?=\w{{4}})", re.IGNORECASE)


def softened(text: str) -> str:
    """Return a text whose long words may be broken between their parts."""
    return " ".join(_BREAKS.sub(SOFT, word) if len(word) > 11 else word for word in text.split(" "))
