"""The lead of an event: its summary in two or three lines."""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.text import Truncator

from ..models import Text

MOST_LETTERS: Final = 180
MOST_ELSEWHERE: Final = 200  # letters that search engines show
SENTENCES: Final = re.compile(r"(?<=[.?!…])\s+(?=[A-ZÅÄÖ0-9”“\"–])")


@dataclass(frozen=True, slots=True)
class Lead:
    """The beginning of a summary."""

    text: Text
    is_all: bool  # the summary says no more
    elsewhere: str  # the beginning for search engines and links on other sites


def lead_of(summary: Text) -> Lead:
    """Return as many of the first sentences of a summary as are short enough, but at least one.

    A first sentence that is too long is cut between words, with an ellipsis.
    """
    text, elsewhere = " ".join(summary.split()), Truncator(summary).chars(MOST_ELSEWHERE)
    if len(text) <= MOST_LETTERS:
        return Lead(Text(text, summary.language), is_all=True, elsewhere=elsewhere)
    lead = ""
    for sentence in SENTENCES.split(text):
        longer = f"{lead} {sentence}".strip()
        if len(longer) > MOST_LETTERS:
            break
        lead = longer
    lead = lead or text[: MOST_LETTERS - 1].rpartition(" ")[0].rstrip(" ,;:–") + "…"
    return Lead(Text(lead, summary.language), is_all=False, elsewhere=elsewhere)
