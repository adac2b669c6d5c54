"""The lead of an event: its summary in two or three lines."""

import re
from dataclasses import dataclass
from typing import Final

from ..models import Text

MOST_LETTERS: Final = 180
SENTENCES: Final = re.compile(r"(?<=[.?!…])\s+(?=[A-ZÅÄÖ0-9”“\"–])")


@dataclass(frozen=True, slots=True)
class Lead:
    """The beginning of a summary."""

    text: Text
    is_all: bool  # the summary says no more


def lead_of(summary: Text) -> Lead:
    """Return as many of the first sentences of a summary as are short enough, but at least one.

    A first sentence that is too long is cut between words, with an ellipsis.
    """
    text = " ".join(summary.split())
    if len(text) <= MOST_LETTERS:
        return Lead(Text(text, summary.language), is_all=True)
    lead = ""
    for sentence in SENTENCES.split(text):
        longer = f"{lead} {sentence}".strip()
        if len(longer) > MOST_LETTERS:
            break
        lead = longer
    lead = lead or text[: MOST_LETTERS - 1].rpartition(" ")[0].rstrip(" ,;:–") + "…"
    return Lead(Text(lead, summary.language), is_all=False)
