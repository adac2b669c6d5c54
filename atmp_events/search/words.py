"""Folding and comparison of words: without case, and a plain letter also matches its variants.

"angstrom" matches "Ångström", but "får" does not match "far" (asymmetric search, Unicode UTS #10,
8.2). å, ä and ö are separate letters; other diacritics are removed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

LONGEST_WORD: Final = 64  # letters of a word that count
MOST_WORDS: Final = 8  # words of a query that count
LONGEST_QUERY: Final = 1000  # characters of a query that count
SUBSTRING_FROM: Final = 3  # letters: a word this long also matches inside other words

VARIANTS: Final = {"a": "[aåäæ]", "o": "[oöø]"}
# Letters that stay, and some that Unicode does not decompose.
FOLDED: Final = {letter: letter for letter in "åäöø"} | {"æ": "æe", "ł": "l", "đ": "d", "ı": "i"}
WORD: Final = re.compile(r"[^\W_]+")
NOT_IN_WORD_BEFORE: Final = r"(?<![^\W_])"
NOT_IN_WORD_AFTER: Final = r"(?![^\W_])"

Span = tuple[int, int]


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    """Return the folded form of a character: "É" is "e", "ß" is "ss", a soft hyphen is ""."""
    small = character.casefold()
    if small in FOLDED:
        return FOLDED[small]
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(part for part in apart if unicodedata.category(part) not in {"Mn", "Me", "Cf"})


def composed(text: str) -> str:
    """Return a text in NFC, where most letters are one character."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Fold a text: lower case, without diacritics except those of å, ä and ö."""
    return "".join(map(_fold, composed(text)))


def words_in(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return [word[:LONGEST_WORD] for word in WORD.findall(fold(text))]


def query_words(query: str) -> tuple[str, ...]:
    """Return the distinct words of a query, at most `MOST_WORDS`."""
    return tuple(dict.fromkeys(words_in(query[:LONGEST_QUERY])))[:MOST_WORDS]


def with_variants(word: str) -> str:
    """Return a regular expression for a folded word with or without diacritics."""
    return "".join(VARIANTS.get(letter, letter) for letter in word)


def parts_without_variants(word: str) -> list[str]:
    """Return the parts of a folded word that have no variants, of two letters or more."""
    return [part for part in re.split(f"[{''.join(VARIANTS)}]", word) if len(part) > 1]


@lru_cache(maxsize=256)
def pattern(word: str) -> re.Pattern[str]:
    """Return the pattern of a word of a query, for folded text.

    One letter matches a whole word, two the start of a word, more any part of one.
    """
    before = NOT_IN_WORD_BEFORE if len(word) < SUBSTRING_FROM else ""
    after = NOT_IN_WORD_AFTER if len(word) == 1 else ""
    return re.compile(before + with_variants(word) + after)


def spans(text: str, words: Iterable[str]) -> list[Span]:
    """Return the (start, end) of words of a query in a composed text, in order, merged."""
    found: list[Span] = []
    for start, end in sorted(_places(text, words)):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _places(text: str, words: Iterable[str]) -> Iterator[Span]:
    letters = [_fold(character) for character in text]
    folded = "".join(letters)
    place = [index for index, some in enumerate(letters) for _ in some]
    for word in words:
        for hit in pattern(word).finditer(folded):
            yield place[hit.start()], place[hit.end() - 1] + 1
