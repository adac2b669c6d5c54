"""How words are compared: without case, and a plain letter also finds its marked variants.

"angstrom" finds "Ångström", but "får" does not find "far" (asymmetric search, Unicode UTS #10,
8.2). å, ä and ö are letters of their own; other marks are left out.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

LONGEST_WORD: Final = 64  # letters of a word that are compared
MOST_WORDS: Final = 8  # words of a query that count
LONGEST_QUERY: Final = 1000  # characters of a query that are read
SUBSTRING_FROM: Final = 3  # letters of a word that is found in the middle of others

VARIANTS: Final = {"a": "[aåäæ]", "o": "[oöø]"}
# Letters that are kept, and some that Unicode does not take apart into letter and mark.
FOLDED: Final = {letter: letter for letter in "åäöø"} | {"æ": "æe", "ł": "l", "đ": "d", "ı": "i"}
WORD: Final = re.compile(r"[^\W_]+")
NOT_IN_WORD_BEFORE: Final = r"(?<![^\W_])"
NOT_IN_WORD_AFTER: Final = r"(?![^\W_])"

Span = tuple[int, int]


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    """Return what a character is compared as: "É" as "e", "ß" as "ss", a soft hyphen as ""."""
    small = character.casefold()
    if small in FOLDED:
        return FOLDED[small]
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(part for part in apart if unicodedata.category(part) not in {"Mn", "Me", "Cf"})


def composed(text: str) -> str:
    """Return a text in the form in which one letter is one character (NFC)."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return a text as it is compared: lower case, without marks except on å, ä, ö."""
    return "".join(map(_fold, composed(text)))


def words_in(text: str) -> list[str]:
    """Return a text's words, folded, in its order."""
    return [word[:LONGEST_WORD] for word in WORD.findall(fold(text))]


def query_words(query: str) -> tuple[str, ...]:
    """Return the words that a query asks for, each once; of a long query the first few."""
    return tuple(dict.fromkeys(words_in(query[:LONGEST_QUERY])))[:MOST_WORDS]


def with_variants(word: str) -> str:
    """Return the regular expression that finds a folded word with or without marks."""
    return "".join(VARIANTS.get(letter, letter) for letter in word)


@lru_cache(maxsize=256)
def pattern(word: str) -> re.Pattern[str]:
    """Return what finds a word of a query in folded text.

    One letter is sought as a whole word, two begin a word, more may stand anywhere in one.
    """
    before = NOT_IN_WORD_BEFORE if len(word) < SUBSTRING_FROM else ""
    after = NOT_IN_WORD_AFTER if len(word) == 1 else ""
    return re.compile(before + with_variants(word) + after)


def spans(text: str, words: Iterable[str]) -> list[Span]:
    """Return where words of a query stand in a composed text: (start, end), in order, apart."""
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
