"""Excerpts of events with the matches of a query, for the list of results."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..facts.event import EventFacts
from ..models import Language, Text
from .document import texts_of
from .words import composed, fold, pattern, query_readings, spans

WIDTH: Final = 160  # characters of an excerpt, about
MAX_BEFORE_MATCH: Final = 50  # characters before the first match
# Marks of omitted text, with a no-break space, so that none is alone on a line.
ELLIPSES: Final = ("…\u00a0", "\u00a0…")

Parts = tuple[tuple[str, bool], ...]  # (text, whether it is a match)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage of an event, split at its matches."""

    parts: Parts
    language: Language  # of the passage


def excerpt(facts: EventFacts, words: str, *, shown_title: str | None = None) -> Excerpt | None:
    """Return the passage of an event with most of the searched words, or None without a match.

    If the title has all the words, the passage is the beginning of the event. For words that only
    the other language has, call it again with the facts in that language, and with the title that
    is shown: the title of the facts is then searched as any text. The shown title is not repeated.
    """
    found = (_excerpt(facts, asked, shown_title) for asked in query_readings(words) if asked)
    return next(filter(None, found), None)


def marked(text: str, words: str) -> Parts:
    """Return a text split at the words of a query."""
    return _split(composed(text), [word for asked in query_readings(words) for word in asked])


def _excerpt(facts: EventFacts, asked: Sequence[str], shown_title: str | None) -> Excerpt | None:
    """Return the passage with most of the words of one reading of a query."""
    title = facts.title if shown_title is None else ""
    elsewhere = [word for word in asked if not _count_of(title, [word])]
    repeated = fold(facts.title if shown_title is None else shown_title)
    texts = [it for it in (facts.title, *texts_of(facts)) if fold(it) != repeated]
    if not elsewhere:
        return _beginning(facts, texts, asked)
    best = max(texts, key=lambda text: _count_of(text, elsewhere), default=None)
    if best is None or not _count_of(best, elsewhere):
        return None
    return _passage(best, elsewhere, asked)


def _beginning(facts: EventFacts, texts: Sequence[Text], asked: Sequence[str]) -> Excerpt | None:
    """Return the beginning of an event's texts, if there is more than its title."""
    has_texts = facts.summary or facts.body or any(talk.abstract for talk in facts.talks)
    return _passage(texts[0], [], asked) if has_texts and texts else None


def _count_of(text: str, words: Sequence[str]) -> int:
    letters = fold(text)
    return sum(bool(pattern(word).search(letters)) for word in words)


def _passage(text: Text, first: Sequence[str], asked: Sequence[str]) -> Excerpt:
    """Return the passage around the first match of `first`, with all of `asked` marked."""
    line = " ".join(composed(text).split())
    hit = next(iter(spans(line, first)), (0, 0))[0]
    start, end = _window(line, hit)
    parts = _split(line[start:end], asked)
    before = ((ELLIPSES[0], False),) if start else ()
    after = ((ELLIPSES[1], False),) if end < len(line) else ()
    return Excerpt((*before, *parts, *after), text.language)


def _window(line: str, hit: int) -> tuple[int, int]:
    """Return start and end of a passage of whole words around a match."""
    if len(line) <= WIDTH:
        return 0, len(line)
    # A word longer than the passage is cut, so that the match stays visible.
    start = max(0, min(hit - MAX_BEFORE_MATCH, len(line) - WIDTH))
    if start:
        start = line.find(" ", start, hit) + 1 or start
    end = start + WIDTH
    if end >= len(line):
        return start, len(line)
    space = line.rfind(" ", hit, end)
    return start, end if space < 0 else space


def _split(line: str, words: Sequence[str]) -> Parts:
    parts: list[tuple[str, bool]] = []
    done = 0
    for start, end in spans(line, words):
        parts += [(line[done:start], False), (line[start:end], True)]
        done = end
    return tuple(part for part in (*parts, (line[done:], False)) if part[0])
