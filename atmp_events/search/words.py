"""How words are compared: without case, and so that a plain letter finds its marked kin.

"angstrom" finds "Ångström", but "får" does not find "far": what is sought without a mark may
have one where it is found, not the other way (asymmetric search, Unicode UTS #10, 8.2).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

LONGEST: Final = 64  # letters of a word that count; the rest of a longer one is not compared
MOST: Final = 8  # words of a query that count
QUERY: Final = 1000  # characters of a query that are read

# Letters of their own in Swedish, Danish and Norwegian, and the plain ones they are kin to.
PLAIN: Final = str.maketrans("åäöæø", "aaoao")
KIN: Final = {"a": "[aåäæ]", "o": "[oöø]"}
# Letters that are kept, and some that Unicode does not take apart into letter and mark.
KEPT: Final = {letter: letter for letter in "åäöø"} | {"æ": "æe", "ł": "l", "đ": "d", "ı": "i"}
WORD: Final = re.compile(r"[^\W_]+")
NOT_IN_WORD_BEFORE: Final = r"(?<![^\W_])"
NOT_IN_WORD_AFTER: Final = r"(?![^\W_])"

Span = tuple[int, int]


class _Spelling(dict[int, str]):
    """How each character is compared: "É" as "e", "ß" as "ss", a soft hyphen not at all."""

    def __missing__(self, character: int) -> str:
        """Learn a character; those of the alphabets are remembered."""
        spelling = _spelling(chr(character))
        if character < 0x2000:
            self[character] = spelling
        return spelling


def _spelling(character: str) -> str:
    small = character.casefold()
    if small in KEPT:
        return KEPT[small]
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(part for part in apart if unicodedata.category(part) not in {"Mn", "Me", "Cf"})


SPELLING: Final = _Spelling()


def composed(text: str) -> str:
    """Return a text in the form in which one letter is one character (NFC)."""
    return unicodedata.normalize("NFC", text)


def words_in(text: str) -> list[str]:
    """Return a text's words as they are compared, in its order."""
    return [word[:LONGEST] for word in WORD.findall(spelled(text))]


def spelled(text: str) -> str:
    """Return a text as it is compared."""
    return composed(text).translate(SPELLING)


def plain(word: str) -> str:
    """Return a word of `words_in` without the marks on å, ä, ö: as many letters as before."""
    return word.translate(PLAIN)


def sought(query: str) -> tuple[str, ...]:
    """Return the words that a reader's query asks for, each once; of 5,000 words the first few."""
    return tuple(dict.fromkeys(words_in(query[:QUERY])))[:MOST]


@lru_cache(maxsize=256)
def pattern(word: str) -> re.Pattern[str]:
    """Return what finds a sought word in text that is spelled for comparison.

    One letter is sought as a whole word, two begin a word, more may stand anywhere in one.
    """
    letters = "".join(KIN.get(letter, letter) for letter in word)
    before = NOT_IN_WORD_BEFORE if len(word) < 3 else ""
    after = NOT_IN_WORD_AFTER if len(word) < 2 else ""
    return re.compile(before + letters + after)


def spans(text: str, words: Iterable[str]) -> list[Span]:
    """Return where sought words stand in a composed text: start and end, in order, apart."""
    found: list[Span] = []
    for start, end in sorted(_places(text, words)):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _places(text: str, words: Iterable[str]) -> Iterator[Span]:
    letters = [character.translate(SPELLING) for character in text]
    place = [index for index, some in enumerate(letters) for _ in some]
    for word in words:
        for hit in pattern(word).finditer("".join(letters)):
            yield place[hit.start()], place[hit.end() - 1] + 1
